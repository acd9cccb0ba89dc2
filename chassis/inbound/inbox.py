"""Once only: what a group has applied, by the last sequence of each aggregate or the ids of foreign facts.

An event with the last sequence under another id is no duplicate but a conflict: somebody else wrote one.
The statements for one event, and those for a batch, do everything in one round trip: move the position,
see which keys are parked, and read or raise the sequences.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from chassis.inbound.positions import Fenced, Step
from chassis.inbound.received import Incoming, Received
from chassis.work import Work

MOVED_AND_PARKED = """
WITH moved AS (
    UPDATE position SET next_offset = :next
     WHERE group_name = :group AND topic = :topic AND partition = :partition AND next_offset = :expected
    RETURNING 1
), parked AS (
    SELECT 1 FROM parked_key
     WHERE group_name = :group AND topic = :topic AND key = :key AND EXISTS (SELECT FROM moved)
       FOR UPDATE
)"""
ENTER_ORDERED = text(f"""{MOVED_AND_PARKED}, raised AS (
    INSERT INTO last_sequence AS l (group_name, topic, aggregate_id, sequence, event_id)
    SELECT CAST(:group AS text), CAST(:topic AS text), CAST(:aggregate AS uuid),
           CAST(:sequence AS bigint), CAST(:event AS uuid)
     WHERE EXISTS (SELECT FROM moved) AND NOT EXISTS (SELECT FROM parked)
       AND (:sequence = 1 OR EXISTS (
           SELECT FROM last_sequence
            WHERE group_name = :group AND topic = :topic AND aggregate_id = :aggregate))
    ON CONFLICT (group_name, aggregate_id, topic) DO UPDATE
       SET sequence = excluded.sequence, event_id = excluded.event_id
     WHERE l.sequence = excluded.sequence - 1
    RETURNING 1
)
SELECT EXISTS (SELECT FROM moved), EXISTS (SELECT FROM parked), EXISTS (SELECT FROM raised),
       last.sequence, last.event_id
  FROM (VALUES (1)) AS always LEFT JOIN last_sequence AS last
    ON last.group_name = :group AND last.topic = :topic AND last.aggregate_id = :aggregate
""")
ENTER_FOREIGN = text(f"""{MOVED_AND_PARKED}, fresh AS (
    INSERT INTO seen_event (group_name, event_id)
    SELECT CAST(:group AS text), CAST(:event AS text)
     WHERE EXISTS (SELECT FROM moved) AND NOT EXISTS (SELECT FROM parked)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT EXISTS (SELECT FROM moved), EXISTS (SELECT FROM parked), EXISTS (SELECT FROM fresh)
""")
# A batch can be lost with its position and be read again, so that nobody need wait for the disk.
ENTER_BATCH = text("""
WITH moved AS (
    UPDATE position p SET next_offset = v.next
      FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS int[]),
                  CAST(:expected AS bigint[]), CAST(:next AS bigint[])) AS v(topic, partition, expected, next)
     WHERE p.group_name = :group AND p.topic = v.topic AND p.partition = v.partition
       AND p.next_offset = v.expected
    RETURNING 1
), parked AS MATERIALIZED (
    SELECT k.topic, k.key FROM parked_key k
      JOIN (SELECT DISTINCT * FROM unnest(CAST(:key_topics AS text[]), CAST(:keys AS bytea[])))
           AS w(topic, key) USING (topic, key)
     WHERE k.group_name = :group ORDER BY k.topic, k.key FOR UPDATE OF k
), last AS MATERIALIZED (
    SELECT topic, aggregate_id, sequence, event_id FROM last_sequence
     WHERE group_name = :group AND (topic, aggregate_id) IN (
           SELECT * FROM unnest(CAST(:aggregate_topics AS text[]), CAST(:aggregates AS uuid[])))
)
SELECT (SELECT count(*) FROM moved), set_config('synchronous_commit', 'off', true),
       array(SELECT topic FROM parked), array(SELECT key FROM parked),
       array(SELECT topic FROM last), array(SELECT aggregate_id FROM last),
       array(SELECT sequence FROM last), array(SELECT event_id FROM last)
""")
LAST = text("""
SELECT topic, aggregate_id, sequence, event_id FROM last_sequence
 WHERE group_name = :group
   AND (topic, aggregate_id) IN (SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:aggregates AS uuid[])))
