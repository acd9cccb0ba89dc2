"""Places that all share, so that no one person takes them all: so many in total, so many for each."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from chassis.errors import Busy, TooMany
from chassis.language import _


class Shares:
    """Places for one kind of work of this process; ``what`` is that kind for people, marked by ``N_``."""

    def __init__(self, what: str, *, total: int, each: int, retry_after: int = 2) -> None:
        self.what = what
        self.total = total
        self.each = each
        self._retry_after = retry_after
        self._taken: Counter[Hashable] = Counter()

    @contextmanager
    def place(self, who: Hashable) -> Iterator[None]:
        """A place until the block ends; raises what ``take`` does."""
        self.take(who)
        try:
            yield
        finally:
            self.give_back(who)

    def take(self, who: Hashable) -> None:
        """A place until it is given back.

        Raises TooMany when this person has all that one may have, Busy when all together have.
        """
        if self._taken[who] >= self.each:
            raise TooMany(
                _(
                    "You have %(each)s %(what)s open, as many as one person may. Wait for one to end.",
                    each=self.each,
                    what=_(self.what),
                ),
                retry_after=self._retry_after,
                slug="share-taken",
            )
        if self._taken.total() >= self.total:
            raise Busy(
                _(
                    "All %(total)s places for %(what)s are taken. Repeat the request.",
                    total=self.total,
                    what=_(self.what),
                ),
                retry_after=self._retry_after,
                slug="places-taken",
            )
        self._taken[who] += 1

    def give_back(self, who: Hashable) -> None:
        """The place is free again."""
        self._taken[who] -= 1
        if self._taken[who] <= 0:
            del self._taken[who]
