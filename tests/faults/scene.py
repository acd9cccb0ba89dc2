"""What a fault is given: the running copy, the people who trade on it, and where it says what it saw."""

import time
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.faults.checker import Finding
from tests.faults.history import History
from tests.faults.load import Market
from tests.faults.stand import Stand

Figures = dict[str, Any]


@dataclass
class Scene:
    """A run as its faults see it; ``strange`` are keys that outsiders wrote: no row stands behind them."""

    stand: Stand
    history: History
    market: Market
    say: Callable[[str], Any] = print
    strange: set[str] = field(default_factory=set)
    unkept: list[Finding] = field(default_factory=list)
    shorter: bool = False  # the logs lost something: what was read of them before is no evidence

    def expect(self, kept: bool, kind: str, words: str) -> None:
        """A promise of the fault's own, which the joins of the checker do not see."""
        if not kept:
            self.unkept.append(Finding(kind, "fault", words))


Fault = Callable[[Scene], Awaitable[Figures]]


@dataclass(frozen=True)
class Phase:
    """One fault of the run; ``seconds`` is its time box, and without ``load`` no deals are made meanwhile."""

    fault: Fault
    seconds: float
    load: bool = True


@contextmanager
def stopwatch() -> Any:
    """Gives a function that answers the seconds since; it stands still when the block has ended."""
    began, ended = time.monotonic(), 0.0
    yield lambda: round((ended or time.monotonic()) - began, 1)
    ended = time.monotonic()
