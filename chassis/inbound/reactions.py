"""Reactions decide: each handled event is one transaction and may publish. They are never replayed.

``react = Reactions()``, then ``@react.on(QuoteAccepted)`` on ``async def handler(work, received)``. What an
outsider says is judged: ``@react.judge(PaymentReported)``, and the handler returns its Verdict.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any, TypeVar, overload

from opentelemetry import propagate, trace

from chassis.inbound import inbox, outsiders, parking, positions
from chassis.inbound.groups import Group
from chassis.inbound.inbox import Entry
from chassis.inbound.outsiders import Judge, Verdict
from chassis.inbound.positions import Place, Step
from chassis.inbound.received import Incoming, Received
from chassis.inbound.sorting import Sorting
from chassis.work import Work, passing
from contracts.event import Event

__all__ = ["Reactions", "Received"]

E = TypeVar("E", bound=Event)
E2 = TypeVar("E2", bound=Event)
E3 = TypeVar("E3", bound=Event)
Handler = Callable[[Work, Received[E]], Awaitable[None]]
On = Callable[[Handler[E]], Handler[Any]]
J = Callable[[Work, Received[E]], Awaitable[Verdict]]
AT_ONCE = 4  # partitions whose events are applied at the same time
tracer = trace.get_tracer("saleswire.reactions")


class Reactions:
    """The handlers of a service's group ``<service>.reactions``."""

    kind = "reactions"
    pace = 0.0

    def __init__(self) -> None:
        self._handlers: dict[type[Event], list[Callable[..., Awaitable[None]]]] = defaultdict(list)
        self._judges: dict[type[Event], Judge] = {}

    @overload
    def on(self, event: type[E], /) -> On[E]: ...
    @overload
    def on(self, event: type[E], event2: type[E2], /) -> On[E | E2]: ...
    @overload
    def on(self, event: type[E], event2: type[E2], event3: type[E3], /) -> On[E | E2 | E3]: ...
    @overload
    def on(self, *events: type[Event]) -> On[Event]: ...
    def on(self, *events: type[Event]) -> On[Any]:
        """Have the decorated ``handler(work, received)`` react to these events, once each.

        Raises TypeError for a fact of an outsider, which nothing may pass over in silence.
        """
        if outside := [event.__name__ for event in events if event.stream.foreign]:
            raise TypeError(f"{', '.join(outside)}: an outsider's fact is judged, see Reactions.judge")

        def register(handler: Handler[Any]) -> Handler[Any]:
            for event in events:
                self._handlers[event].append(handler)
            return handler

        return register

    def judge(self, event: type[E]) -> Callable[[J[E]], J[E]]:
        """Have the decorated ``judge(work, received)`` say what comes of an outsider's fact.

        A Problem that it raises is a refusal. Raises TypeError for a fact of ours, or a second judge.
        """
        if not event.stream.foreign or event in self._judges:
            raise TypeError(f"{event.__name__} is no outsider's fact, or has a judge already")

        def register(judge: J[E]) -> J[E]:
            self._judges[event] = judge
            return judge

        return register

    @property
    def handled(self) -> Sequence[type[Event]]:
        """The classes that have a handler."""
        return [*self._handlers, *self._judges]

    async def handle(self, work: Work, received: Received[Any]) -> None:
        """Run the event's handlers in this transaction, in a span that continues the publisher's trace."""
        context = propagate.extract({"traceparent": received.traceparent} if received.traceparent else {})
        with tracer.start_as_current_span(f"react {received.type}", context, trace.SpanKind.CONSUMER):
            if received.foreign:
                await outsiders.hear(work, received, self._judge_of(received))
            else:
                for handler in self._handlers[type(received.event)]:
                    await handler(work, received)

    async def pass_over(self, work: Work, received: Received[Any], *, given_up: bool = False) -> None:
        """Write down that an outsider's fact is a duplicate, or was given up."""
        if received.foreign and given_up:
            await outsiders.give_up(work, received)
        elif received.foreign:
            await outsiders.pass_over(work, received)

    def _judge_of(self, received: Received[Any]) -> Judge:
        return next(judge for event, judge in self._judges.items() if event.type == received.type)

    async def apply(self, group: Group, batch: Sequence[Incoming]) -> None:
        """Apply the events of each partition one by one, and what stands between them at once."""
        few = asyncio.Semaphore(AT_ONCE)
        lanes = [self._follow(group, lane, few) for lane in _lanes(batch)]
        for end in await asyncio.gather(*lanes, return_exceptions=True):
            if isinstance(end, BaseException):
                raise end

    async def _follow(self, group: Group, lane: Sequence[Incoming], few: asyncio.Semaphore) -> None:
        async with few:
            for run in _runs(lane):
                if isinstance(run, Received):
                    await group.patience.insist(partial(_deliver, self, group, run))
                else:
                    await group.patience.insist(partial(_pass_over, group, run))


