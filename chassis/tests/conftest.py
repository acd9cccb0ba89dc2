"""Real PostgreSQL and Kafka for the chassis' own tests: a database as if new and topics for each test."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import NewTopic

from chassis.kafka import make_admin, make_consumer
from chassis.settings import Settings
from chassis.testing.servers import bootstrap, broker, named, server_url
from chassis.tests.inbound import create_effects
from chassis.tests.stock import Stock
from chassis.work.database import Database

KAFKA = bootstrap()


@pytest.fixture(scope="session")
async def stock() -> AsyncIterator[Stock]:
    """Databases with the chassis' tables."""
    stock = Stock()
    yield stock
    await stock.close()


@pytest.fixture
async def database_url(stock: Stock) -> AsyncIterator[str]:
    """Address of a fresh database."""
    name = await stock.take()
    yield named(server_url(), name)
    stock.give_back(name)


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[Any]:
    """A direct connection to the fresh database."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings for the fresh database with a topic prefix of its own."""
    return Settings(
        database_url=database_url,
        kafka_bootstrap=KAFKA,
        topic_prefix=f"t{secrets.token_hex(4)}.",
    )


@pytest.fixture
async def topics(settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    """``await topics("a", "b", partitions=3)`` creates them behind the prefix; gone after the test."""
    admin = make_admin(broker())
    await admin.start()
    made: list[str] = []

    async def create(*names: str, partitions: int = 3, prefix: str = settings.topic_prefix) -> None:
        made.extend(prefix + name for name in names)
        await admin.create_topics([NewTopic(prefix + name, partitions, 1) for name in names])

    yield create
    if made:
        await admin.delete_topics(made)
    await admin.close()


async def records_of(topic: str) -> list[Any]:
    """All records of a topic from the beginning, partition by partition."""
    consumer = make_consumer(broker(), enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, n) for n in await _partitions(consumer, topic)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(partitions)
        found: list[Any] = []
        for partition, end in ends.items():
            while await consumer.position(partition) < end:
                found.extend(await _next(consumer, partition))
        return sorted(found, key=lambda record: (record.partition, record.offset))
    finally:
        await consumer.stop()


async def _next(consumer: Any, partition: TopicPartition) -> list[Any]:
    return list((await consumer.getmany(partition, timeout_ms=200)).get(partition, []))


async def _partitions(consumer: Any, topic: str) -> list[int]:
    """Those of a topic; one that was made just now is not known at once."""
    await consumer._client.set_topics([topic])
    while not (known := consumer.partitions_for_topic(topic)):  # the test's own timeout ends a vain wait
        await asyncio.sleep(0.05)
        await consumer._client.force_metadata_update()
    return sorted(known)


@pytest.fixture
async def inbound(settings: Settings) -> AsyncIterator[Database]:
    """A service's database with a table for the effects of what comes in."""
    await create_effects(settings.database_url.get_secret_value())
    database = Database(settings)
    yield database
    await database.stop()
