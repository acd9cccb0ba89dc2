"""Who looks at a dashboard now: one watcher sees changes for all, one snapshot serves all of one reach.

Projections of this process ring after their commit; what other processes applied is seen by asking for
the stamp. A viewer has one place for the newest snapshot, so a slow one misses the older ones.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from time import monotonic
from typing import Any
from uuid import UUID

from chassis.errors import Busy
from chassis.http import Shares, on_termination
from chassis.inbound import Projections, Received
from chassis.service import Service
from chassis.work import Database, Work, rest
from contracts.identity import PersonLeft, PersonMoved, RoleDefined, RoleGranted, RoleRevoked, SessionRevoked
from contracts.parking import KeyFreed, KeyStuck
from reporting import deals
from reporting.notices import unread_of
from reporting.snapshots import Question, Snapshot, Snapshots, Stamp, stamp

logger = logging.getLogger("saleswire.live")
LOOK = 0.5  # seconds between looks at the stamp
GATHER, LONGEST = 0.25, 0.6  # seconds: a burst of events is one snapshot; twice what the last one took
AT_ONCE = 2  # snapshots computed at the same time, of six connections
MOST_VIEWERS, EACH = 5000, 250  # in all, and of one person
ACCESS = (PersonLeft, PersonMoved, RoleDefined, RoleGranted, RoleRevoked, SessionRevoked)


class Viewer:
    """One open stream: the newest of everything, and a bell that rings when that has changed."""

    def __init__(self, asked: Question, person_id: UUID, snapshot: Snapshot, unread: int) -> None:
        self.asked = asked
        self.person_id = person_id
        self.snapshot = snapshot
        self.unread = unread
        self.called = False  # to look whether the person may still see it
        self.bell = asyncio.Event()

    def show(self, snapshot: Snapshot, unread: int) -> None:
        """Put the newest in place; ring when it is another."""
        if (snapshot.id, unread) != (self.snapshot.id, self.unread):
            self.snapshot, self.unread = snapshot, unread
            self.bell.set()


class Live:
    """All viewers of this process."""

    def __init__(self) -> None:
        self.leaving = False
        self.viewers: dict[Question, set[Viewer]] = defaultdict(set)
        self._bell = asyncio.Event()
        self._seen: Stamp = ()
        self._gather = GATHER
        self._watching: asyncio.Task[None] | None = None
        self._places = Shares("dashboards", total=MOST_VIEWERS, each=EACH, retry_after=5)

    async def begin(self, service: Service) -> None:
        """Before the first request."""
        self.database: Database = service.database
        self.snapshots = Snapshots(service.database)
        on_termination(self.leave)

    def ring(self) -> None:
        """Something was applied, or read."""
        self._bell.set()

    def call_all(self) -> None:
        """Have every stream look whether its person may still see it."""
        for viewer in self._everybody():
            viewer.called = True
            viewer.bell.set()

    def leave(self) -> None:
        """The process ends: so do the streams, or the server would wait for them."""
        self.leaving = True
        self.call_all()

    def _everybody(self) -> list[Viewer]:
        return [viewer for viewers in self.viewers.values() for viewer in viewers]

    async def join(self, asked: Question) -> Viewer:
        """A viewer with the present snapshot; raises TooMany or Busy when there are too many."""
        if self.leaving:
            raise Busy("This process ends. Try again.", retry_after=5)
        person = asked.caller.person_id
        with self._places.place(person):  # until it enters
            return await self._joined(asked, person)

    async def _joined(self, asked: Question, person: UUID) -> Viewer:
        snapshot = await self.snapshots.latest(asked)
        unread = (await self.database.read(unread_of, [person]))[person]
        return Viewer(asked, person, snapshot, unread)

    def enter(self, viewer: Viewer) -> None:
        """From here on the viewer is kept up to date, until ``part``."""
        self._places.take(viewer.person_id)
        self.viewers[viewer.asked].add(viewer)
        self._seen = ()  # what changed since the viewer's snapshot must not be missed
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch(), name="live watch")

    def part(self, viewer: Viewer) -> None:
        """The stream has ended."""
        self._places.give_back(viewer.person_id)
        self.viewers[viewer.asked].discard(viewer)
        if not self.viewers[viewer.asked]:
            del self.viewers[viewer.asked]
        if not self.viewers and self._watching is not None:
            self._watching.cancel()
            self._watching = None  # it takes a while to end, and who enters meanwhile needs another

    async def _watch(self) -> None:
        while self.viewers:
            try:
                await self._look()
            except Exception as error:  # the viewers keep what they have until the database is back
                logger.warning("the dashboard cannot be read: %s", type(error).__name__)
                await asyncio.sleep(1)
            await rest(self._bell, LOOK)

    async def _look(self) -> None:
        if not self._bell.is_set() and await self.database.read(stamp) == self._seen:
            return
        await asyncio.sleep(self._gather)
        self._bell.clear()
        now = await self.database.read(stamp)
        if now != self._seen:
            self._seen, begun = now, monotonic()
            await self._renew(now)
            self._gather = min(max(GATHER, 2 * (monotonic() - begun)), LONGEST)

    async def _renew(self, now: Stamp) -> None:
        some = asyncio.Semaphore(AT_ONCE)
        people = list({viewer.person_id for viewer in self._everybody()})
        unread = await self.database.read(unread_of, people)

        async def renew(asked: Question) -> None:
            async with some:
                snapshot = await self.snapshots.latest(asked, now)
            for viewer in self.viewers.get(asked, ()):
                viewer.show(snapshot, unread.get(viewer.person_id, viewer.unread))

        await asyncio.gather(*(renew(asked) for asked in list(self.viewers)))


def ringing(live: Live) -> Projections:
    """Projections that remember nothing: they ring once what the others remembered is committed."""
    project = Projections()

    @project.on(*deals.EVENTS, KeyStuck, KeyFreed)
    async def ring(work: Work, _batch: Sequence[Received[Any]]) -> None:
        work.afterwards.append(live.ring)

    @project.on(*ACCESS)
    async def call(work: Work, _batch: Sequence[Received[Any]]) -> None:
        work.afterwards.append(live.call_all)

    return project
