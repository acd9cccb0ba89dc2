"""Who looks at something now: one watcher sees changes for all of this process.

What this process commits rings at once; what others commit is seen by asking for a stamp. A viewer has one
place for the newest, so a slow one misses what was in between.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Generic, TypeVar

from chassis.errors import Busy
from chassis.http import Shares, on_termination
from chassis.language import _
from chassis.work import Caller, rest

logger = logging.getLogger("saleswire.live")
LOOK = 0.5  # seconds between looks at the stamp
GATHER, LONGEST = 0.25, 0.6  # seconds: a burst of events is one renewal; twice what the last one took
MOST_VIEWERS, EACH = 5000, 250  # in all, and of one person


class Viewer:
    """One open stream of a person's, and a bell that rings when there is something to send."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.called = False  # to look whether the person may still see it
        self.bell = asyncio.Event()


V = TypeVar("V", bound=Viewer)


class Viewers(Generic[V]):
    """All viewers of one kind; ``renew`` brings them what is new as of a ``stamp`` that is another."""

    def __init__(
        self, what: str, stamp: Callable[[], Awaitable[Any]], renew: Callable[[Any], Awaitable[None]]
    ) -> None:
        self.leaving = False
        self.all: set[V] = set()
        self._stamp = stamp
        self._renew = renew
        self._bell = asyncio.Event()
        self._seen: Any = None
        self._gather = GATHER
        self._watching: asyncio.Task[None] | None = None
        self._places = Shares(what, total=MOST_VIEWERS, each=EACH, retry_after=5)

    def begin(self) -> None:
        """Before the first request."""
        on_termination(self.leave)

    def ring(self) -> None:
        """Something was committed."""
        self._bell.set()

    def call_all(self) -> None:
        """Have every stream look whether its person may still see it."""
        for viewer in self.all:
            viewer.called = True
            viewer.bell.set()

    def leave(self) -> None:
        """The process ends: so do the streams, or the server would wait for them."""
        self.leaving = True
        self.call_all()

    @contextmanager
    def joining(self, caller: Caller) -> Iterator[None]:
        """A place until the viewer enters; raises TooMany or Busy when there are too many."""
        if self.leaving:
            raise Busy(_("This process ends. Try again."), retry_after=5)
        with self._places.place(caller.person_id):
            yield

    def enter(self, viewer: V) -> None:
        """From here on the viewer is kept up to date, until ``part``."""
        self._places.take(viewer.caller.person_id)
        self.all.add(viewer)
        self._seen = None  # what changed since the viewer was made must not be missed
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch(), name="live watch")

    def part(self, viewer: V) -> None:
        """The stream has ended."""
        self._places.give_back(viewer.caller.person_id)
        self.all.discard(viewer)
        if not self.all and self._watching is not None:
            self._watching.cancel()
            self._watching = None  # it takes a while to end, and who enters meanwhile needs another

    async def _watch(self) -> None:
        while self.all:
            try:
                await self._look()
            except Exception as error:  # the viewers keep what they have until the database is back
                logger.warning("what is new cannot be read: %s", type(error).__name__)
                await asyncio.sleep(1)
            await rest(self._bell, LOOK)

    async def _look(self) -> None:
        if not self._bell.is_set() and await self._stamp() == self._seen:
            return
        await asyncio.sleep(self._gather)
        self._bell.clear()
        now = await self._stamp()
        if now != self._seen:
            self._seen, begun = now, monotonic()
            await self._renew(now)
            self._gather = min(max(GATHER, 2 * (monotonic() - begun)), LONGEST)
