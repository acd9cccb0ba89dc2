"""Forgets what nobody can need any more: stored answers after a week, ended sign-ins after a month."""

import asyncio
import logging

from chassis import idempotency
from chassis.access_projections import prune_sessions
from chassis.database import Database

EVERY = 3600.0  # seconds
log = logging.getLogger("saleswire.housekeeping")


class Housekeeping:
    """Runs once an hour beside a service; several at once do no harm."""

    def __init__(self, database: Database) -> None:
        self.database = database
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
                await self.database.run(idempotency.prune)
                await self.database.run(prune_sessions)
            except Exception as error:
                log.warning("housekeeping waits for the database: %s", error)
