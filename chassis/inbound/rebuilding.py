"""Build copies anew from the first event, beside the live ones, and put them in their place at once.

The new tables lie under their own names in the schema ``replay``, before ``public`` on the search
path, with bookkeeping tables of their own: handlers and group run unchanged. Moving schemas instead
of renaming keeps every name of an index or constraint. Reactions are never replayed.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiokafka import TopicPartition
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.inbound import shadows
from chassis.inbound.groups import Group
from chassis.inbound.positions import Place
from chassis.inbound.projections import Projections
from chassis.kafka import make_consumer
from chassis.private import abandon, follow, position_of
from chassis.settings import Settings
from chassis.work import Database, Work, sqlstate

BOOKS = ("position", "last_sequence", "seen_event", "parked_event", "parked_key")
OWN = (*BOOKS, "outbox")  # dead letters of a replay stay in its own outbox: they were sent once
NEAR = 1000  # records behind the live group when it is stopped for the rest
STOP = 10.0
SWAPS = 10  # attempts
LOCKED = "55P03"
LACKING = text("""
SELECT count(*) FROM public.last_sequence AS live
  LEFT JOIN replay.last_sequence AS rebuilt USING (group_name, topic, aggregate_id)
 WHERE live.group_name = :group AND live.topic = ANY(:topics)
   AND coalesce(rebuilt.sequence, 0) < live.sequence
   AND NOT EXISTS (
       SELECT FROM replay.parked_event AS waiting
        WHERE waiting.group_name = :group AND waiting.topic = live.topic
          AND waiting.key = convert_to(live.aggregate_id::text, 'UTF8') AND waiting.sequence >= live.sequence)
""")

LIVE = text("""
SELECT topic, partition, next_offset FROM position WHERE group_name = :group
 ORDER BY topic, partition FOR UPDATE
""")
WRITTEN = text("""
SELECT relname FROM pg_stat_xact_user_tables
 WHERE schemaname = 'public' AND n_tup_ins + n_tup_upd + n_tup_del > 0
""")


class WroteElsewhere(BaseException):
    """A handler wrote to a live table that is not replayed; list it among ``tables``.

    No Exception, for it must end the replay: it is not the event's fault and parks nothing.
    """


class LogTooShort(Exception):
    """The log lacks events that the live group has applied; nothing was changed."""


class ReplayDatabase(Database):
    """The service's database as a replay sees it."""

    def _engine(self, pool_size: int, application: str) -> AsyncEngine:
        engine = super()._engine(pool_size, f"{application} replay")

        @event.listens_for(engine.sync_engine, "connect")
        def see_replay_first(connection: Any, _record: Any) -> None:
            connection.run_async(lambda driver: driver.execute("SET search_path = replay, public"))

        return engine


async def replay(service: str, projections: Projections, settings: Settings, tables: Sequence[str]) -> int:
    """Build ``tables`` of ``<service>.projections`` anew and swap them in; the number of records read.

    ``tables`` are all tables that the handlers write to, the chassis' ``access_…`` ones included. The
    live group may run meanwhile; it stands still for the last records only. Raises WroteElsewhere, or
    LogTooShort when the new copies would know less than the live ones.
    """
    database = Database(settings, pool_size=1, application=f"{service} swap")
    shadow = ReplayDatabase(settings, pool_size=2, application=service)
    try:
        await database.run(shadows.create, tables, OWN)
        rebuilding = Rebuilding(Group(service, _Watched(projections), shadow), settings)
        async with rebuilding.reading():
            await rebuilding.catch_up(await rebuilding.ends())
            await rebuilding.catch_up(await rebuilding.ends(), NEAR)
            await _insist(lambda: database.run(rebuilding.swap, tables))
        return rebuilding.count
    finally:
        await shadow.stop()
        await database.run(shadows.remove)
        await database.stop()


async def _insist(swap: Callable[[], Awaitable[None]]) -> None:
    for _ in range(SWAPS - 1):
        try:
            return await swap()
        except DBAPIError as error:  # somebody reads the old table for longer than we may wait
            if sqlstate(error) != LOCKED:
                raise
    return await swap()


