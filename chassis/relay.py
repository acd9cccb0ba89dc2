"""The way out, second half: the one leader of a database sends the outbox's rows and journals what was acked.

Lock, reads and deletes use one direct connection, so a leader that lost its lock cannot delete. Rows are
read in id order without those in flight, never by a cursor, which would lose rows that commit late.
After any failure everything in flight is dropped and sent again: duplicates yes, losses and gaps no.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import asyncpg
from aiokafka import AIOKafkaProducer

from chassis import journal
from chassis.envelope import COLUMNS, Entry, headers_given, headers_of, source
from chassis.producer import (
    SEND_TIMEOUT,
    Acks,
    Outbound,
    acknowledged,
    close_producer,
    cluster_id,
    discard,
    forget,
    hand_over,
    open_producer,
)
from chassis.settings import Settings

LEADER_LOCK = 0x53414C4553_01  # advisory lock key, one leader per database
FLIGHTS = 4  # batches on their way at once
FOLLOW = 0.5  # seconds between a follower's tries
EAGER, IDLE = 0.02, 0.25  # seconds between looks at the outbox
LIVELY = 1.0  # seconds after the last row during which we look eagerly
BACK_OFF = (0.1, 2.0)  # seconds, first and longest
PARTITIONS_EVERY = 3600.0  # seconds

NEXT = f"""
SELECT id, kind, headers, {COLUMNS} FROM outbox WHERE id <> ALL($1::bigint[]) ORDER BY id LIMIT $2
"""
PENDING = "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0) FROM outbox"
SESSION = {
    "plan_cache_mode": "force_custom_plan",  # the ids in flight become a constant, which is hashed
    "enable_seqscan": "off",  # the table is a queue: its statistics are always wrong
    "statement_timeout": "10s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "30s",
}
log = logging.getLogger(__name__)


class OtherCluster(Exception):
    """Kafka is not the cluster that the database's events are on; they must be republished first."""


class Row(NamedTuple):
    """A row of the outbox that is on its way."""

    id: int
    kind: str
    entry: Entry


class Flight(NamedTuple):
    """A batch that was handed to the producer."""

    rows: list[Row]
    acks: Acks
    deadline: float


@dataclass(frozen=True)
class RelayStatus:
    """Rows that wait, the age of the oldest in seconds, and how this relay fares."""

    pending: int
    oldest_seconds: float
    leader: bool
    last_error: str | None
    cluster: str | None

    def as_dict(self) -> dict[str, Any]:
        """For /internal/status."""
        return asdict(self)


