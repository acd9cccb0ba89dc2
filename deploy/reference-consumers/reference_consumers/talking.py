"""What both need of Kafka: a broker, the CloudEvents headers, and answers that are given when due."""

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from aiokafka.errors import KafkaError
from faststream import AckPolicy, ExceptionMiddleware, FastStream
from faststream.kafka import KafkaBroker
from faststream.kafka.annotations import KafkaMessage
from faststream.kafka.subscriber.usecase import DefaultSubscriber
from faststream.message import StreamMessage

from reference_consumers.notebook import Answer, Notebook
from reference_consumers.surroundings import KAFKA, PREFIX, security

PAUSE = 0.1  # seconds between two looks at what is due
log = logging.getLogger("reference")  # FastStream's own writes colours into files, too
logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)


def make_broker(name: str, notebook: Notebook) -> KafkaBroker:
    """Kafka; a record that cannot be read is noted, and nobody waits behind it."""
    unreadable = ExceptionMiddleware()

    @unreadable.add_handler(ValueError)
    @unreadable.add_handler(KeyError)
    async def refuse(problem: Exception, message: KafkaMessage) -> None:
        record: Any = message.raw_message
        notebook.refuse(record.topic, record.partition, record.offset, repr(problem))

    return KafkaBroker(
        KAFKA,
        client_id=name,
        security=security(os.environ),
        acks="all",
        enable_idempotence=True,
        allow_auto_create_topics=False,
        middlewares=[unreadable],
        logger=log,
        log_level=logging.DEBUG,
    )


def hearing(broker: KafkaBroker, program: str, topic: str, notebook: Notebook) -> DefaultSubscriber:
    """Subscribe to a topic from its beginning; what a handler did not end well is heard again."""
    return broker.subscriber(
        PREFIX + topic,
        group_id=f"{PREFIX}{program}.{notebook.id}",  # who loses the notebook reads everything again
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.NACK_ON_ERROR,
        group_instance_id=program,  # whoever restarts is known at once
        session_timeout_ms=6000,
    )


def of_type(*types: str) -> Callable[[StreamMessage[Any]], Awaitable[bool]]:
    """Filter of a handler: CloudEvents say in a header what a message is."""

    async def is_it(message: StreamMessage[Any]) -> bool:
        return message.headers.get("ce_type") in types

    return is_it


def because(message: KafkaMessage) -> dict[str, str]:
    """Headers that tie an answer to the fact that it answers, and to the deal."""
    deal = message.headers.get("ce_correlationid")
    return {"ce_causationid": message.headers["ce_id"]} | ({"ce_correlationid": deal} if deal else {})


def give_answers(app: FastStream, broker: KafkaBroker, topic: str, notebook: Notebook) -> None:
    """Give each answer when it is due; what Kafka did not acknowledge is given again."""

    async def for_ever() -> None:
        while True:
            try:
                for answer in notebook.due(time.time()):
                    key, told = answer.about.encode(), cloud_event(answer, topic)
                    await broker.publish(answer.body, PREFIX + topic, key=key, headers=told)
                    notebook.given(answer)
            except KafkaError as problem:
                log.warning("Kafka: %r; trying again", problem)
            await asyncio.sleep(PAUSE)

    @app.after_startup
    async def begin() -> None:
        app.context.set_global("answering", asyncio.create_task(for_ever()))


def cloud_event(answer: Answer, topic: str) -> dict[str, str]:
    """CloudEvents in binary mode; the content type is FastStream's."""
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {
        "ce_specversion": "1.0",
        "ce_id": answer.id,
        "ce_type": answer.type,
        "ce_source": f"/reference/{topic.partition('.')[0]}",
        "ce_time": now,
        "ce_subject": answer.about,
        **answer.headers,
    }