class Rebuilding:
    """A groupless consumer that fills the new tables."""

    def __init__(self, group: Group, settings: Settings) -> None:
        self.group = group
        self.settings = settings
        self.count = 0
        self._consumer: Any = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Read all partitions of the group's topics from their beginning."""
        consumer = make_consumer(self.settings, enable_auto_commit=False, max_poll_records=5000)
        self._consumer = consumer
        await consumer.start()
        try:
            await follow(consumer, [self.settings.topic_prefix + t for t in self.group.topics])
            await self._begin()
            yield
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP):
                    await consumer.stop()
            abandon(consumer)

    async def _begin(self) -> None:
        tps = [
            TopicPartition(self.settings.topic_prefix + topic, partition)
            for topic in self.group.topics
            for partition in self._consumer.partitions_for_topic(self.settings.topic_prefix + topic) or ()
        ]
        self._consumer.assign(tps)
        await self.group.take(self._place(tp) for tp in tps)
        for tp, offset in (await self._consumer.beginning_offsets(tps)).items():
            self._consumer.seek(tp, offset)

    async def ends(self) -> dict[Place, int]:
        """Where the logs end now."""
        ends = await self._consumer.end_offsets(self._consumer.assignment())
        return {self._place(tp): offset for tp, offset in ends.items()}

    async def catch_up(self, ends: dict[Place, int], near: int = 0) -> None:
        """Apply records until at most ``near`` are missing up to ``ends``."""
        while self._missing(ends) > near:
            found = await self._consumer.getmany(timeout_ms=200, max_records=self.settings.batch_size)
            for records in found.values():
                await self.group.apply(records)
                self.count += len(records)
        await self.group.apply(())

    def _missing(self, ends: dict[Place, int]) -> int:
        # the consumer's own position, for a log may end with records that it never hands out
        return sum(max(0, end - self._reached(place)) for place, end in ends.items())

    def _reached(self, place: Place) -> int:
        tp = TopicPartition(self.settings.topic_prefix + place.topic, place.partition)
        return max(position_of(self._consumer, tp) or 0, self.group.expected.get(place, 0))

    async def swap(self, work: Work, tables: Sequence[str]) -> None:
        """Stop the live group, apply the rest, and put the new tables and positions in place."""
        group = {"group": self.group.name}
        rows = await work.execute(LIVE, group)
        await self._refuse_to_forget(work, {Place(row[0], row[1]): row[2] for row in rows})
        for book in BOOKS:
            await work.execute(text(f"DELETE FROM public.{book} WHERE group_name = :group"), group)
        await shadows.swap(work, tables)

    async def _refuse_to_forget(self, work: Work, live: dict[Place, int]) -> None:
        ends = await self.ends()
        if any(ends.get(place, 0) < offset for place, offset in live.items()):
            raise LogTooShort("A log ends before where the live group has read: run `saleswire republish`.")
        await self.catch_up(live)
        about = {"group": self.group.name, "topics": self.group.topics}
        lacking = (await work.execute(LACKING, about)).scalar_one()
        if lacking:
            raise LogTooShort(
                f"The log lacks events of {lacking} documents that the live copies know: "
                "run `saleswire republish`, then replay again."
            )

    def _place(self, tp: TopicPartition) -> Place:
        return self.group.place_of(tp.topic, tp.partition)


class _Watched(Projections):
    """The same projections, refusing to write to a live table."""

    def __init__(self, projections: Projections) -> None:
        super().__init__()
        self.add(projections)

    async def run(self, work: Work, batch: Sequence[Any]) -> None:
        await super().run(work, batch)
        written = sorted((await work.execute(WRITTEN)).scalars())
        if written:
            raise WroteElsewhere(f"handlers write to {', '.join(written)}: replay these tables, too")


async def digest(work: Work, table: str) -> str:
    """SHA-256 of the table's rows in a canonical form and order: equal copies have equal digests."""
    sha256 = hashlib.sha256()
    async for row in work.stream(shadows.dump_of(table)):
        sha256.update(row[0].encode() + b"\n")
    return sha256.hexdigest()
