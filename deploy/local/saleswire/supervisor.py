"""Keeps the components alive: starts each when what it needs is ready, watches, replaces, and stops all.

Asked to stop, it ends all of them in order. Killed, it has the preloaded parent do so, which notices.
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from saleswire.launchers import JobFailed
from saleswire.logbook import last_words, rotate_all
from saleswire.missing import Missing
from saleswire.private import keep_private
from saleswire.probes import Probe
from saleswire.processes import TICK, Handle, end, sweep
from saleswire.record import Line, Record, new_record

BACK_OFF = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds before the n-th start in a row
HEALTHY = 30.0  # seconds after which earlier failures are forgotten
PROBE_EVERY = 2.0


async def yes() -> bool:
    """The probe of what needs none."""
    return True


@dataclass(frozen=True)
class Component:
    """A part of the stack. ``start`` answers a process to watch, or None when it ran to its end."""

    name: str
    start: Callable[[], Awaitable[Handle | None]]
    needs: tuple[str, ...] = ()
    ready: Probe = yes
    alive: Probe = yes
    address: str = ""
    failures: int = 3  # unanswered liveness probes in a row that have it replaced
    patience: float = 60.0  # seconds from its start until it must be ready
    stop: signal.Signals = signal.SIGTERM
    deadline: float = 10.0  # seconds to end after the signal
    log: Path | None = None


class Broke(Exception):
    """A component ended, hung or never became ready."""


@dataclass
class Supervisor:
    """Runs components until told to stop; no process of the copy is left afterwards."""

    state: Path
    components: list[Component]
    record: Record
    handles: dict[str, Handle] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.up = {component.name: asyncio.Event() for component in self.components}
        for component in self.components:
            self.record.components[component.name] = Line(address=component.address)

    async def run(self) -> None:
        """Keep everything up until ``stopping`` is set, then end it in reverse order."""
        keep_private(self.state)
        self.note()
        keepers = [asyncio.create_task(self.keep(component)) for component in self.components]
        helpers = [asyncio.create_task(self.announce()), asyncio.create_task(self.tidy_logs())]
        try:
            await self.stopping.wait()
        finally:
            for task in (*keepers, *helpers):
                task.cancel()
            await asyncio.gather(*keepers, *helpers, return_exceptions=True)
            await self.stop_all()

    async def whole(self, patience: float) -> None:
        """Return when everything is ready; raises Broke for what does not start, TimeoutError in the end."""
        async with asyncio.timeout(patience):
            while not self.record.ready:
                if lost := [f"{name}: {line.last_error}" for name, line in self.lines if line.is_lost]:
                    raise Broke(f"did not start: {'; '.join(lost)}")
                await asyncio.sleep(TICK / 2)

    @property
    def lines(self) -> list[tuple[str, Line]]:
        """What is recorded of each component."""
        return list(self.record.components.items())

    async def announce(self) -> None:
        """Record the moment at which everything is ready."""
        for event in self.up.values():
            await event.wait()
        self.record.ready = True
        self.note()

    async def tidy_logs(self) -> None:
        """Keep the log files small."""
        while True:
            await asyncio.to_thread(rotate_all, self.state / "logs")
            await asyncio.sleep(5)

    async def keep(self, component: Component) -> None:
        """Start a component when its needs are ready, again and again when it breaks."""
        for need in component.needs:
            if need in self.up:
                await self.up[need].wait()
        failures = 0
        while True:
            began = time.monotonic()
            try:
                if await self.bring_up(component) is None:
                    return
                await self.watch(component)
            except (Broke, Missing, JobFailed, OSError, TimeoutError) as error:
                failures = 0 if time.monotonic() - began > HEALTHY else failures
                await self.broke(component, error, BACK_OFF[min(failures, len(BACK_OFF) - 1)])
                failures += 1

    async def bring_up(self, component: Component) -> Handle | None:
        """Start it and wait until it is ready; None when it ran to its end and needs no watching."""
        line, began = self.record.components[component.name], time.monotonic()
        line.state = "starting"
        self.note()
        handle = await component.start()
        if handle:
            self.handles[component.name] = handle
            line.pid, line.born = handle.pid, handle.born
            self.note()
        await self.until_ready(component, handle)
        line.state, line.took = ("ready" if handle else "done"), round(time.monotonic() - began, 2)
        self.up[component.name].set()
        self.note()
        return handle

    async def until_ready(self, component: Component, handle: Handle | None) -> None:
        """Ask until it answers; raises Broke when it ended or its patience is over."""
        began = time.monotonic()
        while not await component.ready():
            if handle and not handle.alive():
                raise Broke("it ended before it was ready")
            if time.monotonic() - began > component.patience:
                raise Broke(f"it was not ready after {component.patience:.0f} s")
            await asyncio.sleep(TICK / 2)

    async def watch(self, component: Component) -> None:
        """Return never; raises Broke when the process ended or stopped answering."""
        handle, silent, asked = self.handles[component.name], 0, time.monotonic()
        while handle.alive():
            await asyncio.sleep(TICK)
            if time.monotonic() - asked < PROBE_EVERY:
                continue
            asked = time.monotonic()
            silent = 0 if await component.alive() else silent + 1
            if silent >= component.failures:
                raise Broke(f"it did not answer {silent} times in a row")
        raise Broke("it ended")

    async def broke(self, component: Component, error: Exception, pause: float) -> None:
        """Clear away what is left of a component, note why, and wait before the next start."""
        line = self.record.components[component.name]
        words = last_words(component.log, lately=5) if component.log else ""
        line.last_error = f"{time.strftime('%H:%M:%S')} {error}{f' | {words}' if words else ''}"
        line.state, line.restarts = "restarting", line.restarts + 1
        print(f"{component.name}: {line.last_error}", flush=True)
        self.note()
        if handle := self.handles.pop(component.name, None):
            await end(handle, component.stop, 3)
        line.pid, line.born = 0, ""
        await asyncio.sleep(pause)

    async def stop_all(self) -> None:
        """End the components, those that need others first, then whatever a start in vain left behind."""
        for layer in reversed(layers(self.components)):
            ending = [(c, self.handles[c.name]) for c in layer if c.name in self.handles]
            await asyncio.gather(*(end(handle, c.stop, c.deadline) for c, handle in ending))
            for component in layer:
                self.record.components[component.name].state = "stopped"
        await sweep(self.state)
        self.record.ready = False
        with contextlib.suppress(OSError):
            self.note()

    def note(self) -> None:
        """Write down what is known now."""
        self.record.write(self.state)


@contextlib.asynccontextmanager
async def supervised(
    state: Path, components: list[Component], infra: str, patience: float = 120
) -> AsyncIterator[Supervisor]:
    """A supervisor in this process with everything ready."""
    supervisor = Supervisor(state, components, new_record("test", infra))
    keeping = asyncio.create_task(supervisor.run())
    try:
        await supervisor.whole(patience)
        yield supervisor
    finally:
        supervisor.stopping.set()
        await keeping


def layers(components: list[Component]) -> list[list[Component]]:
    """Components by depth: each needs only those of the layers before it. Raises ValueError on a circle."""
    left, done, found = list(components), set[str](), list[list[Component]]()
    names = {component.name for component in components}
    while left:
        layer = [c for c in left if all(need in done or need not in names for need in c.needs)]
        if not layer:
            raise ValueError(f"these need each other: {', '.join(c.name for c in left)}")
        found.append(layer)
        done |= {component.name for component in layer}
        left = [component for component in left if component.name not in done]
    return found
