"""Projections only remember: copies of others' facts, one transaction a batch, replayed at will.

``project = Projections()``, then ``@project.on(ClientRegistered, …)`` on ``async def
handler(work, batch)``; ``@project.on_state(PersonState)`` for compacted topics. They never publish.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, overload

from opentelemetry import trace

from chassis.inbound import inbox
from chassis.inbound.groups import Group
from chassis.inbound.newer import add_up, insert_all, upsert_newer
from chassis.inbound.received import Incoming, Received
from chassis.inbound.sorting import Sorting
from chassis.work import Work, passing
from contracts.event import Event, Message, State

__all__ = [
    "Projections",
    "PublishedByProjection",
    "Received",
    "add_up",
    "insert_all",
    "joined",
    "upsert_newer",
]

S = TypeVar("S", bound=State)
E = TypeVar("E", bound=Event)
E2 = TypeVar("E2", bound=Event)
E3 = TypeVar("E3", bound=Event)
E4 = TypeVar("E4", bound=Event)
M = TypeVar("M", bound=Message)
Handler = Callable[[Work, Sequence[Received[M]]], Awaitable[None]]
On = Callable[[Handler[M]], Handler[Any]]
tracer = trace.get_tracer("saleswire.projections")


class PublishedByProjection(Exception):
    """A projection tried to publish: only reactions decide."""


class Projections:
    """The handlers of a service's group ``<service>.projections``."""

    kind = "projections"
    pace = 0.08

    def __init__(self, *tables: str) -> None:
        """``tables`` are those that the handlers write to and their module does not name."""
        self.tables = set(tables)
        self._handlers: dict[Callable[..., Awaitable[None]], set[str]] = {}
        self._classes: dict[str, type[Message]] = {}

    @overload
    def on(self, event: type[E], /) -> On[E]: ...
    @overload
    def on(self, event: type[E], event2: type[E2], /) -> On[E | E2]: ...
    @overload
    def on(self, event: type[E], event2: type[E2], event3: type[E3], /) -> On[E | E2 | E3]: ...
    @overload
    def on(
        self, event: type[E], event2: type[E2], event3: type[E3], event4: type[E4], /
    ) -> On[E | E2 | E3 | E4]: ...
    @overload
    def on(self, *events: type[Event]) -> On[Event]: ...
    def on(self, *events: type[Any]) -> On[Any]:
        """Have the decorated ``handler(work, batch)`` remember these events.

        It is called once per batch with its events in order. Handlers of one service must not write
        the same rows: put their events into one.
        """
        return self._register(events)

    def on_state(self, *states: type[S]) -> On[S]:
        """The same for compacted topics: ``received.event`` is None for a tombstone, its
        ``aggregate_id`` says whose."""
        return self._register(states)

    def _register(self, classes: Sequence[type[Message]]) -> On[Any]:
        def register(handler: Handler[Any]) -> Handler[Any]:
            for message in classes:
                self._classes[message.type] = message
                self._handlers.setdefault(handler, set()).add(message.type)
            return handler

        return register

    def add(self, other: "Projections") -> None:
        """Have the other's handlers, too."""
        self.tables |= other.tables
        self._classes |= other._classes
        for handler, types in other._handlers.items():
            self._handlers.setdefault(handler, set()).update(types)

    @property
    def handled(self) -> Sequence[type[Message]]:
        """The classes that have a handler."""
        return list(self._classes.values())

    async def pass_over(self, work: Work, received: Received[Any], *, given_up: bool = False) -> None:
        """Nothing to remember."""

    async def handle(self, work: Work, received: Received[Any]) -> None:
        """Run the handlers with this one event in this transaction."""
        await self.run(work, [received])

    async def run(self, work: Work, batch: Sequence[Incoming]) -> None:
        """Run each handler once with its events."""
        by_type: dict[str, list[tuple[int, Received[Any]]]] = defaultdict(list)
        for place, incoming in enumerate(batch):
            if isinstance(incoming, Received):
                by_type[incoming.type].append((place, incoming))
        for handler, types in self._handlers.items():
            found = [item for type_ in types & by_type.keys() for item in by_type[type_]]
            if found:
                found.sort(key=lambda item: item[0])
                await handler(work, [received for _, received in found])
        if work.outgoing.rows:
            work.outgoing.rows.clear()
            raise PublishedByProjection("a projection must not publish; let a reaction decide")

    async def apply(self, group: Group, batch: Sequence[Incoming]) -> None:
        """Apply the batch in one transaction; if a handler fails, find the poisonous keys and park them."""
        await group.patience.insist(lambda: _Batch(self, group, batch).apply())


def joined(*parts: Projections) -> Projections:
    """One group of several: a service's own projections and those of the chassis."""
    whole = Projections()
    for part in parts:
        whole.add(part)
    return whole


class _Batch:
    """One batch on its way through one transaction."""

    def __init__(self, projections: Projections, group: Group, batch: Sequence[Incoming]) -> None:
        self.projections = projections
        self.group = group
        self.batch = batch
        self.handling = False

    async def apply(self) -> None:
        steps = self.group.steps_past(self.batch)
        try:
            sorting = await self._transact(lambda work, _, go: self._at_once(work, go))
        except Exception as error:
            if not self.handling or passing(error):
                raise
            self.group.patience.failed(error)
            sorting = await self._transact(self._in_halves)
        self.group.settled(steps, sorting)

    async def _transact(self, run: Callable[[Work, Sorting, list[Incoming]], Awaitable[None]]) -> Sorting:
        async def body(work: Work) -> Sorting:
            self.handling = False
            name = self.group.name
            steps = self.group.steps_past(self.batch)
            sorting = Sorting(*await inbox.enter_batch(work, name, steps, self.batch))
            await sorting.sort(work, name, self.batch)
            with tracer.start_as_current_span(f"project {name}", attributes={"events": len(sorting.go)}):
                await run(work, sorting, sorting.go)
            await sorting.store(work, name)
            return sorting

        return await self.group.database.transact(body, via=f"projection:{self.group.name}")

    async def _at_once(self, work: Work, go: list[Incoming]) -> None:
        self.handling = True
        await self.projections.run(work, go)

    async def _in_halves(self, work: Work, sorting: Sorting, go: list[Incoming]) -> None:
        chunk = sorting.released(go)
        if not chunk:
            return
        try:
            async with work.savepoint():
                await self.projections.run(work, chunk)
        except Exception as error:
            if passing(error):
                raise
            if len(chunk) == 1:
                sorting.fail(chunk[0], error)
                return
            middle = len(chunk) // 2
            await self._in_halves(work, sorting, chunk[:middle])
            await self._in_halves(work, sorting, chunk[middle:])
