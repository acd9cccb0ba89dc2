"""A service: the API, the way out (relay), the ways in (consumers) and timers, started and stopped together.

``role`` says which half runs: ``api`` answers requests, ``worker`` does the rest, ``all`` does both.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from chassis.http import Callers, Keys, LookUp, Router, probes, protect
from chassis.inbound import Consumer, ConsumerMetrics, Projections, Reactions, joined, wait_for
from chassis.outbound import Relay
from chassis.settings import Settings
from chassis.telemetry import Telemetry, set_up_logging
from chassis.work import Database, Housekeeping, Mark, Prune, TimerRunner, Timers, Work, refuse_old
from contracts.event import Stream
from contracts.messages import streams

SELDOM = (50_000, 20, 50)  # a batch makes and drops many objects at once: a quarter of its time was gc's
States = Callable[[Work], Awaitable[None]]
Task = Callable[["Service"], Awaitable[None]]


@dataclass(frozen=True)
class Directory:
    """How a service knows who may do what: it asks its own tables, or keeps copies and forgets what ended.

    ``copies`` makes the projections, which call what they are given when something changed; without them
    the tables are the service's own.
    """

    look_up: LookUp
    copies: Callable[[Callable[[], None]], Projections] | None = None
    prunes: Sequence[Prune] = ()


class Service:
    """Everything that one service runs; ``app`` is its ASGI application."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        directory: Directory,
        owns: Sequence[Stream] = (),
        routers: Sequence[Router] = (),
        react: Reactions | None = None,
        project: Projections | None = None,
        timers: Timers | None = None,
        states: States | None = None,
        on_start: Task | None = None,
    ) -> None:
        """``states`` sends the present states of compacted topics; ``on_start`` runs before requests."""
        self.name = name
        self.settings = settings
        self.owns = list(owns)
        self.states = states
        self.on_start = on_start
        self.telemetry = Telemetry(name, settings)
        self.database = Database(settings, application=f"{name} api")
        self.background = Database(settings, pool_size=settings.background_pool_size, application=name)
        self.background.applied = self.database.applied
        self.keys = Keys(settings)
        self.callers = Callers(self.database, directory.look_up)
        self.relay = Relay(name, settings, self._refill if states else None)
        self.database.committed = self.background.committed = self._committed
        self.project = project or Projections()
        if directory.copies is not None:
            self.project = joined(directory.copies(self.callers.drop), self.project)
        self._owns_access = directory.copies is None
        self.react = react or Reactions()
        self.consumers = [
            Consumer(name, handlers, self.background) for handlers in (self.project, self.react)
        ]
        self.telemetry.registry.register(ConsumerMetrics(self.consumers))
        self.timers = TimerRunner(timers or Timers(), self.background)
        self.housekeeping = Housekeeping(self.background, *directory.prunes)
        self.app = FastAPI(
            title=name, version="0.1.0", lifespan=self._lifespan, docs_url=None, redoc_url=None
        )
        self.app.router.routes.extend(probes(self))
        protect(self.app, self, routers if settings.role != "worker" else [], self.telemetry)

    async def _refill(self) -> None:
        if self.states is not None:
            await self.background.transact(self.states, via="republish")

    @property
    def subscriptions(self) -> dict[str, list[str]]:
        """Topics by consumer group, both without prefix."""
        return {
            consumer.group.name: consumer.group.topics for consumer in self.consumers if consumer.group.topics
        }

    @property
    def _workers(self) -> Sequence[Consumer | TimerRunner | Housekeeping | Relay]:
        return [*self.consumers, self.timers, self.housekeeping, self.relay]

    def _committed(self) -> None:
        self.relay.wake()
        if self._owns_access:
            self.callers.drop()

    async def start(self) -> None:
        """Start all parts that the role runs; neither database nor Kafka need to answer yet.

        Raises TooOld: on an old PostgreSQL all would seem ready, and no event would be applied.
        """
        gc.set_threshold(*SELDOM)
        set_up_logging(self.name, self.settings)
        await refuse_old(self.database.url)
        if self.on_start is not None:
            await self.on_start(self)
        if self.settings.role != "api":
            await asyncio.gather(*(part.start() for part in self._workers))

    async def stop(self) -> None:
        """Stop taking in, let the relay send what is left, close everything; each step has an end."""
        await asyncio.gather(*(part.stop() for part in self._workers if part is not self.relay))
        await self.relay.stop()
        await asyncio.gather(self.database.stop(), self.background.stop())
        self.telemetry.stop()

    def alive(self) -> bool:
        """Whether no consumer is stuck; a database or broker that is away restarts nobody."""
        return self.settings.role == "api" or all(consumer.alive() for consumer in self.consumers)

    def ready(self) -> bool:
        """Whether the consumers keep up."""
        return self.unready() is None

    def unready(self) -> str | None:
        """What keeps a consumer from its work; None when nothing does."""
        consumers = () if self.settings.role == "api" else self.consumers
        return next((reason for each in consumers if (reason := each.unready())), None)

    async def wait_for(self, pairs: Collection[tuple[str, UUID, int]]) -> bool:
        """Whether each group that reads a named stream has applied that event of the aggregate in time."""
        topics = {name: stream.topic for name, stream in streams().items()}
        wanted: dict[Mark, int] = {}
        for name, aggregate_id, sequence in pairs:
            for group, read in self.subscriptions.items():
                if (topic := topics.get(name, "")) in read:
                    mark = Mark(group, topic, aggregate_id)
                    wanted[mark] = max(sequence, wanted.get(mark, 0))
        return not wanted or await wait_for(self.database, wanted)

    async def status(self) -> dict[str, Any]:
        """What an operator wants to see of this process."""
        relay = await self.relay.status()
        return {
            "service": self.name,
            "role": self.settings.role,
            "alive": self.alive(),
            "ready": self.ready(),
            "outbox": relay.as_dict(),
            "groups": [consumer.status() for consumer in self.consumers if consumer.group.topics],
            "timers": await self.timers.status(),
        }

    @asynccontextmanager
    async def _lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        await self.start()
        try:
            yield
        finally:
            await self.stop()
