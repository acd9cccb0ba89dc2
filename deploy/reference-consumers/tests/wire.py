"""What is said to strangers and heard of them, and their programs as processes that can be killed."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer


def bootstrap() -> str:
    """The test broker; `make test` starts one."""
    return os.environ["SALESWIRE_TEST_KAFKA"]


def address() -> dict[str, Any]:
    """The same with the credentials of whoever may do everything there, in aiokafka's words."""
    known = told()
    options = {"sasl_plain_username": "KAFKA_USERNAME", "sasl_plain_password": "KAFKA_PASSWORD"}
    options |= {"security_protocol": "KAFKA_SECURITY_PROTOCOL", "sasl_mechanism": "KAFKA_SASL_MECHANISM"}
    found = {option: known[name] for option, name in options.items() if name in known}
    return {"bootstrap_servers": bootstrap(), **found}


def told() -> dict[str, str]:
    """What programs are told about Kafka, beside where it is."""
    ours = "SALESWIRE_KAFKA_"
    return {f"KAFKA_{n.removeprefix(ours)}": v for n, v in os.environ.items() if n.startswith(ours)}


class Wire:
    """The topics of one test; ``prefix`` keeps them apart from all others."""

    def __init__(self, state: Path) -> None:
        self.prefix = f"t{uuid4().hex[:8]}."
        self.state = state
        self.producer = AIOKafkaProducer(**address())

    async def say(self, topic: str, type: str, key: str, body: Any, id: str | None = None) -> str:
        """Publish as Saleswire does; returns the event's id."""
        id = id or str(uuid4())
        headers = {"ce_id": id, "ce_type": type, "ce_specversion": "1.0", "ce_correlationid": key}
        headers["content-type"] = "application/json"
        value = body if isinstance(body, bytes) else json.dumps(body).encode()
        pairs = [(name, text.encode()) for name, text in headers.items()]
        await self.producer.send_and_wait(self.prefix + topic, value, key=key.encode(), headers=pairs)
        return id

    async def heard(self, topic: str, count: int, patience: float = 40) -> list[dict[str, Any]]:
        """The first messages of a topic, from its beginning, as soon as there are so many."""
        consumer = AIOKafkaConsumer(self.prefix + topic, **address(), auto_offset_reset="earliest")
        await consumer.start()
        try:
            async with asyncio.timeout(patience):
                return [read(await consumer.getone()) for _ in range(count)]
        finally:
            await consumer.stop()

    @asynccontextmanager
    async def running(self, program: str, **wishes: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """A program until the end of the block, which kills it (-9)."""
        known = {"KAFKA_BOOTSTRAP_SERVERS": bootstrap(), "STATE_FOLDER": str(self.state)}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"reference_consumers.{program}"),
            env={**os.environ, **told(), **known, "TOPIC_PREFIX": self.prefix, **wishes},
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def read(record: Any) -> dict[str, Any]:
    """A record as plain data."""
    headers = {name: value.decode() for name, value in record.headers}
    return {"key": record.key.decode(), "headers": headers, "body": json.loads(record.value)}
