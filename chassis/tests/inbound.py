"""What comes in, for tests: records as the relay and strangers write them, and a service that remembers."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import Context
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from aiokafka import ConsumerRecord
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from sqlalchemy import Executable, text

from chassis.inbound import dead_letters as deadletters
from chassis.inbound.consumer import Consumer
from chassis.inbound.groups import Group
from chassis.inbound.positions import Place
from chassis.inbound.projections import Projections
from chassis.inbound.reactions import Reactions
from chassis.inbound.received import Received
from chassis.kafka import make_producer
from chassis.outbound.envelope import Entry, headers_of, source
from chassis.settings import Settings
from chassis.work import statements
from chassis.work.database import Database
from chassis.work.work import Work
from contracts.event import Message, new_id
from contracts.identity import PERSON, RoleGranted, RoleRevoked

TOPIC = PERSON.topic
Headers = Sequence[tuple[str, bytes | None]]


def granted(person: UUID, role: str = "seller") -> RoleGranted:
    """The event that tests handle."""
    return RoleGranted(person_id=person, role=role)


def revoked(person: UUID) -> RoleRevoked:
    """An event of the same stream that tests do not handle."""
    return RoleRevoked(person_id=person, role="seller")


def headers(event: Message, sequence: int, **other: Any) -> list[tuple[str, bytes | None]]:
    """The headers that the relay gives a message; ``other`` replaces fields of the entry."""
    key = str(event.key)
    about = {"aggregate": "x", "aggregate_id": key, "sequence": sequence, "actor": str(uuid4())}
    why = {"correlation_id": key, "causation_id": key, "via": "api", "traceparent": None}
    when = {"recorded_at": datetime.now(UTC), "event_id": str(new_id())}
    what = {"topic": event.stream.topic, "key": key.encode(), "type": event.type, "body": b""}
    fields: dict[str, Any] = {**about, **why, **when, **what, **other}
    return headers_of(Entry(**fields), source("test"))


class Log:
    """A topic's partition as a list of records with offsets, without a broker."""

    def __init__(self, topic: str = TOPIC, partition: int = 0) -> None:
        self.topic, self.partition = topic, partition
        self.records: list[Any] = []

    def add(self, key: bytes | None, value: bytes | None, headers: Headers) -> Any:
        """Append a record as it is."""
        made = ConsumerRecord(
            self.topic, self.partition, len(self.records), 1_700_000_000_000, 0, key, value, None,
            len(key or b""), len(value or b""), tuple(headers),
        )  # fmt: skip
        self.records.append(made)
        return made

    def say(self, event: Message, sequence: int, **other: Any) -> Any:
        """Append an event of ours."""
        given = headers(event, sequence, **other)
        return self.add(str(event.key).encode(), event.written().encode(), given)

    def again(self, record: Any) -> Any:
        """Append the same message once more."""
        return self.add(record.key, record.value, record.headers)


EFFECTS = (
    "CREATE TABLE effect (n bigint GENERATED ALWAYS AS IDENTITY, person_id uuid, sequence bigint, role text)"
)
NOTE = text("INSERT INTO effect (person_id, sequence, role) VALUES (:person, :sequence, :role)")


async def note(work: Work, received: Received[Any]) -> None:
    """The effect of an event, once each time the handler runs."""
    role = getattr(received.event, "role", "?")
    await work.execute(NOTE, {"person": received.aggregate_id, "sequence": received.sequence, "role": role})


def reacting(handler: Callable[..., Any] = note, *events: type[Message]) -> Reactions:
    """Reactions with one handler."""
    react = Reactions()
    react.on(*(events or (RoleGranted,)))(handler)  # type: ignore[arg-type]  # tests name events only
    return react


def projecting(handler: Callable[..., Any] = note, *events: type[Message]) -> Projections:
    """Projections whose handler notes each event of the batch."""
    project = Projections()

    @project.on(*(events or (RoleGranted,)))  # type: ignore[arg-type]
    async def each(work: Work, batch: Sequence[Received[Any]]) -> None:
        for received in batch:
            await handler(work, received)

    return project


