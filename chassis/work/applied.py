"""What this process's consumers applied lately, and who waits for it.

A hint beside the bookkeeping in the database, never instead of it: it saves those who wait from asking.
"""

import asyncio
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

REMEMBERED = 20_000


class Mark(NamedTuple):
    """An aggregate as a group has it; group and topic without prefix."""

    group: str
    topic: str
    aggregate_id: UUID


class Applied:
    """The last sequence by mark, of the newest ``REMEMBERED`` ones."""

    def __init__(self) -> None:
        self._reached: OrderedDict[Mark, int] = OrderedDict()
        self._bells: dict[Mark, set[asyncio.Event]] = defaultdict(set)
        self._asked: Counter[str] = Counter()  # by group, how many wait
        self._sole: set[str] = set()  # groups whose partitions are all read here
        self._naps: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def tell(self, group: str, sequences: Iterable[tuple[tuple[str, UUID], int]]) -> None:
        """The group has committed up to these sequences, by topic and aggregate."""
        for (topic, aggregate_id), sequence in sequences:
            mark = Mark(group, topic, aggregate_id)
            self._reached[mark] = max(sequence, self._reached.pop(mark, 0))
            for bell in self._bells.get(mark, ()):
                bell.set()
        while len(self._reached) > REMEMBERED:
            self._reached.popitem(last=False)

    def passed(self, group: str, aggregate: tuple[str, UUID], sequence: int) -> None:
        """The group has nothing to do for this event; all before it being applied, so is this."""
        if sequence == 1 or self.knows(Mark(group, *aggregate), sequence - 1):
            self.tell(group, [(aggregate, sequence)])

    def forget(self, group: str) -> None:
        """The group's bookkeeping is not what we took it for: it may have been restored from before."""
        for mark in [mark for mark in self._reached if mark.group == group]:
            del self._reached[mark]

    def reads_all(self, group: str, all_of_it: bool) -> None:
        """Whether this process reads every partition of the group: then it hears of all that is applied."""
        (self._sole.add if all_of_it else self._sole.discard)(group)

    def hears_all(self, marks: Iterable[Mark]) -> bool:
        """Whether whatever moves these marks rings here."""
        return all(mark.group in self._sole for mark in marks)

    def knows(self, mark: Mark, sequence: int) -> bool:
        """Whether it was applied here; False says nothing."""
        return self._reached.get(mark, 0) >= sequence

    @contextmanager
    def bell(self, marks: Collection[Mark]) -> Iterator[asyncio.Event]:
        """An event that is set whenever one of the marks moves; their groups know that somebody waits."""
        bell = asyncio.Event()
        for mark in marks:
            self._bells[mark].add(bell)
            self._asked[mark.group] += 1
            self._naps[mark.group].set()
        try:
            yield bell
        finally:
            for mark in marks:
                self._hang_up(mark, bell)

    def _hang_up(self, mark: Mark, bell: asyncio.Event) -> None:
        self._bells[mark].discard(bell)
        if not self._bells[mark]:
            del self._bells[mark]
        self._asked[mark.group] -= 1
        if not self._asked[mark.group]:
            self._naps[mark.group].clear()

    async def nap(self, group: str, seconds: float) -> None:
        """Rest, but not while somebody waits for this group."""
        await rest(self._naps[group], seconds)


async def rest(bell: asyncio.Event, seconds: float) -> None:
    """Return when it rings, at the latest after ``seconds``."""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return
