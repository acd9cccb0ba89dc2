"""Every private member of a library that we rely on, each with its reason, and the versions read.

A library may change them with any release: `tests/test_private.py` fails until they were read again. Records
that cannot be parsed are read by subclasses of aiokafka's own readers, in `inbound/odd_records.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.record.default_records import _DefaultRecordBatchPy as RecordBatch
from aiokafka.record.default_records import _DefaultRecordPy as ParsedRecord
from aiokafka.record.memory_records import _MemoryRecordsPy as RecordBatches
from sqlalchemy import Connection
from sqlalchemy.sql.cache_key import CacheKey
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

__all__ = [
    "ParsedRecord",
    "RecordBatch",
    "RecordBatches",
    "abandon",
    "cancel_sending",
    "follow",
    "has_lost_coordination",
    "judge",
    "key_of",
    "links_of",
    "poll_by",
    "position_of",
    "prepared",
    "types_returned",
    "wait_for_unread",
]

READ_IN = {"aiokafka": "0.14.0", "faststream": "0.7.8", "sqlalchemy": "2.1.9"}
TASKS = {
    "_coordinator": ("_coordination_task", "_heartbeat_task", "_commit_refresh_task"),
    "_fetcher": ("_fetch_task",),
    "_client": ("_sync_task",),
}


async def follow(consumer: AIOKafkaConsumer, topics: Collection[str]) -> None:
    """Have a consumer without a group learn the partitions of these topics, before it is assigned any."""
    await consumer._client.set_topics(topics)


def position_of(consumer: AIOKafkaConsumer, place: TopicPartition) -> int | None:
    """The next offset; None while it is looked for, where ``position`` would wait."""
    state = consumer._subscription.subscription.assignment.state_value(place)
    return int(state.position) if state is not None and state.has_valid_position else None


def wait_for_unread(consumer: AIOKafkaConsumer, seconds: float) -> None:
    """Never ask a broker for some partitions while records of others lie here unread.

    The consumer does so after 100 ms, and as a broker answers one fetch at a time, those others then wait
    until the first one ends: for half a second when nothing comes.
    """
    consumer._fetcher._prefetch_backoff = seconds


def abandon(consumer: AIOKafkaConsumer | None) -> None:
    """Drop a consumer without asking its brokers: stopping waits for them, for ever if they are gone."""
    if consumer is None:
        return
    consumer._closed = True  # else it complains when collected
    parts = [(getattr(consumer, part), names) for part, names in TASKS.items()]
    tasks = [getattr(part, name, None) for part, names in parts for name in names]
    for task in (*tasks, *getattr(consumer._fetcher, "_pending_tasks", ())):
        if task is not None:
            task.cancel()
    for link in links_of(consumer._client).values():
        link.close()


def has_lost_coordination(consumer: AIOKafkaConsumer | None) -> bool:
    """Whether the task has ended that keeps a consumer in its group; one without a group has none."""
    task = getattr(getattr(consumer, "_coordinator", None), "_coordination_task", None)
    return task is not None and task.done()


async def cancel_sending(producer: AIOKafkaProducer) -> None:
    """Have a producer neither send nor complain any more: ``stop`` would wait for brokers."""
    producer._closed = True  # else it complains when collected
    sender = producer._sender.sender_task
    for _ in range(2 if sender is not None else 0):
        sender.cancel()  # the first ends it, the second the request that it still waits for
        await asyncio.sleep(0)


def links_of(client: Any) -> Mapping[tuple[int, int], Any]:
    """A Kafka client's connections by broker and group of connections; it connects anew without a word."""
    links: Mapping[tuple[int, int], Any] = client._conns
    return links


def poll_by(subscriber: Any, poll: Callable[[AIOKafkaConsumer], Awaitable[tuple[Any, ...]]]) -> None:
    """Take records in our way: FastStream's sleeps for as long again after a poll that found nothing."""
    subscriber.get_msg = poll


def key_of(statement: ClauseElement) -> CacheKey | None:
    """Equal for statements that differ in values alone, with these values; None for one that stands alone."""
    return statement._generate_cache_key()


def types_returned(compiled: SQLCompiler) -> list[TypeEngine[Any]]:
    """Of the columns in their order; none for text, of which SQLAlchemy does not know what it returns."""
    return [column.type for column in compiled._result_columns]


async def prepared(connection: Connection, sql: str) -> tuple[Any, Sequence[Any]]:
    """The driver's prepared statement, kept with its connection, and the attributes of its rows.

    It is in the transaction that SQLAlchemy thinks it is in.
    """
    if not connection.in_transaction():
        connection.begin()  # SQLAlchemy's own note of it, so that its commit and rollback do something
    adapted: Any = connection.connection.dbapi_connection
    if adapted._transaction is None:
        await adapted._start_transaction()  # BEGIN; nothing where each statement stands for itself
    outlived: float = connection.dialect._invalidate_schema_cache_asof  # type: ignore[attr-defined]
    statement, attributes = await adapted._prepare(sql, outlived)
    return statement, attributes


def judge(connection: Connection, error: BaseException, sql: str) -> None:
    """Raise the driver's error as SQLAlchemy does; a connection that is lost or in doubt is thrown away."""
    try:
        if isinstance(error, Exception):
            adapted: Any = connection.connection.dbapi_connection
            adapted._handle_exception(error)
        raise error
    except connection.dialect.loaded_dbapi.Error as known:
        driver: Any = connection.dialect.loaded_dbapi
        if isinstance(known, driver.InvalidCachedStatementError | driver.InternalServerError):
            connection.dialect._invalidate_schema_cache()  # type: ignore[attr-defined]  # in all connections
        connection._handle_dbapi_exception(known, sql, None, None, None)
    except BaseException as other:
        connection._handle_dbapi_exception(other, None, None, None, None)
