"""When to try again in place: only while the database or the broker cannot be reached, or on contention.

Everything else is the event's own fault and must not hold up its neighbours.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import chain, repeat
from typing import TypeVar

from chassis.inbound.positions import Fenced

log = logging.getLogger("saleswire.consumer")
T = TypeVar("T")

LONGEST = 60.0  # seconds
FAILING = 30.0  # seconds


class Stopping(Exception):
    """The consumer is being stopped while it backs off; nothing was applied."""


class Patience:
    """Repeats an operation with back-off; ``touched`` is when it last gave a sign of life (monotonic)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.touched = time.monotonic()
        self.last_error: str | None = None
        self.delays: tuple[float, ...] = (0.2, 1.0, 5.0)
        self.longest = LONGEST
        self._failing_since: float | None = None
        self._stopping = asyncio.Event()

    def touch(self) -> None:
        """Give a sign of life."""
        self.touched = time.monotonic()

    def stop(self) -> None:
        """End the back-offs: raise Stopping instead of waiting on."""
        self._stopping.set()

    def failed(self, error: BaseException) -> None:
        """Remember and log what went wrong."""
        self.last_error = f"{type(error).__name__}: {error}"[:1024]
        log.warning("%s: %s", self.name, self.last_error)

    def succeeded(self) -> None:
        """Whatever was tried again has gone well, or there is nothing left to try."""
        self._failing_since = None

    @property
    def failing(self) -> float:
        """Seconds since which everything that was insisted on has failed."""
        return 0.0 if self._failing_since is None else time.monotonic() - self._failing_since

    def complaint(self) -> str | None:
        """What keeps failing, once that has lasted for ``FAILING`` seconds."""
        if self.failing <= FAILING:
            return None
        return f"{self.name} has failed for {self.failing:.0f} s: {self.last_error}"

    async def insist(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Run until it succeeds, for at most a minute; then raise what it raised last."""
        deadline = time.monotonic() + self.longest
        for delay in self._pauses():
            try:
                done = await operation()
            except (Fenced, Stopping):
                raise
            except Exception as error:
                self.failed(error)
                self._failing_since = self._failing_since or time.monotonic()
                if time.monotonic() + delay > deadline:
                    raise
            else:
                self.succeeded()
                return done
            await self.pause(delay)
        raise AssertionError("unreachable")

    async def pause(self, seconds: float) -> None:
        """Declare a back-off and wait. Raises Stopping."""
        self.touch()
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise Stopping

    def _pauses(self) -> Iterator[float]:
        return chain(self.delays, repeat(self.delays[-1]))
