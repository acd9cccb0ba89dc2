"""Real PostgreSQL and Kafka for the chassis' own tests: a fresh database and a topic prefix for each test."""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import NewTopic

from chassis.database import Database
from chassis.kafka import make_admin, make_consumer
from chassis.migrations import chassis_statements
from chassis.settings import Settings
from chassis.testing_servers import bootstrap, broker, copied, drop, named, server_url
from chassis.tests.inbound import create_effects

KAFKA = bootstrap()


async def build(url: str) -> None:
    """Make the chassis' tables."""
    connection = await asyncpg.connect(url)
    for statement in chassis_statements():
        await connection.execute(statement)
    await connection.close()


class Stock:
    """Fresh databases, made and dropped while tests run: either takes longer than most tests."""

    def __init__(self) -> None:
        self._making = deque(self._begun() for _ in range(2))
        self._dropping: set[asyncio.Task[None]] = set()

    def _begun(self) -> asyncio.Task[str]:
        return asyncio.create_task(copied("chassis", chassis_statements(), build))

    async def take(self) -> str:
        """The next one."""
        self._making.append(self._begun())
        return await self._making.popleft()

    def give_back(self, name: str) -> None:
        """Drop it when there is time."""
        task = asyncio.create_task(drop(name))
        self._dropping.add(task)
        task.add_done_callback(self._dropping.discard)

    async def close(self) -> None:
        """Drop what was not taken."""
        for name in await asyncio.gather(*self._making):
            self.give_back(name)
        await asyncio.gather(*self._dropping)


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
    await consumer._client.set_topics([topic])
    return sorted(consumer.partitions_for_topic(topic) or ())


@pytest.fixture
async def inbound(settings: Settings) -> AsyncIterator[Database]:
    """A service's database with a table for the effects of what comes in."""
    await create_effects(settings.database_url.get_secret_value())
    database = Database(settings)
    yield database
    await database.stop()
