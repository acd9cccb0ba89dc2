"""Real PostgreSQL and Kafka for the chassis' own tests: a fresh database and a topic prefix for each test."""

import os
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.database import Database
from chassis.migrations import chassis_statements
from chassis.settings import Settings
from chassis.tests.inbound import create_effects

POSTGRES = os.environ["SALESWIRE_TEST_DATABASE_URL"]
KAFKA = os.environ["SALESWIRE_TEST_KAFKA"]


@pytest.fixture(scope="session")
async def template() -> AsyncIterator[str]:
    """A database with the chassis' tables, to be copied."""
    name = f"chassis_template_{secrets.token_hex(4)}"
    server = await asyncpg.connect(POSTGRES)
    await server.execute(f"CREATE DATABASE {name}")
    connection = await asyncpg.connect(_database(name))
    for statement in chassis_statements():
        await connection.execute(statement)
    await connection.close()
    yield name
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await server.close()


@pytest.fixture
async def database_url(template: str) -> AsyncIterator[str]:
    """Address of a fresh database."""
    name = f"chassis_{secrets.token_hex(4)}"
    server = await asyncpg.connect(POSTGRES)
    await server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _database(name)
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await server.close()


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
    admin = AIOKafkaAdminClient(bootstrap_servers=KAFKA)
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
    consumer = AIOKafkaConsumer(bootstrap_servers=KAFKA, enable_auto_commit=False)
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


def _database(name: str) -> str:
    return POSTGRES.rsplit("/", 1)[0] + "/" + name


@pytest.fixture
async def inbound(settings: Settings) -> AsyncIterator[Database]:
    """A service's database with a table for the effects of what comes in."""
    await create_effects(settings.database_url.get_secret_value())
    database = Database(settings)
    yield database
    await database.stop()
