"""What many visits share for some seconds: roles in menus, colleagues' names, the columns of lists."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 5_000  # values; beyond them all are read again


class Kept:
    """Values that many visits share for some seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._values: dict[str, tuple[float, Any]] = {}

    async def get(self, key: str, read: Callable[[], Awaitable[T]]) -> T:
        """The value of the key, read again when it has aged; one key is always read in one way."""
        known = self._values.get(key)
        if known is None or known[0] < time.monotonic():
            if len(self._values) > MOST:
                self._values.clear()
            known = self._values[key] = (time.monotonic() + self._seconds, await read())
        value: T = known[1]
        return value

    def forget(self, key: str) -> None:
        """Read it again next time."""
        self._values.pop(key, None)
