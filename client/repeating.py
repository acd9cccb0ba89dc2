"""Repeats a request while the same request may fare better in a moment; honours Retry-After.

A command is repeated with the Idempotency-Key that it had, so nothing is done twice.
"""

import asyncio
import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import httpx2

from client.answers import Unreachable, problem_of, slug_of

PASSING = frozenset({429, 502, 503, 504})
PASSING_CONFLICTS = ("idempotency-key-in-use", "not-known-yet")
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0  # seconds
Noticed = Callable[[str, str], None]  # Idempotency-Key (empty for a read), what went wrong


def unnoticed(_key: str, _trouble: str) -> None:
    """Nobody wants to know what was repeated."""


@dataclass(frozen=True)
class Patience:
    """How long trouble on the way is borne, in seconds, and which answers are trouble."""

    seconds: float = 60.0
    passing: Collection[int] = PASSING
    noticed: Noticed = unnoticed

    async def ask(self, http: httpx2.AsyncClient, method: str, path: str, **options: Any) -> httpx2.Response:
        """The first answer that decides something; raises Unreachable."""
        end, pause = time.monotonic() + self.seconds, FIRST_PAUSE
        while True:
            try:
                answer = await http.request(method, path, **options)
                if not self.passes(answer):
                    return answer
                trouble, asked = f"{answer.status_code} {answer.text[:300]}", asked_pause(answer, pause)
            except httpx2.TransportError as error:
                trouble, asked = f"{type(error).__name__} {error}", pause
            self.noticed(options.get("headers", {}).get("Idempotency-Key", ""), trouble)
            if time.monotonic() > end:
                raise Unreachable(f"{method} {path}: {trouble}")
            await asyncio.sleep(asked * random.uniform(0.7, 1.3))  # noqa: S311  # so that not all come at once
            pause = min(pause * 2, LONGEST_PAUSE)

    def passes(self, answer: httpx2.Response) -> bool:
        """Whether the same request may fare better in a moment."""
        if answer.status_code == 409:
            return slug_of(problem_of(answer)) in PASSING_CONFLICTS
        return answer.status_code in self.passing


def asked_pause(answer: httpx2.Response, pause: float) -> float:
    """Seconds: what Retry-After says; a Wait-For that was in vain has waited already."""
    if "not-yet" in answer.text:
        return 0.0
    asked = answer.headers.get("retry-after", "")
    return max(pause, float(asked)) if asked.isdigit() else pause
