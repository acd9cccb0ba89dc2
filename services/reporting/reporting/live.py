"""Who looks at a dashboard now: one snapshot serves all of one reach.

Projections of this process ring after their commit; what other processes applied is seen by asking for
the stamp.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from starlette.requests import Request

from chassis.inbound import Projections, Received, joined
from chassis.language import N_
from chassis.service import Service
from chassis.streaming import EventStream, Viewer, Viewers, sitting, written
from chassis.work import Caller, Database, Work
from contracts.parking import KeyFreed, KeyStuck
from kernel.access import on_changed_access
from reporting import deals
from reporting.snapshots import PERMISSION, Question, Snapshot, Snapshots, Stamp, question, stamp

AT_ONCE = 2  # snapshots computed at the same time, of six connections


class Watcher(Viewer):
    """One open dashboard and the newest snapshot of what it asks."""

    def __init__(self, asked: Question, snapshot: Snapshot) -> None:
        super().__init__(asked.caller)
        self.asked = asked
        self.snapshot = snapshot

    def show(self, snapshot: Snapshot) -> None:
        """Put the newest in place; ring when it is another."""
        if snapshot.id != self.snapshot.id:
            self.snapshot = snapshot
            self.bell.set()

    def same(self, caller: Caller) -> bool:
        """Whether the person would still be shown the same."""
        asked = self.asked
        if not caller.may(PERMISSION):
            return False
        return question(caller, asked.period, asked.territory, asked.language) == asked


class Live:
    """All dashboards that are open in this process."""

    def __init__(self) -> None:
        self.viewers: Viewers[Watcher] = Viewers(N_("dashboards"), self._stamp, self._renew)

    async def begin(self, service: Service) -> None:
        """Before the first request."""
        self.database: Database = service.database
        self.snapshots = Snapshots(service.database)
        self.viewers.begin()

    async def stream(self, request: Request, asked: Question, last: str) -> EventStream:
        """The answer that follows; ``last`` is the id of the snapshot that the client has."""
        with self.viewers.joining(asked.caller):
            watcher = Watcher(asked, await self.snapshots.latest(asked))
        sits = await sitting(request, watcher, watcher.same)
        return EventStream(
            sits.pieces(self.viewers, _News(watcher, last)),
            enter=lambda: self.viewers.enter(watcher),
            leave=lambda: self.viewers.part(watcher),
        )

    async def _stamp(self) -> Stamp:
        return await self.database.read(stamp)

    async def _renew(self, now: Stamp) -> None:
        some = asyncio.Semaphore(AT_ONCE)
        asking: dict[Question, list[Watcher]] = defaultdict(list)
        for watcher in self.viewers.all:
            asking[watcher.asked].append(watcher)

        async def renew(asked: Question) -> None:
            async with some:
                snapshot = await self.snapshots.latest(asked, now)
            for watcher in asking[asked]:
                watcher.show(snapshot)

        await asyncio.gather(*(renew(asked) for asked in list(asking)))


class _News:
    """The snapshot, where the client has another."""

    def __init__(self, watcher: Watcher, last: str) -> None:
        self.watcher = watcher
        self.last = last

    def __call__(self) -> Iterable[bytes]:
        return list(self._new())

    def _new(self) -> Iterator[bytes]:
        snapshot = self.watcher.snapshot
        if snapshot.id != self.last:
            self.last = snapshot.id
            yield written("overview", snapshot.json, snapshot.id)


def ringing(live: Live) -> Projections:
    """Projections that remember nothing: they ring once what the others remembered is committed."""
    project = Projections()

    @project.on(*deals.EVENTS, KeyStuck, KeyFreed)
    async def ring(work: Work, _batch: Sequence[Received[Any]]) -> None:
        work.afterwards.append(live.viewers.ring)

    return joined(project, on_changed_access(live.viewers.call_all))