async def _deliver(reactions: Reactions, group: Group, received: Received[Any]) -> None:
    await _Delivery(reactions, group, received).deliver()


class _Delivery:
    """One event on its way through one transaction."""

    def __init__(self, reactions: Reactions, group: Group, received: Received[Any]) -> None:
        self.reactions = reactions
        self.group = group
        self.received = received
        self.handling = False

    async def deliver(self) -> None:
        step = self.group.steps_past([self.received])[0]
        try:
            fate = await self.group.database.transact(
                lambda work: self._apply(work, step), **self.group.who(self.received)
            )
        except Exception as error:
            if not self.handling or passing(error):
                raise
            self.group.figures.dead[await self._park(step, error)] += 1
            fate = "parked"
        self.group.reached([step])
        if fate == "applied" and (aggregate := inbox.aggregate_of(self.received)):
            self.group.database.applied.tell(self.group.name, [(aggregate, self.received.sequence)])
        self.group.figures.counts[fate] += 1
        self.group.figures.dead["gap"] += fate == "gaps"
        self.group.figures.dead["conflict"] += fate == "conflicts"
        if fate not in ("applied", "duplicates"):
            self.group.parked.set()

    async def _apply(self, work: Work, step: Step) -> str:
        entry = await inbox.enter(work, self.group.name, step, self.received)
        if entry is Entry.APPLY:
            self.handling = True
            await self.reactions.handle(work, self.received)
            return "applied"
        if entry is Entry.FOLLOWS:
            await parking.append(work, self.group.name, [self.received])
            return "followers"
        if entry is Entry.GAP:
            return await self._gap(work)
        if entry is Entry.CONFLICT:
            await parking.park(work, self.group.name, self.received, parking.conflict(self.received))
            return "conflicts"
        await self.reactions.pass_over(work, self.received)
        return "duplicates"

    async def _gap(self, work: Work) -> str:
        # a re-drive that ended while the statement waited for its lock is not in the statement's snapshot
        memory = await inbox.recall(work, self.group.name, [self.received])
        if memory.entry(self.received, parked=False) is not Entry.GAP:
            raise inbox.LookAgain(
                f"{self.received.type} {self.received.aggregate_id} was re-driven meanwhile"
            )
        await parking.park(work, self.group.name, self.received, parking.gap(self.received))
        return "gaps"

    async def _park(self, step: Step, error: Exception) -> str:
        self.group.patience.failed(error)
        fault = parking.fault_of(error)

        async def park(work: Work) -> None:
            await positions.move(work, self.group.name, [step])
            await parking.park(work, self.group.name, self.received, fault)

        await self.group.database.run(park)
        return fault.reason


async def _pass_over(group: Group, run: Sequence[Incoming]) -> None:
    """Move past records without a handler: their sequences count, unreadable ones are dead-lettered."""
    steps = group.steps_past(run)

    async def settle(work: Work) -> Sorting:
        sorting = Sorting(*await inbox.enter_batch(work, group.name, steps, run))
        await sorting.sort(work, group.name, run)
        await sorting.store(work, group.name)
        return sorting

    group.settled(steps, await group.database.run(settle))


def _lanes(batch: Sequence[Incoming]) -> Iterable[Sequence[Incoming]]:
    """The records of each partition that has something to react to, and all others together."""
    places = [Place(incoming.topic, incoming.record.partition) for incoming in batch]
    busy = {place for place, incoming in zip(places, batch, strict=True) if isinstance(incoming, Received)}
    lanes: dict[Place | None, list[Incoming]] = defaultdict(list)
    for place, incoming in zip(places, batch, strict=True):
        lanes[place if place in busy else None].append(incoming)
    return lanes.values()


def _runs(batch: Sequence[Incoming]) -> Iterator[Received[Any] | list[Incoming]]:
    for handled, run in groupby(batch, lambda incoming: isinstance(incoming, Received)):
        if handled:
            yield from (incoming for incoming in run if isinstance(incoming, Received))
        else:
            yield list(run)
