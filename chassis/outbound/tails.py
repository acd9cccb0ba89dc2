"""Lost tails: what Kafka acknowledged and does not have any more is sent again from the journal.

An older copy of a log that was put back ends too early, and so may one after a power cut. Readers drop what
they know, so that whoever sends again begins rather too early than too late.
"""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer

from chassis.outbound import journal
from chassis.outbound.envelope import Entry
from chassis.outbound.producer import Place, Written, log_ends, partition_of
from chassis.outbound.resending import resend
from chassis.settings import Settings
from contracts.messages import streams

READ = "SELECT topic, partition, next_offset, whole_at, whole_to, resend_from FROM acknowledged"
LOST = "UPDATE acknowledged SET resend_from = $3 WHERE topic = $1 AND partition = $2"
WHOLE = """
INSERT INTO acknowledged (topic, partition, next_offset, whole_at, whole_to)
SELECT topic, partition, next, next, $4 FROM unnest($1::text[], $2::int[], $3::bigint[])
       AS log (topic, partition, next)
ON CONFLICT (topic, partition) DO UPDATE
   SET next_offset = excluded.next_offset, whole_at = excluded.whole_at, whole_to = excluded.whole_to,
       resend_from = NULL
"""
Refill = Callable[[], Awaitable[None]]
log = logging.getLogger(__name__)


class TailLost(Exception):
    """Kafka put a record where it had acknowledged another one: the log was shorter meanwhile."""


class Mark(NamedTuple):
    """What is known of a log; ``resend_from`` is the journal's position of its first missing event."""

    topic: str
    partition: int
    next_offset: int
    whole_at: int
    whole_to: int
    resend_from: int | None

    @property
    def place(self) -> Place:
        """The log."""
        return self.topic, self.partition

    def first_missing(self, end: int) -> int:
        """The position of the journal from which on an event may be missing in a log that ends there."""
        found = self.whole_to + 1 if self.whole_at <= end else 1
        return found if self.resend_from is None else min(found, self.resend_from)


class Lost(NamedTuple):
    """A log that is shorter than what was acknowledged, or was and is not mended yet."""

    mark: Mark
    end: int

    @property
    def start(self) -> int:
        """The position of the journal from which on it is filled."""
        return self.mark.first_missing(self.end)

    def filled(self, end: int) -> "Lost":
        """The same after another pass."""
        return Lost(self.mark._replace(resend_from=self.start), end)

    @property
    def too_early(self) -> bool:
        """Whether what is written at the end might stand where readers have been already.

        A whole partition can have held duplicates, which are not sent again.
        """
        return self.start == 1 and self.end < self.mark.next_offset

    def __str__(self) -> str:
        return f"{self.mark.topic}/{self.mark.partition} ends at {self.end} of {self.mark.next_offset}"


async def short_logs(connection: Any, settings: Settings) -> list[Lost]:
    """The logs that lack what was acknowledged. Raises LookupError, NoAnswer or KafkaError."""
    marks = await _marks(connection)
    return _shorter(marks, await log_ends(settings, _topics(marks)))


async def _marks(connection: Any) -> list[Mark]:
    return [Mark(*row) for row in await connection.fetch(READ)]


def _topics(marks: Iterable[Mark]) -> set[str]:
    return {mark.topic for mark in marks}


def _shorter(marks: Iterable[Mark], ends: Mapping[Place, int]) -> list[Lost]:
    return [
        Lost(mark, ends.get(mark.place, 0))
        for mark in marks
        if ends.get(mark.place, 0) < mark.next_offset or mark.resend_from is not None
    ]


