"""The loop of an outside system: read a topic into the notebook, and give the answers that are due.

It survives a kill at any moment and waits for a Kafka that is away.
"""

import argparse
import asyncio
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from reference_consumers.credentials import security
from reference_consumers.notebook import Answer, Notebook
from reference_consumers.published import FOLDER, Schemas, Unreadable

PAUSE = 1.0  # seconds before Kafka is tried again


@dataclass(frozen=True)
class Fact:
    """A message of Saleswire; headers are CloudEvents attributes and extensions without ``ce_``."""

    type: str
    id: str
    body: dict[str, Any]
    headers: Mapping[str, str]

    def because(self) -> dict[str, str]:
        """Headers that tie an answer to the deal and to this fact."""
        deal = self.headers.get("correlationid")
        return {"ce_causationid": self.id, **({"ce_correlationid": deal} if deal else {})}


class Program(Protocol):
    """What an outside system does about what it hears."""

    @property
    def name(self) -> str: ...

    @property
    def reads(self) -> str:
        """The topic of ours."""

    @property
    def answers_on(self) -> str:
        """The topic of theirs."""

    @property
    def knows(self) -> Sequence[str]:
        """Message types; all others are ignored."""

    def hear(self, notebook: Notebook, fact: Fact) -> None:
        """Note the fact and plan the answer, in the transaction that is open."""


@dataclass(frozen=True)
class Surroundings:
    """Where Kafka, the schemas and the notebook are."""

    bootstrap: str
    state: Path
    schemas: Path = FOLDER
    topic_prefix: str = ""


@dataclass
class Stranger:
    """One program at work."""

    program: Program
    around: Surroundings
    notebook: Notebook
    schemas: Schemas
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self) -> None:
        """For ever; whenever Kafka fails, begin again."""
        while True:
            try:
                await self.connected()
            except* (KafkaError, OSError) as problems:
                print(f"{self.program.name}: Kafka: {problems.exceptions[0]!r}; trying again", flush=True)
                await asyncio.sleep(PAUSE)

    async def connected(self) -> None:
        """Read and answer until one of both fails."""
        common = {
            "bootstrap_servers": self.around.bootstrap,
            "client_id": f"reference-{self.program.name}",
            **security(os.environ),
        }
        producer = AIOKafkaProducer(**common, acks="all", enable_idempotence=True)
        consumer = AIOKafkaConsumer(
            **common,
            group_id=f"{self.around.topic_prefix}{self.program.name}.reference",
            group_instance_id=self.program.name,  # whoever restarts is known at once
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=6000,
            heartbeat_interval_ms=1500,
        )
        try:
            await producer.start()
            await consumer.start()
            topic = self.around.topic_prefix + self.program.reads
            consumer.subscribe([topic], listener=FromNotebook(consumer, self.notebook))
            print(f"{self.program.name}: reading {topic}", flush=True)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.listen(consumer))
                tasks.create_task(self.answer(producer))
        finally:
            await asyncio.gather(consumer.stop(), producer.stop(), return_exceptions=True)

    async def listen(self, consumer: AIOKafkaConsumer) -> None:
        """Note what comes; Kafka is told afterwards."""
        while True:
            batches = await consumer.getmany(timeout_ms=1000)
            if not batches:
                continue
            with self.notebook.writing():
                for tp, records in batches.items():
                    for record in records:
                        self.take(record)
                    self.notebook.move(tp.topic, tp.partition, records[-1].offset + 1)
            self.woken.set()
            await consumer.commit({tp: records[-1].offset + 1 for tp, records in batches.items()})

    def take(self, record: Any) -> None:
        """One record: heard, ignored or refused."""
        try:
            fact = read(record, self.program.knows, self.schemas)
            if fact is not None:
                self.program.hear(self.notebook, fact)
        except (Unreadable, ValueError, KeyError) as problem:
            print(f"{self.program.name}: {record.topic} {record.offset} refused: {problem!r}", flush=True)
            self.notebook.refuse(record.topic, record.partition, record.offset, repr(problem))

    async def answer(self, producer: AIOKafkaProducer) -> None:
        """Give every answer when it is due; what was not acknowledged is given again."""
        while True:
            self.woken.clear()
            for answer in self.notebook.due(time.time()):
                self.schemas.check(answer.type, answer.body)
                topic = self.around.topic_prefix + self.program.answers_on
                value, headers = json.dumps(answer.body).encode(), self.headers(answer)
                await producer.send_and_wait(topic, value, key=answer.about.encode(), headers=headers)
                self.notebook.given(answer)
                print(f"{self.program.name}: {answer.type} about {answer.about}", flush=True)
            await self.pause()

    async def pause(self) -> None:
        """Until the next answer is due or something was heard, at most a second."""
        due = self.notebook.next_due()
        wait = 1.0 if due is None else min(1.0, max(0.01, due - time.time()))
        try:
            await asyncio.wait_for(self.woken.wait(), wait)
        except TimeoutError:
            return

    def headers(self, answer: Answer) -> list[tuple[str, bytes]]:
        """CloudEvents in binary mode."""
        said = {
            "ce_specversion": "1.0",
            "ce_id": answer.id,
            "ce_type": answer.type,
            "ce_source": f"/reference/{self.program.name}",
            "ce_time": datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "ce_subject": answer.about,
            "content-type": "application/json",
            **answer.headers,
        }
        return [(name, value.encode()) for name, value in said.items()]


class FromNotebook(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Reading starts where the notebook or Kafka says, whichever is earlier."""

    def __init__(self, consumer: AIOKafkaConsumer, notebook: Notebook) -> None:
        self._consumer, self._notebook = consumer, notebook

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Nothing is held in memory."""

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Seek in all of them."""
        for tp in assigned:
            told = await self._consumer.committed(tp) or 0
            self._consumer.seek(tp, min(told, self._notebook.position(tp.topic, tp.partition)))


def read(record: Any, knows: Sequence[str], schemas: Schemas) -> Fact | None:
    """The record as a fact; None when it is of no interest. Raises Unreadable or ValueError."""
    headers = {name.removeprefix("ce_"): (value or b"").decode() for name, value in record.headers}
    if headers.get("type") not in knows:
        return None
    body = json.loads(record.value or b"null")
    schemas.check(headers["type"], body)
    return Fact(headers["type"], headers["id"], body, headers)


def parser(description: str) -> argparse.ArgumentParser:
    """The options that all programs share; their defaults come from the environment."""
    told = os.environ.get
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--bootstrap", default=told("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:19092"))
    options.add_argument("--state", type=Path, default=Path(told("STATE_FOLDER", ".")), help="folder")
    options.add_argument("--schemas", type=Path, default=Path(told("SCHEMAS_FOLDER", str(FOLDER))))
    options.add_argument("--topic-prefix", default=told("TOPIC_PREFIX", ""))
    return options


def run(program: Program, tables: str, asked: argparse.Namespace) -> None:
    """Be this program until the process is ended."""
    around = Surroundings(asked.bootstrap, asked.state, asked.schemas, asked.topic_prefix)
    notebook = Notebook(around.state / f"{program.name}.sqlite", tables)
    schemas = Schemas(around.schemas)
    schemas.read(program.knows)
    asyncio.run(Stranger(program, around, notebook, schemas).work())