""")
SEEN = text("SELECT event_id FROM seen_event WHERE group_name = :group AND event_id = ANY(:events)")
# Sequences only grow: where their sum is what we read, each of them is.
RAISE = text("""
WITH raised AS (
    INSERT INTO last_sequence AS l (group_name, topic, aggregate_id, sequence, event_id)
    SELECT CAST(:group AS text), * FROM unnest(
           CAST(:topics AS text[]), CAST(:aggregates AS uuid[]),
           CAST(:sequences AS bigint[]), CAST(:events AS uuid[]))
    ON CONFLICT (group_name, aggregate_id, topic) DO UPDATE
       SET sequence = excluded.sequence, event_id = excluded.event_id
     WHERE l.sequence < excluded.sequence
    RETURNING old.sequence AS before
)
SELECT count(*), coalesce(sum(before), 0)::bigint FROM raised
""")
REMEMBER = text("""
INSERT INTO seen_event (group_name, event_id)
SELECT CAST(:group AS text), unnest(CAST(:events AS text[]))
""")
PRUNE = text("""
DELETE FROM seen_event
 WHERE group_name = :group AND seen_at < clock_timestamp() - interval '30 days'
""")


class LookAgain(Exception):
    """The bookkeeping changed while it was read; nothing was applied."""


class Entry(Enum):
    """What is to be done with an event."""

    APPLY = "apply"
    DUPLICATE = "duplicate"
    FOLLOWS = "follows a parked one"
    GAP = "gap"
    CONFLICT = "conflict"


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
    """How a foreign fact is remembered; its event id holds the source."""
    return f"{incoming.topic}/{incoming.event_id}"


def id_of(incoming: Incoming) -> UUID | None:
    """The event's id; None for a record that cannot be read and has no id of ours."""
    if isinstance(incoming, Received):
        return incoming.id
    try:
        return UUID(incoming.event_id)
    except ValueError:
        return None


async def enter(work: Work, group: str, step: Step, incoming: Incoming) -> Entry:
    """Move the position past one event and decide about it. Raises Fenced."""
    values = {"group": group, **step.place._asdict(), "key": incoming.key}
    values |= {"expected": step.expected, "next": step.next}
    if incoming.foreign:
        entered = await work.execute(ENTER_FOREIGN, values | {"event": foreign_id(incoming)})
    else:
        about = {"aggregate": incoming.aggregate_id, "sequence": incoming.sequence, "event": id_of(incoming)}
        entered = await work.execute(ENTER_ORDERED, values | about)
    moved, parked, fresh, *last = entered.one()
    if not moved:
        raise Fenced(f"{group} does not own {tuple(step.place)} as of {step.expected}")
    if fresh:
        return Entry.APPLY
    if incoming.foreign:
        return Entry.FOLLOWS if parked else Entry.DUPLICATE
    return _held(incoming, last[0] or 0, last[1], bool(parked))


def _held(incoming: Incoming, last: int, known: UUID | None, parked: bool) -> Entry:
    """Why an event of ours is not the next one; ``known`` is the id that its sequence had, or None."""
    if incoming.sequence < last or (incoming.sequence == last and known in (None, id_of(incoming))):
        return Entry.DUPLICATE
    if parked:
        return Entry.FOLLOWS
    return Entry.CONFLICT if incoming.sequence == last else Entry.GAP


@dataclass
class Memory:
    """What was applied, as far as a batch asks for it; ``raised`` and ``remembered`` are what it adds."""

    last: dict[Aggregate, int] = field(default_factory=dict)
    ids: dict[tuple[Aggregate, int], UUID | None] = field(default_factory=dict)  # by sequence, last ones only
    before: Mapping[Aggregate, int] = field(default_factory=dict)  # as it was read
    seen: set[str] = field(default_factory=set)
    raised: dict[Aggregate, int] = field(default_factory=dict)
    remembered: dict[str, None] = field(default_factory=dict)

    def entry(self, incoming: Incoming, parked: bool) -> Entry:
        """Decide about an event of the batch, the earlier ones being applied."""
        if aggregate := aggregate_of(incoming):
            last = self.last.get(aggregate, 0)
            if incoming.sequence == last + 1 and not parked:
                return Entry.APPLY
            return _held(incoming, last, self.ids.get((aggregate, last)), parked)
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
            self.ids[aggregate, incoming.sequence] = id_of(incoming)
        elif incoming.foreign:
            self.seen.add(foreign_id(incoming))
            self.remembered[foreign_id(incoming)] = None


