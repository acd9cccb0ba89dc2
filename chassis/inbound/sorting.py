"""What becomes of each record of a batch: applied, a duplicate, parked, behind a parked one, or buried.

The decisions assume that everything is applied in order; ``fail`` takes back what a failure changes.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import text

from chassis.inbound import inbox, parking
from chassis.inbound.inbox import Entry, Memory
from chassis.inbound.parking import Fault
from chassis.inbound.received import Ignored, Incoming, Received, Unreadable
from chassis.work import Work

Key = tuple[str, bytes]
NEVER = 2**63  # beyond any offset


class Sorting:
    """The decisions about one batch, given what was applied and which keys are parked."""

    def __init__(self, memory: Memory, parked: Iterable[Key]) -> None:
        self.memory = memory
        self.parked: dict[Key, int] = dict.fromkeys(parked, 0)  # with the offset from which on they wait
        self.go: list[Incoming] = []
        self.heads: list[tuple[Incoming, Fault]] = []
        self.followers: list[Incoming] = []
        self.buried: list[Unreadable] = []
        self.counts: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()

    async def sort(self, work: Work, group: str, batch: Sequence[Incoming]) -> None:
        """Decide about each record, in order. Raises inbox.LookAgain."""
        for incoming in batch:
            if isinstance(incoming, Received) or incoming.ordered:
                self._decide(incoming)
            elif isinstance(incoming, Unreadable):
                self.buried.append(incoming)
            self._count(incoming)
        for incoming, fault in self.heads:
            if fault.reason == "gap":
                await inbox.still_so(work, group, self.memory, incoming)

    def _decide(self, incoming: Incoming) -> None:
        entry = self.memory.entry(incoming, key_of(incoming) in self.parked)
        if entry is Entry.DUPLICATE:
            self.counts["duplicates"] += 1
        elif entry is Entry.FOLLOWS:
            self.followers.append(incoming)
        elif entry is Entry.GAP:
            self._hold(incoming, parking.gap(incoming))
        elif entry is Entry.CONFLICT:
            self._hold(incoming, parking.conflict(incoming))
        elif isinstance(incoming, Unreadable):
            self._hold(incoming, parking.unreadable(incoming))
        else:
            self.memory.learn(incoming)
            self.go.append(incoming)

    def fail(self, incoming: Incoming, error: BaseException) -> None:
        """Its handler raised: its key is parked with it."""
        self.memory.unlearn(incoming)
        self._hold(incoming, parking.fault_of(error))

    def released(self, chunk: Iterable[Incoming]) -> list[Incoming]:
        """Those whose key is still free; the others follow the one that was parked before them."""
        free = []
        for incoming in chunk:
            if self._waits(incoming):
                self.memory.unlearn(incoming)
                self.followers.append(incoming)
            else:
                free.append(incoming)
        return free

    def _hold(self, incoming: Incoming, fault: Fault) -> None:
        key, offset = key_of(incoming), incoming.record.offset
        self.parked[key] = min(offset, self.parked.get(key, offset))
        self.heads.append((incoming, fault))

    def _waits(self, incoming: Incoming) -> bool:
        """Whether its key was parked with it or before it; what came before the head may go on."""
        return incoming.record.offset >= self.parked.get(key_of(incoming), NEVER)

    def _count(self, incoming: Incoming) -> None:
        if isinstance(incoming, Ignored):
            self.counts["ignored"] += 1
            if not incoming.known:
                self.unknown[incoming.type] += 1

    async def store(self, work: Work, group: str) -> None:
        """Write what was learnt, parked and buried; with a dead letter, the commit waits for the disk."""
        if self.heads or self.buried:
            await work.execute(text("SET LOCAL synchronous_commit = on"))
        await inbox.store(work, group, self.memory)
        for incoming, fault in sorted(self.heads, key=lambda head: head[0].record.offset):
            await parking.park(work, group, incoming, fault)
        await parking.append(work, group, self.followers)
        for record in self.buried:
            parking.bury(work, group, record, parking.unreadable(record))

    def tally(self) -> Counter[str]:
        """How many records had which fate."""
        return self.counts + Counter(
            applied=sum(isinstance(i, Received) and not self._waits(i) for i in self.go),
            parked=len(self.heads),
            followers=len(self.followers),
            unreadable=len(self.buried) + sum(isinstance(i, Unreadable) for i, _ in self.heads),
            gaps=sum(fault.reason == "gap" for _, fault in self.heads),
            conflicts=sum(fault.reason == "conflict" for _, fault in self.heads),
        )


def key_of(incoming: Incoming) -> Key:
    """What is parked together."""
    return incoming.topic, incoming.key or b""