async def mend(
    connection: Any,
    service: str,
    settings: Settings,
    producer: AIOKafkaProducer,
    refill: Refill | None = None,
) -> tuple[list[Lost], int]:
    """The logs that were too short, and how many events were sent again; for the leader before it sends.

    ``refill`` publishes the present states, where a log of states lost some. An interrupted call is made
    good by the next one.
    """
    # the head before the ends: what stands in the journal by then stands in the logs
    marks, head = await _marks(connection), await journal.read_head(connection)
    ends = await log_ends(settings, _topics(marks))
    lost, sent = _shorter(marks, ends), 0
    if not lost:
        await _trust(connection, head, ends)
    else:
        log.warning("%s: Kafka lost what it had acknowledged: %s", service, "; ".join(map(str, lost)))
        await note(connection, lost)
        sent = await _fill(connection, service, settings, producer, lost)
        if refill is not None and any(_has_states(each.mark.topic, settings) for each in lost):
            await refill()
        log.warning("%s: sent %d events of the journal again", service, sent)
        await trust(connection, settings, _topics(await _marks(connection)))
    return lost, sent


async def note(connection: Any, lost: Iterable[Lost]) -> None:
    """Remember from where to send again, safe on the disk before anything makes the logs longer."""
    async with connection.transaction():
        await connection.execute("SET LOCAL synchronous_commit = on")
        for each in lost:
            await connection.execute(LOST, *each.mark.place, each.start)


async def trust(connection: Any, settings: Settings, topics: Collection[str]) -> None:
    """Remember where the logs of these topics, prefix included, end: they have all that the journal has."""
    head = await journal.read_head(connection)
    await _trust(connection, head, await log_ends(settings, topics))


async def _trust(connection: Any, head: journal.Head, ends: Mapping[Place, int]) -> None:
    places = list(ends)
    columns = [topic for topic, _ in places], [number for _, number in places], list(ends.values())
    await connection.execute(WHOLE, *columns, head.position)


async def ends_of(connection: Any) -> dict[Place, int]:
    """Where each log ends at least."""
    return {mark.place: mark.next_offset for mark in await _marks(connection)}


async def check(connection: Any, ends: dict[Place, int], written: Iterable[Written]) -> None:
    """Move ``ends`` behind what was written. Raises TailLost, after noting it, where a log grew shorter."""
    for place, first, following in written:
        if first < ends.get(place, 0):
            lost = [Lost(mark, first) for mark in await _marks(connection) if mark.place == place]
            await note(connection, lost)
            raise TailLost("; ".join(map(str, lost)))
        ends[place] = following


async def _fill(
    connection: Any, service: str, settings: Settings, producer: AIOKafkaProducer, lost: Iterable[Lost]
) -> int:
    """Send again what is missing until all readers will find it; how many events that were."""
    sent, short = 0, list(lost)
    while short:
        sent += await _resend(connection, service, settings, producer, short)
        ends = await log_ends(settings, {each.mark.topic for each in short})
        grown = [each for each in short if ends[each.mark.place] > each.end]  # some hold no events at all
        short = [each.filled(ends[each.mark.place]) for each in grown if each.too_early]
    return sent


async def _resend(
    connection: Any, service: str, settings: Settings, producer: AIOKafkaProducer, lost: Iterable[Lost]
) -> int:
    ends = {each.mark.place: each.end for each in lost}
    starts = {each.mark.place: each.start for each in lost}
    partitions = {topic: sorted(await producer.partitions_for(topic)) for topic, _ in starts}
    sent = 0

    def missing(position: int, entry: Entry) -> bool:
        topic = settings.topic_prefix + entry.topic
        place = (topic, partition_of(entry.key, partitions.get(topic, [0])))
        return position >= starts.get(place, position + 1)

    async for page in journal.pages(connection, min(starts.values())):
        entries = [entry for position, _, entry in page if missing(position, entry)]
        await check(connection, ends, await resend(producer, service, settings, entries))
        sent += len(entries)
    return sent


def _has_states(topic: str, settings: Settings) -> bool:
    name = topic.removeprefix(settings.topic_prefix)
    return any(stream.topic == name and stream.compacted for stream in streams().values())
