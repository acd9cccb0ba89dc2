"""Forgets what nobody can need any more, such as answers that were kept a week ago."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from chassis.work import idempotency
from chassis.work.database import Database
from chassis.work.work import Work

Prune = Callable[[Work], Awaitable[int]]
EVERY = 3600.0  # seconds
log = logging.getLogger("saleswire.housekeeping")


class Housekeeping:
    """Runs once an hour beside a service; several at once do no harm."""

    def __init__(self, database: Database, *prunes: Prune) -> None:
        self.database = database
        self.prunes = (idempotency.prune, *prunes)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin in the background."""
        self._task = asyncio.create_task(self._run(), name="housekeeping")

    async def stop(self) -> None:
        """End at once; an unfinished round is rolled back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                for prune in self.prunes:
                    await self.database.run(prune)
            except Exception as error:
                log.warning("housekeeping waits for the database: %s", error)