class Relay:
    """Sends one service's outbox; start one in every process, the first to come leads."""

    def __init__(self, service: str, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        self.url = settings.database_url.get_secret_value()
        self.leader = False
        self.last_error: str | None = None
        self.cluster: str | None = None
        self._source = source(service)
        self._awake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._lively_until = 0.0
        self._healthy = False

    async def start(self) -> None:
        """Begin in the background; neither database nor Kafka need to be there yet."""
        self._stopping = False
        self._task = asyncio.create_task(self._run(), name=f"relay of {self.service}")

    async def stop(self) -> None:
        """Finish what is on its way, at most five seconds, and give the lead away."""
        self._stopping = True
        self.wake()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=5)
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=5)

    def wake(self) -> None:
        """Something was committed in this process: look now."""
        self._awake.set()

    async def status(self) -> RelayStatus:
        """Asks the database over a connection of its own. Raises OSError or asyncpg's errors."""
        connection = await journal.connect(self.url, f"{self.service} relay status")
        try:
            pending, age = await connection.fetchrow(PENDING)
        finally:
            await connection.close(timeout=2)
        return RelayStatus(pending, float(age), self.leader, self.last_error, self.cluster)

    async def _run(self) -> None:
        pause = BACK_OFF[0]
        while not self._stopping:
            self._healthy = False
            try:
                await self._term()
            except Exception as error:
                self.last_error = f"{type(error).__name__}: {error}"
                log.warning("relay of %s starts over: %s", self.service, self.last_error)
                pause = BACK_OFF[0] if self._healthy else min(pause * 2, BACK_OFF[1])
                await self._rest(pause)

    async def _term(self) -> None:
        """One term of office: from the connection to its end."""
        connection = await journal.connect(self.url, f"{self.service} relay", **SESSION)
        try:
            if await self._elected(connection):
                self.leader = True
                await self._lead(connection)
        finally:
            self.leader = False
            with suppress(Exception):
                await connection.close(timeout=2)

    async def _elected(self, connection: Any) -> bool:
        while not self._stopping:
            if await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER_LOCK):
                return True
            await self._rest(FOLLOW)
        return False

    async def _lead(self, connection: Any) -> None:
        await self._check_cluster(connection)
        producer = await open_producer(self.settings.kafka_bootstrap)
        flights: deque[Flight] = deque()
        try:
            await self._pump(connection, producer, flights)
            await close_producer(producer)
        finally:
            for flight in flights:
                forget(flight.acks)
            await discard(producer)

    async def _check_cluster(self, connection: Any) -> None:
        self.cluster = await cluster_id(self.settings.kafka_bootstrap)
        known = await connection.fetchval("SELECT cluster_id FROM kafka_cluster")
        if known is None:
            await connection.execute("INSERT INTO kafka_cluster (cluster_id) VALUES ($1)", self.cluster)
        elif known != self.cluster:
            raise OtherCluster(
                f"Kafka is cluster {self.cluster}, but our events are on {known}: run `saleswire republish`."
            )

    async def _pump(self, connection: Any, producer: AIOKafkaProducer, flights: deque[Flight]) -> None:
        head = await journal.read_head(connection)
        partitions_due = 0.0
        while flights or not self._stopping:
            if time.monotonic() >= partitions_due:
                await self._keep_partitions(connection)
                partitions_due = time.monotonic() + PARTITIONS_EVERY
            if await self._take_off(connection, producer, flights):
                continue
            if flights:
                head = await self._land(connection, flights, head)
            else:
                await self._rest(self._patience())

    async def _keep_partitions(self, connection: Any) -> None:
        try:
            await journal.keep_ahead(connection)
        except asyncpg.PostgresError as error:  # the default partition takes the rows meanwhile
            log.warning("relay of %s could not create journal partitions: %s", self.service, error)

    async def _take_off(self, connection: Any, producer: AIOKafkaProducer, flights: deque[Flight]) -> bool:
        """Read and send the next batch; False when there is none or enough are on their way."""
        if self._stopping or len(flights) >= FLIGHTS:
            return False
        in_flight = [row.id for flight in flights for row in flight.rows]
        records = await connection.fetch(NEXT, in_flight, self.settings.batch_size)
        if not records:
            return False
        rows = [Row(record[0], record[1], Entry._make(record[3:])) for record in records]
        deadline = asyncio.get_running_loop().time() + SEND_TIMEOUT
        async with asyncio.timeout_at(deadline):
            acks = await hand_over(producer, self._messages(rows, [record[2] for record in records]))
        flights.append(Flight(rows, acks, deadline))
        return True

    def _messages(self, rows: list[Row], given: list[str | None]) -> Iterator[Outbound]:
        prefix = self.settings.topic_prefix
        for (_, kind, entry), stored in zip(rows, given, strict=True):
            dead = kind == "dead-letter" and stored is not None
            headers = headers_given(stored or "") if dead else headers_of(entry, self._source)
            yield prefix + entry.topic, entry.key, entry.body, headers

    async def _land(self, connection: Any, flights: deque[Flight], head: journal.Head) -> journal.Head:
        """Wait for the oldest batch's acknowledgements and journal it; batches end in order."""
        async with asyncio.timeout_at(flights[0].deadline):
            await acknowledged(flights[0].acks)
        head = await journal.move(connection, head, flights[0].rows)
        flights.popleft()
        self._lively_until = time.monotonic() + LIVELY
        self._healthy, self.last_error = True, None
        return head

    def _patience(self) -> float:
        eager = self.settings.role == "worker" or time.monotonic() < self._lively_until
        return EAGER if eager else IDLE

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        self._awake.clear()
