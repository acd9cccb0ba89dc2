"""Fill a new Kafka cluster, or emptied topics, from the journal: the same messages, in the same order.

``saleswire up`` does it when the cluster is another one than the database knows, ``saleswire republish``
on demand. Consumers drop what they have applied already by its sequence.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from chassis.errors import Busy
from chassis.language import _
from chassis.outbound import journal, tails
from chassis.outbound.producer import close_producer, cluster_id, discard, open_producer
from chassis.outbound.relay import LEADER_LOCK
from chassis.outbound.resending import resend
from chassis.settings import Settings
from chassis.work import Database, Work, lasting_connection

PATIENCE = 30.0  # seconds to wait for the relay's lead
ASK = 0.05  # seconds

SAVE = """
INSERT INTO republished (cluster_id, position) VALUES ($1, $2)
ON CONFLICT (cluster_id) DO UPDATE SET position = excluded.position
"""
ADOPT = """
INSERT INTO kafka_cluster (cluster_id) VALUES ($1)
ON CONFLICT (single) DO UPDATE SET cluster_id = excluded.cluster_id
"""
DEPOSE = """
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid = ($1::bigint >> 32)::oid
  AND objid = ($1::bigint & 4294967295)::oid
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

Progress = Callable[[int, int], None]  # positions resent, positions in all


async def cluster_changed(settings: Settings) -> bool:
    """Whether the database's events are on another cluster than the one that answers now.

    A database that has not published yet knows no cluster: False. Raises NoAnswer or KafkaError.
    """
    present = await cluster_id(settings)
    connection = await lasting_connection(settings.database_url.get_secret_value(), "cluster check")
    try:
        known = await connection.fetchval("SELECT cluster_id FROM kafka_cluster")
    finally:
        await connection.close(timeout=2)
    return known is not None and known != present


async def adopt_cluster(settings: Settings) -> None:
    """Remember the cluster that answers and let consumers begin at its first record again.

    Do it after ``republish``, while the service does not run. Effects stay single by their sequences.
    """
    present = await cluster_id(settings)
    connection = await lasting_connection(settings.database_url.get_secret_value(), "cluster adoption")
    try:
        async with connection.transaction():
            await connection.execute(ADOPT, present)
            await connection.execute("DELETE FROM position")
    finally:
        await connection.close(timeout=2)


async def republish(
    service: str,
    settings: Settings,
    *,
    states: Callable[[Work], Awaitable[None]] | None = None,
    progress: Progress | None = None,
) -> int:
    """Resend the whole journal to its topics and return how many events that were.

    The relay waits meanwhile. After an interruption the next call goes on where it was. ``states(work)``
    sends the present states of compacted topics. Raises Busy, NoAnswer or KafkaError.
    """
    connection = await lasting_connection(settings.database_url.get_secret_value(), f"{service} republish")
    try:
        await _take_lead(connection)
        sent = await _resend(connection, service, settings, progress)
    finally:
        await connection.close(timeout=2)
    if states is not None:
        await _refill(settings, states)
    return sent


async def _take_lead(connection: Any) -> None:
    """The relay may not send what is new before what is old has arrived: end its term and hold its lock."""
    for attempt in range(int(PATIENCE / ASK)):
        if attempt % 20 == 0:
            await connection.execute(DEPOSE, LEADER_LOCK)
        if await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER_LOCK):
            return
        await asyncio.sleep(ASK)
    raise Busy(_("A relay keeps the lead of this database: stop the service and try again."))


async def _resend(connection: Any, service: str, settings: Settings, progress: Progress | None) -> int:
    cluster = await cluster_id(settings)
    done = await connection.fetchval("SELECT position FROM republished WHERE cluster_id = $1", cluster) or 0
    head = await journal.read_head(connection)
    sent = 0
    producer = await open_producer(settings)
    try:
        async for page in journal.pages(connection, done + 1):
            await resend(producer, service, settings, (entry for _, _, entry in page))
            await connection.execute(SAVE, cluster, page[-1][0])
            sent += len(page)
            if progress is not None:
                progress(page[-1][0], head.position)
        await close_producer(producer)
    finally:
        await discard(producer)
    await _all_is_there(connection, settings)
    await connection.execute("DELETE FROM republished WHERE cluster_id = $1", cluster)
    return sent


async def _all_is_there(connection: Any, settings: Settings) -> None:
    topics = [row[0] for row in await connection.fetch("SELECT DISTINCT topic FROM journal")]
    async with connection.transaction():
        await connection.execute("DELETE FROM acknowledged")
        await tails.trust(connection, settings, [settings.topic_prefix + topic for topic in topics])


async def _refill(settings: Settings, states: Callable[[Work], Awaitable[None]]) -> None:
    database = Database(settings, pool_size=1, application="saleswire republish")
    try:
        await database.transact(states, via="republish")
    finally:
        await database.stop()
