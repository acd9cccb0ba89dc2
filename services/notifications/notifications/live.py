"""The bell of everybody who has a page open: how many threads are unread now, and how many ask something."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from starlette.requests import Request

from chassis.http import SCOPE_KEY
from chassis.inbound import Projections, Received, joined
from chassis.language import N_
from chassis.service import Service
from chassis.streaming import EventStream, Viewer, Viewers, sitting, written
from chassis.work import Caller, Database, Work
from contracts.parking import KeyFreed, KeyStuck
from kernel.access import on_changed_access
from notifications import documents
from notifications.bells import Rung, rung_since
from notifications.queries import count
from notifications.reach import reader
from notifications.schemas import Count


class Listener(Viewer):
    """One open stream and the newest count."""

    def __init__(self, caller: Caller, audiences: frozenset[str], counted: Count) -> None:
        super().__init__(caller)
        self.audiences = audiences
        self.counted = counted
        self.entered = False  # since then it is counted whenever something rings

    def show(self, audiences: frozenset[str], counted: Count) -> None:
        """Put the newest in place; ring when it is another."""
        self.audiences, self.entered = audiences, True
        if counted != self.counted:
            self.counted = counted
            self.bell.set()

    def same(self, caller: Caller) -> bool:
        """Whether the person may still do what they could."""
        return caller == self.caller


class Live:
    """All bells of this process."""

    def __init__(self) -> None:
        self.viewers: Viewers[Listener] = Viewers(N_("bells"), self._stamp, self._renew)
        self.counted = 0
        self._since = 0
        self._known: Rung = frozenset()

    async def begin(self, service: Service) -> None:
        """Before the first request."""
        self.database: Database = service.database
        self.viewers.begin()

    async def stream(self, request: Request) -> EventStream:
        """The answer that tells the caller's count."""
        caller: Caller = request.scope[SCOPE_KEY]
        with self.viewers.joining(caller):
            listener = Listener(caller, *await self._count(caller))
        sits = await sitting(request, listener, listener.same)
        return EventStream(
            sits.pieces(self.viewers, news_of(listener)),
            enter=lambda: self.viewers.enter(listener),
            leave=lambda: self.viewers.part(listener),
        )

    async def _count(self, caller: Caller) -> tuple[frozenset[str], Count]:
        async def counted(work: Work) -> tuple[frozenset[str], Count]:
            who = await reader(work, caller)
            return frozenset(who.audiences), await count(work, who)

        self.counted += 1
        return await self.database.read(counted)

    async def _stamp(self) -> Rung:
        rung, self._since = await self.database.read(rung_since, self._since)
        return rung

    async def _renew(self, now: Rung) -> None:
        """Count again for those for whom it rang, and for those who came while it might have."""
        rung = {audience for audience, _ in now - self._known}
        self._known = now
        concerned = [one for one in self.viewers.all if not one.entered or not rung.isdisjoint(one.audiences)]
        people = {one.caller.person_id: one.caller for one in concerned}
        for (
            person_id,
            caller,
        ) in people.items():  # one after the other: a bell takes no connection from others
            found = await self._count(caller)
            for one in concerned:
                if one.caller.person_id == person_id:
                    one.show(*found)


def news_of(listener: Listener) -> Callable[[], Iterable[bytes]]:
    """The count, where it is another than was told."""
    told: list[Count] = []

    def news() -> Iterable[bytes]:
        if told != [listener.counted]:
            told[:] = [listener.counted]
            yield written("notices", listener.counted.model_dump())

    return news


def ringing(live: Live) -> Projections:
    """Projections that remember nothing: they ring once what the others remembered is committed."""
    project = Projections()

    @project.on(*documents.ABOUT, KeyStuck, KeyFreed)
    async def ring(work: Work, _batch: Sequence[Received[Any]]) -> None:
        work.afterwards.append(live.viewers.ring)

    return joined(project, on_changed_access(live.viewers.call_all))
