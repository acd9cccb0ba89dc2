"""The way out, second half: the one leader of a database sends the outbox's rows and journals what was acked.

Lock, reads and deletes use one direct connection, so a leader that lost its lock cannot delete. After any
failure everything in flight is dropped and sent again: duplicates yes, losses and gaps no.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer

from chassis.outbound import journal, tails
from chassis.outbound.pipeline import Pipeline
from chassis.outbound.producer import Place, close_producer, cluster_id, discard, log_ends, open_producer
from chassis.settings import Settings
from chassis.work import lasting_connection

LEADER_LOCK = 0x53414C4553_01  # advisory lock key, one leader per database
FOLLOW = 0.5  # seconds between a follower's tries
BACK_OFF = (0.1, 2.0)  # seconds, first and longest
TERM = 3600.0  # seconds after which the leader begins anew: cluster and logs checked, partitions made
WATCH = 30.0  # seconds between looks whether the logs are still as long as they were

PENDING = "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0) FROM outbox"
SESSION = {
    "plan_cache_mode": "force_custom_plan",  # the ids in flight become a constant, which is hashed
    "enable_seqscan": "off",  # the table is a queue: its statistics are always wrong
    "synchronous_commit": "off",  # a move that a crash undoes is done again: rows, journal and head together
    "statement_timeout": "10s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "30s",
}
log = logging.getLogger(__name__)


class OtherCluster(Exception):
    """Kafka is not the cluster that the database's events are on; they must be republished first."""


@dataclass(frozen=True)
class RelayStatus:
    """Rows that wait, the age of the oldest in seconds, and how this relay fares."""

    pending: int
    oldest_seconds: float
    leader: bool
    last_error: str | None
    cluster: str | None
    resent: int = 0  # events that Kafka had lost
    mended: str | None = None  # what it had lost, in words

    def as_dict(self) -> dict[str, Any]:
        """For /internal/status."""
        return asdict(self)


class Relay:
    """Sends one service's outbox; start one in every process, the first to come leads."""

    def __init__(self, service: str, settings: Settings, refill: tails.Refill | None = None) -> None:
        """``refill`` publishes the present states of compacted topics."""
        self.service = service
        self.settings = settings
        self.url = settings.database_url.get_secret_value()
        self.leader = False
        self.last_error: str | None = None
        self.cluster: str | None = None
        self.resent = 0
        self.mended: str | None = None
        self._refill = refill
        self._awake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._pause = BACK_OFF[0]
        self._task: asyncio.Task[None] | None = None
        self._pipeline: Pipeline | None = None

    async def start(self) -> None:
        """Begin in the background; neither database nor Kafka need to be there yet."""
        self._stopping.clear()
        self._task = asyncio.create_task(self._run(), name=f"relay of {self.service}")

    async def stop(self) -> None:
        """Finish what is on its way, at most five seconds, and give the lead away."""
        self._stopping.set()
        if self._pipeline is not None:
            self._pipeline.finish()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=5)
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=5)

    def wake(self) -> None:
        """Something was committed in this process: look now."""
        self._awake.set()

    async def status(self) -> RelayStatus:
        """Asks the database over a connection of its own. Raises OSError or asyncpg's errors."""
        connection = await lasting_connection(self.url, f"{self.service} relay status")
        try:
            pending, age = await connection.fetchrow(PENDING)
        finally:
            await connection.close(timeout=2)
        about = (self.leader, self.last_error, self.cluster, self.resent, self.mended)
        return RelayStatus(pending, float(age), *about)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._term()
            except Exception as error:
                self.last_error = f"{type(error).__name__}: {error}"
                log.warning("relay of %s starts over: %s", self.service, self.last_error)
                await self._rest(self._pause)
                self._pause = min(self._pause * 2, BACK_OFF[1])

    async def _term(self) -> None:
        """One term of office: from the connection to its end."""
        connection = await lasting_connection(self.url, f"{self.service} relay", **SESSION)
        try:
            if await self._elected(connection):
                self.leader = True
                await self._lead(connection)
        finally:
            self.leader = False
            with suppress(Exception):
                await connection.close(timeout=2)

    async def _elected(self, connection: Any) -> bool:
        while not self._stopping.is_set():
            if await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER_LOCK):
                return True
            await self._rest(FOLLOW)
        return False

    async def _lead(self, connection: Any) -> None:
        await self._check_cluster(connection)
        await self._keep_partitions(connection)
        producer = await open_producer(self.settings)
        try:
            ends = await self._mend(connection, producer)
            await self._pump(Pipeline(self.service, self.settings, connection, producer, self._awake, ends))
            await close_producer(producer)
        finally:
            await discard(producer)

    async def _pump(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        pipeline.landed = self._succeeded
        if self._stopping.is_set():
            pipeline.finish()
        end_of_term = asyncio.get_running_loop().call_later(TERM, pipeline.finish)
        watch = asyncio.create_task(self._watch(pipeline))
        try:
            await pipeline.run()
        finally:
            end_of_term.cancel()
            watch.cancel()

    async def _mend(self, connection: Any, producer: AIOKafkaProducer) -> dict[Place, int]:
        """Send again what Kafka lost; where the logs end now."""
        lost, sent = await tails.mend(connection, self.service, self.settings, producer, self._refill)
        if lost:
            self.resent += sent
            self.mended = f"Kafka had lost events: {'; '.join(map(str, lost))}; sent {sent} again"[:1024]
        return await tails.ends_of(connection)

    async def _watch(self, pipeline: Pipeline) -> None:
        """End the term when a log is shorter than it was: the next one begins with mending it.

        And when a connection is gone, before somebody waits for an event that it cannot carry.
        """
        while True:
            await asyncio.sleep(WATCH)
            if not pipeline.producer.links.hold():
                pipeline.finish()
            known = dict(pipeline.ends)
            with suppress(Exception):  # Kafka is away: who sends will say so
                ends = await log_ends(self.settings, {topic for topic, _ in known})
                if any(ends.get(place, 0) < end for place, end in known.items()):
                    log.warning("relay of %s: a log grew shorter", self.service)
                    pipeline.finish()

    def _succeeded(self) -> None:
        self.last_error = None
        self._pause = BACK_OFF[0]

    async def _check_cluster(self, connection: Any) -> None:
        self.cluster = await cluster_id(self.settings)
        known = await connection.fetchval("SELECT cluster_id FROM kafka_cluster")
        if known is None:
            await connection.execute("INSERT INTO kafka_cluster (cluster_id) VALUES ($1)", self.cluster)
        elif known != self.cluster:
            raise OtherCluster(
                f"Kafka is cluster {self.cluster}, but our events are on {known}: run `saleswire republish`."
            )

    async def _keep_partitions(self, connection: Any) -> None:
        try:
            await journal.keep_ahead(connection)
        except asyncpg.PostgresError as error:  # the default partition takes the rows meanwhile
            log.warning("relay of %s could not create journal partitions: %s", self.service, error)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
