"""A consumer group of a service: its reader, what it believes about its positions, and its figures.

``Reactions`` and ``Projections`` say how a batch is applied; the consumer brings the batches.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from chassis.inbound import positions
from chassis.inbound.inbox import aggregate_of
from chassis.inbound.patience import Patience
from chassis.inbound.positions import Place, Step
from chassis.inbound.reader import Reader
from chassis.inbound.received import Ignored, Incoming, Received, Record
from chassis.inbound.sorting import Sorting
from chassis.work import Database, Work
from contracts.event import Message

HELD = 0.25  # seconds until what nobody here handles is passed over, in a transaction of its own if need be


class Handlers(Protocol):
    """Reactions or Projections."""

    kind: str
    pace: float  # seconds from the beginning of one batch to the next, unless somebody waits

    @property
    def handled(self) -> Sequence[type[Message]]:
        """The classes that have a handler."""

    async def apply(self, group: "Group", batch: Sequence[Incoming]) -> None:
        """Apply a batch whose positions are expected. Raises Fenced, or what made it give up."""

    async def handle(self, work: Work, received: Received[Any]) -> None:
        """Run the handlers of one event in this transaction."""

    async def pass_over(self, work: Work, received: Received[Any], *, given_up: bool = False) -> None:
        """The event is handled no more: it was before, or a person gave it up."""


@dataclass
class Figures:
    """Counts since the start of the process, by what became of the records."""

    counts: Counter[str] = field(default_factory=Counter)
    dead: Counter[str] = field(default_factory=Counter)  # dead letters by reason
    unknown_types: Counter[str] = field(default_factory=Counter)
    parked_keys: int = 0
    stuck_keys: int = 0  # those of them that wait for a person, or have waited for more than a minute
    conflicts: int = 0  # keys that wait because two events had one sequence
    gap_since: datetime | None = None  # when the oldest key was parked whose event came too early
    newest: datetime = field(default_factory=lambda: datetime.now(UTC))  # time of the newest event applied

    @property
    def oldest_gap(self) -> float:
        """Seconds for which an event has been missing; 0 when none is."""
        return max(0.0, (datetime.now(UTC) - self.gap_since).total_seconds()) if self.gap_since else 0.0

    def as_dict(self) -> dict[str, Any]:
        """For /internal/status."""
        return {
            "parked_keys": self.parked_keys,
            "stuck_keys": self.stuck_keys,
            "conflicts": self.conflicts,
            "oldest_gap_seconds": round(self.oldest_gap, 1),
            "counts": dict(self.counts),
            "unknown_types": dict(self.unknown_types),
        }


class Group:
    """``name`` is ``<service>.reactions`` or ``<service>.projections``, without the topic prefix."""

    def __init__(self, service: str, handlers: Handlers, database: Database) -> None:
        self.name = f"{service}.{handlers.kind}"
        self.handlers = handlers
        self.database = database
        self.reader = Reader(
            handlers.handled, database.settings.topic_prefix, judging=handlers.kind == "reactions"
        )
        self.expected: dict[Place, int] = {}
        self.held: list[Incoming] = []  # read, not passed over yet: nobody here handles them
        self._held_until = 0.0
        self.figures = Figures()
        self.patience = Patience(self.name)
        self.parked = asyncio.Event()  # something was parked since it was cleared last

    @property
    def topics(self) -> list[str]:
        """Topics that the group reads, without prefix."""
        return sorted(self.reader.streams)

    def place_of(self, topic: str, partition: int) -> Place:
        """The place of a record's topic and partition, as Kafka calls them."""
        return Place(topic.removeprefix(self.reader.prefix), partition)

    async def take(self, places: Iterable[Place]) -> dict[Place, int]:
        """Read the positions of newly assigned places, believe and return them."""
        found = await self.database.run(positions.read, self.name, list(places))
        self.database.applied.forget(self.name)
        self.expected.update(found)
        return found

    async def rewind(self, steps: Iterable[Step]) -> None:
        """Set positions that lie outside their logs. Raises Fenced."""
        listed = list(steps)
        await self.database.run(positions.move, self.name, listed)
        self.reached(listed)

    def drop(self, places: Iterable[Place]) -> None:
        """Believe nothing about these places any more."""
        for place in places:
            self.expected.pop(place, None)
        self.held = [i for i in self.held if self._at(i) in self.expected]

    async def apply(self, records: Sequence[Record]) -> None:
        """Apply the records that are not behind our positions; those of places not taken are left.

        Raises Fenced when another consumer owns a partition, and after a minute of failures the last
        one; what was applied until then stays applied.
        """
        fresh = [self.reader.read(record) for record in records if self._is_ahead(record)]
        self.figures.counts["skipped"] += len(records) - len(fresh)
        if not self.held:
            self._held_until = time.monotonic() + HELD
        batch = self._due(fresh) if fresh and self._may_hold() else [*self.held, *fresh]
        if batch:
            await self._apply(batch)

    def _may_hold(self) -> bool:
        few = len(self.held) <= self.database.settings.batch_size
        return few and time.monotonic() <= self._held_until

    async def _apply(self, batch: Sequence[Incoming]) -> None:
        try:
            await self.handlers.apply(self, batch)
        finally:  # what a failure left is still to be passed over: it does not come again
            self.held = [i for i in self.held if self._is_ahead(i.record)]
        ours = [i.time for i in batch if isinstance(i, Received) and not i.foreign]
        self.figures.newest = max([self.figures.newest, *ours[-1:]])

    def _due(self, fresh: Sequence[Incoming]) -> list[Incoming]:
        """What cannot wait; partitions with nothing to do but to move on are held for a later batch."""
        busy = {self._at(incoming) for incoming in fresh if not isinstance(incoming, Ignored)}
        due = [incoming for incoming in (*self.held, *fresh) if self._at(incoming) in busy]
        waiting = [incoming for incoming in fresh if self._at(incoming) not in busy]
        self.held += waiting
        for incoming in waiting:  # nothing will come of it, so that nobody need wait for it
            if aggregate := aggregate_of(incoming):
                self.database.applied.passed(self.name, aggregate, incoming.sequence)
        return due

    @staticmethod
    def _at(incoming: Incoming) -> Place:
        return Place(incoming.topic, incoming.record.partition)

    def steps_past(self, batch: Iterable[Incoming]) -> list[Step]:
        """The moves of the positions past these records."""
        reached: dict[Place, int] = {}
        for incoming in batch:
            reached[self._at(incoming)] = incoming.record.offset + 1
        return [Step(place, self.expected[place], offset) for place, offset in reached.items()]

    def reached(self, steps: Iterable[Step]) -> None:
        """The moves are committed."""
        for step in steps:
            self.expected[step.place] = step.next
        self.patience.touch()

    def settled(self, steps: Sequence[Step], sorting: Sorting) -> None:
        """A batch is committed."""
        self.figures.counts += sorting.tally()
        self.figures.unknown_types += sorting.unknown
        self.figures.dead.update(fault.reason for _, fault in sorting.heads)
        self.figures.dead["unreadable"] += len(sorting.buried)
        if sorting.heads or sorting.followers:
            self.parked.set()
        self.reached(steps)
        self.database.applied.tell(self.name, sorting.memory.raised.items())

    def who(self, incoming: Incoming) -> dict[str, Any]:
        """Fields of Work for what this event causes."""
        via = f"{'reaction' if self.handlers.kind == 'reactions' else 'projection'}:{self.name}"
        if not isinstance(incoming, Received):
            return {"via": via}
        return {
            "via": via,
            "actor": incoming.actor,
            "causation_id": incoming.id,
            "correlation_id": incoming.correlation_id,
        }

    def _is_ahead(self, record: Record) -> bool:
        expected = self.expected.get(self.place_of(record.topic, record.partition))
        return expected is not None and record.offset >= expected
