"""Once only: what a group has applied, by the last sequence of each aggregate or the ids of foreign facts.

The statements for one event do everything in one round trip: move the position, see whether the key
is parked, raise the sequence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from chassis.positions import Fenced, Step
from chassis.received import Incoming
from chassis.statements import change, fetch
from chassis.work import Work

MOVED_AND_PARKED = """
WITH moved AS (
    UPDATE position SET next_offset = $5
     WHERE group_name = $1 AND topic = $2 AND partition = $3 AND next_offset = $4
    RETURNING 1
), parked AS (
    SELECT 1 FROM parked_key
     WHERE group_name = $1 AND topic = $2 AND key = $6 AND EXISTS (SELECT FROM moved)
       FOR UPDATE
)"""
ENTER_ORDERED = f"""{MOVED_AND_PARKED}, raised AS (
    INSERT INTO last_sequence AS l (group_name, topic, aggregate_id, sequence)
    SELECT $1::text, $2::text, $7::uuid, $8::bigint
     WHERE EXISTS (SELECT FROM moved) AND NOT EXISTS (SELECT FROM parked)
       AND ($8 = 1 OR EXISTS (
           SELECT FROM last_sequence WHERE group_name = $1 AND topic = $2 AND aggregate_id = $7))
    ON CONFLICT (group_name, aggregate_id, topic) DO UPDATE SET sequence = excluded.sequence
     WHERE l.sequence = excluded.sequence - 1
    RETURNING 1
)
SELECT EXISTS (SELECT FROM moved), EXISTS (SELECT FROM parked), EXISTS (SELECT FROM raised),
       (SELECT sequence FROM last_sequence WHERE group_name = $1 AND topic = $2 AND aggregate_id = $7)