class Bench:
    """A group over logs in memory and a real database."""

    def __init__(
        self,
        handlers: Reactions | Projections,
        database: Database,
        log: Log | None = None,
        longest: float = 0.2,  # seconds until it gives up; success may take longer on a busy machine
    ) -> None:
        self.log = log or Log()
        self.database = database
        self.group = Group("orders", handlers, database)
        self.group.patience.delays = (0.01,)
        self.group.patience.longest = longest

    async def take(self, *logs: Log) -> None:
        """Own the partitions of the logs, as after an assignment."""
        await self.group.take(Place(log.topic, log.partition) for log in logs or (self.log,))

    async def read(self, records: Iterable[Any] | None = None) -> None:
        """Apply the records, or what the log holds beyond the position."""
        await self.take()
        await self.group.apply(list(self.log.records if records is None else records))

    async def effects(self) -> list[tuple[UUID, int]]:
        """(person, sequence) in the order in which they took effect."""
        rows = await query(self.database, "SELECT person_id, sequence FROM effect ORDER BY n")
        return [(UUID(int=row[0].int), row[1]) for row in rows]

    async def sequences(self) -> list[int]:
        """The sequences of the effects, in order."""
        return [sequence for _, sequence in await self.effects()]

    async def position(self) -> int:
        """Where the group stands in the log."""
        found = await query(
            self.database, "SELECT next_offset FROM position WHERE partition = $1", self.log.partition
        )
        return int(found[0][0])

    async def rows(self, statement: str) -> list[dict[str, Any]]:
        """Rows of the database."""
        return [dict(row._mapping) for row in await query(self.database, statement)]

    async def parked(self) -> list[deadletters.Parked]:
        """Keys that wait."""
        return await self.database.run(deadletters.list_parked)

    async def dead(self) -> list[Any]:
        """Dead letters in the outbox."""
        return list(await query(self.database, "SELECT * FROM outbox WHERE kind = 'dead-letter' ORDER BY id"))


def crash_at(
    monkeypatch: pytest.MonkeyPatch, statement: Executable, moment: str, *crashes: bool
) -> list[bool]:
    """Lose the database before or after those runs of the statement that crash; the runs still to come."""
    run, left = statements.run, list(crashes)

    async def broken(connection: Any, asked: Executable, values: Any) -> Any:
        crashing = asked is statement and bool(left) and left.pop(0)
        if crashing and moment == "before":
            raise ConnectionError("the database went away")
        result = await run(connection, asked, values)
        if crashing:
            raise ConnectionError("the database went away")
        return result

    monkeypatch.setattr(statements, "run", broken)
    return left


async def query(database: Database, sql: str, *parameters: Any) -> Sequence[Any]:
    """Rows of a statement in a transaction of its own."""

    async def run(work: Work) -> Sequence[Any]:
        return (await work.connection.exec_driver_sql(sql, parameters)).all()

    return await database.run(run)


async def execute(database: Database, sql: str, *parameters: Any) -> None:
    """Run a statement in a transaction of its own, as somebody else would in the middle of our work."""

    async def run(work: Work) -> None:
        await work.connection.exec_driver_sql(sql, parameters)

    await asyncio.create_task(database.run(run), context=Context())


async def create_effects(url: str) -> None:
    """Make the table that handlers write to."""
    connection = await asyncpg.connect(url)
    await connection.execute(EFFECTS)
    await connection.close()


@asynccontextmanager
async def running(handlers: Reactions | Projections, database: Database) -> AsyncIterator[Consumer]:
    """A consumer at work on real Kafka; ready when it is given."""
    consumer = Consumer("orders", handlers, database)
    await consumer.start()
    try:
        await until(consumer.ready)
        yield consumer
    finally:
        await consumer.stop()


async def send(
    settings: Settings,
    *messages: tuple[str, bytes | None, bytes | None, Headers],
    compression_type: str | None = None,
) -> None:
    """Write messages (topic, key, value, headers) to real Kafka behind the prefix."""
    producer = make_producer(
        settings,
        acks="all",
        max_request_size=2_000_000,
        compression_type=compression_type,
    )
    await producer.start()
    try:
        for topic, key, value, given in messages:
            await producer.send_and_wait(settings.topic_prefix + topic, value, key, headers=list(given))
    finally:
        await producer.stop()


class NotUtf8(str):
    """A header's name that reaches the broker as bytes that are not UTF-8."""

    def encode(self, *_: Any) -> bytes:
        """Bytes that no decoder takes."""
        return b"\xff\xfe" + super().encode()


async def send_as_one_batch(
    settings: Settings, messages: Iterable[tuple[str, bytes | None, bytes | None, Headers]], partition: int
) -> None:
    """Write messages to our topic on real Kafka as a single batch, whatever their headers are."""
    producer = make_producer(settings, acks="all")
    await producer.start()
    try:
        batch = producer.create_batch()
        now = int(time.time() * 1000)  # the broker soon deletes what is older than its retention
        # the plain builder asks the name to encode itself; the compiled one takes no subclass of str
        batch._builder = _DefaultRecordBatchBuilderPy(2, 0, 0, -1, -1, -1, 1_000_000)
        for _, key, value, given in messages:
            assert batch.append(timestamp=now, key=key, value=value, headers=list(given))
        await (await producer.send_batch(batch, settings.topic_prefix + TOPIC, partition=partition))
    finally:
        await producer.stop()


def message(
    event: Message, sequence: int, **other: Any
) -> tuple[str, bytes, bytes, list[tuple[str, bytes | None]]]:
    """A message of ours for ``send``."""
    return (
        event.stream.topic,
        str(event.key).encode(),
        event.written().encode(),
        headers(event, sequence, **other),
    )


async def until(condition: Callable[[], Any]) -> None:
    """Wait until it holds; the test's own timeout ends a vain wait."""
    while True:
        met = condition()
        if asyncio.iscoroutine(met):
            met = await met
        if met:
            return
        await asyncio.sleep(0.01)