async def enter_batch(
    work: Work, group: str, steps: Iterable[Step], batch: Sequence[Incoming]
) -> tuple[Memory, set[tuple[str, bytes]]]:
    """Move the positions past a batch; what was applied before, and the parked keys among it, locked.

    A re-drive that ended while we waited for its locks may be missing in what was read: ``still_so`` and
    ``store`` notice. Raises Fenced.
    """
    ordered = sorted(steps)
    keys = list({(i.topic, i.key) for i in batch if i.key is not None})
    ids = list({aggregate for i in batch if (aggregate := aggregate_of(i))})
    values = {
        "group": group,
        "topics": [step.place.topic for step in ordered],
        "partitions": [step.place.partition for step in ordered],
        "expected": [step.expected for step in ordered],
        "next": [step.next for step in ordered],
        "key_topics": [topic for topic, _ in keys],
        "keys": [key for _, key in keys],
        "aggregate_topics": [each.topic for each in ids],
        "aggregates": [each.id for each in ids],
    }
    moved, _, topics, parked, *last = (await work.execute(ENTER_BATCH, values)).one()
    if moved != len(ordered):
        raise Fenced(f"{group} does not own {[tuple(s.place) for s in ordered]} as given")
    memory = _remembered(zip(*last, strict=True))
    memory.seen = await _seen(work, group, batch)
    return memory, set(zip(topics, map(bytes, parked), strict=True))


async def still_so(work: Work, group: str, memory: Memory, incoming: Incoming) -> None:
    """Raise LookAgain when the event's aggregate went on since it was read: what looks like a gap is none."""
    aggregate = aggregate_of(incoming)
    fresh = await recall(work, group, [incoming])
    if aggregate and fresh.before.get(aggregate, 0) != memory.before.get(aggregate, 0):
        raise LookAgain(f"{incoming.type} {incoming.aggregate_id} was re-driven meanwhile")


async def recall(work: Work, group: str, batch: Iterable[Incoming]) -> Memory:
    """Read what was applied before; call it when keys are locked, so that nothing changes it any more."""
    ids = list({aggregate for i in batch if (aggregate := aggregate_of(i))})
    wanted = {"topics": [each.topic for each in ids], "aggregates": [each.id for each in ids]}
    memory = _remembered(await work.execute(LAST, {"group": group, **wanted}) if ids else ())
    memory.seen = await _seen(work, group, batch)
    return memory


def _remembered(rows: Iterable[Sequence[Any]]) -> Memory:
    """What rows ``(topic, aggregate, sequence, event id)`` say."""
    memory = Memory()
    for topic, id, sequence, event_id in rows:
        aggregate = Aggregate(topic, UUID(int=id.int))  # asyncpg's own UUIDs compare slowly
        memory.last[aggregate] = sequence
        memory.ids[aggregate, sequence] = event_id
    memory.before = dict(memory.last)
    return memory


async def _seen(work: Work, group: str, batch: Iterable[Incoming]) -> set[str]:
    foreign = list({foreign_id(i) for i in batch if i.foreign})
    if not foreign:
        return set()
    return set((await work.execute(SEEN, {"group": group, "events": foreign})).scalars())


async def store(work: Work, group: str, memory: Memory) -> None:
    """Write what the batch added. Raises LookAgain when somebody else did meanwhile."""
    raised = sorted(each for each, sequence in memory.raised.items() if sequence > memory.before.get(each, 0))
    if raised:
        last = [(each, memory.raised[each]) for each in raised]
        values = {
            "group": group,
            "topics": [each.topic for each in raised],
            "aggregates": [each.id for each in raised],
            "sequences": [sequence for _, sequence in last],
            "events": [memory.ids.get(each) for each in last],
        }
        row = (await work.execute(RAISE, values)).one()
        if tuple(row) != (len(raised), sum(memory.before.get(each, 0) for each in raised)):
            raise LookAgain(f"{group}: some of {len(raised)} aggregates were re-driven meanwhile")
    if memory.remembered:
        await work.execute(REMEMBER, {"group": group, "events": sorted(memory.remembered)})


async def prune(work: Work, group: str) -> None:
    """Forget foreign ids older than 30 days."""
    await work.execute(PRUNE, {"group": group})