"""
ENTER_FOREIGN = f"""{MOVED_AND_PARKED}, fresh AS (
    INSERT INTO seen_event (group_name, event_id)
    SELECT $1::text, $7::text WHERE EXISTS (SELECT FROM moved) AND NOT EXISTS (SELECT FROM parked)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT EXISTS (SELECT FROM moved), EXISTS (SELECT FROM parked), EXISTS (SELECT FROM fresh)
"""
LAST = """
SELECT topic, aggregate_id, sequence FROM last_sequence
 WHERE group_name = $1 AND (topic, aggregate_id) IN (SELECT * FROM unnest($2::text[], $3::uuid[]))
"""
SEEN = "SELECT event_id FROM seen_event WHERE group_name = $1 AND event_id = ANY($2::text[])"
RAISE = """
INSERT INTO last_sequence AS l (group_name, topic, aggregate_id, sequence)
SELECT $1::text, * FROM unnest($2::text[], $3::uuid[], $4::bigint[])
ON CONFLICT (group_name, aggregate_id, topic) DO UPDATE SET sequence = excluded.sequence
 WHERE l.sequence < excluded.sequence
"""
REMEMBER = "INSERT INTO seen_event (group_name, event_id) SELECT $1::text, unnest($2::text[])"
PRUNE = "DELETE FROM seen_event WHERE group_name = $1 AND seen_at < clock_timestamp() - interval '30 days'"


class Entry(Enum):
    """What is to be done with an event."""

    APPLY = "apply"
    DUPLICATE = "duplicate"
    FOLLOWS = "follows a parked one"
    GAP = "gap"


class Aggregate(NamedTuple):
    """Whose sequence counts: aggregates of two topics may share an id, as a client and its credit do."""

    topic: str
    id: UUID


def aggregate_of(incoming: Incoming) -> Aggregate | None:
    """The aggregate of a fact of ours that has a sequence to check."""
    if not incoming.ordered or incoming.aggregate_id is None:
        return None
    return Aggregate(incoming.topic, incoming.aggregate_id)


def foreign_id(incoming: Incoming) -> str:
    """How a foreign fact is remembered: outsiders number independently of each other."""
    return f"{incoming.topic}/{incoming.event_id}"


async def enter(work: Work, group: str, step: Step, incoming: Incoming) -> Entry:
    """Move the position past one event and decide about it. Raises Fenced."""
    place = (group, *step.place, step.expected, step.next, incoming.key)
    if incoming.foreign:
        rows = await fetch(work, ENTER_FOREIGN, *place, foreign_id(incoming))
    else:
        rows = await fetch(work, ENTER_ORDERED, *place, incoming.aggregate_id, incoming.sequence)
    moved, parked, fresh, *last = rows[0]
    if not moved:
        raise Fenced(f"{group} does not own {tuple(step.place)} as of {step.expected}")
    if fresh:
        return Entry.APPLY
    known = (last[0] or 0) if last else 0
    if incoming.ordered and known >= incoming.sequence:
        return Entry.DUPLICATE
    if parked:
        return Entry.FOLLOWS
    return Entry.GAP if incoming.ordered else Entry.DUPLICATE


@dataclass
class Memory:
    """What was applied, as far as a batch asks for it; ``raised`` and ``remembered`` are what it adds."""

    last: dict[Aggregate, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    raised: dict[Aggregate, int] = field(default_factory=dict)
    remembered: dict[str, None] = field(default_factory=dict)

    def entry(self, incoming: Incoming, parked: bool) -> Entry:
        """Decide about an event of the batch, the earlier ones being applied."""
        if aggregate := aggregate_of(incoming):
            last = self.last.get(aggregate, 0)
            if incoming.sequence <= last:
                return Entry.DUPLICATE
            if parked:
                return Entry.FOLLOWS
            return Entry.APPLY if incoming.sequence == last + 1 else Entry.GAP
        if incoming.foreign and foreign_id(incoming) in self.seen:
            return Entry.DUPLICATE
        return Entry.FOLLOWS if parked else Entry.APPLY

    def unlearn(self, incoming: Incoming) -> None:
        """The event is not applied after all, nor any later one of its aggregate."""
        if aggregate := aggregate_of(incoming):
            before = min(incoming.sequence, self.raised[aggregate] + 1) - 1
            self.last[aggregate] = self.raised[aggregate] = before
        elif incoming.foreign:
            self.remembered.pop(foreign_id(incoming), None)

    def learn(self, incoming: Incoming) -> None:
        """The event is applied."""
        if aggregate := aggregate_of(incoming):
            self.last[aggregate] = self.raised[aggregate] = incoming.sequence
        elif incoming.foreign:
            self.seen.add(foreign_id(incoming))
            self.remembered[foreign_id(incoming)] = None


async def recall(work: Work, group: str, batch: Iterable[Incoming]) -> Memory:
    """Read what was applied before; call it when keys are locked, so that nothing changes it any more."""
    memory = Memory()
    ids = list({aggregate for i in batch if (aggregate := aggregate_of(i))})
    foreign = list({foreign_id(i) for i in batch if i.foreign})
    if ids:
        rows = await fetch(work, LAST, group, [each.topic for each in ids], [each.id for each in ids])
        memory.last = {Aggregate(row[0], UUID(int=row[1].int)): row[2] for row in rows}
    if foreign:
        rows = await fetch(work, SEEN, group, foreign)
        memory.seen = {row[0] for row in rows}
    return memory


async def store(work: Work, group: str, memory: Memory) -> None:
    """Write what the batch added."""
    if memory.raised:
        await change(work, RAISE, group, *_ordered(memory.raised))
    if memory.remembered:
        await change(work, REMEMBER, group, sorted(memory.remembered))


async def prune(work: Work, group: str) -> None:
    """Forget foreign ids older than 30 days."""
    await change(work, PRUNE, group)


def _ordered(raised: Mapping[Aggregate, int]) -> tuple[list[str], list[UUID], list[int]]:
    found = sorted(aggregate for aggregate, sequence in raised.items() if sequence > 0)
    return [each.topic for each in found], [each.id for each in found], [raised[each] for each in found]
