"""Waiting for what reactions bring about: asked again and again, with longer and longer pauses between."""

import time
from collections.abc import Callable
from typing import Any

from client import Unreachable

PATIENCE = 60.0  # seconds that a service may need to come back
LONGEST_PAUSE = 1.0


def until(ask: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Ask until the answer is true, and return it; raises Unreachable that names what did not happen."""
    end, pause = time.monotonic() + patience, 0.05
    while not (answer := ask()):
        if time.monotonic() > end:
            raise Unreachable(f"{what} did not happen within {patience:.0f} s")
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 1.6)
    return answer
