"""Several at a time: the same work for each of many, in order, with a fixed number under way."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 24


async def each(subjects: Iterable[T], work: Callable[[T], Awaitable[None]], at_once: int = AT_ONCE) -> None:
    """Do the work for all subjects; the first error ends all of it."""
    left = iter(subjects)

    async def worker() -> None:
        for subject in left:
            await work(subject)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(worker())
