"""What a service makes on its first start, once its database answers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec

from chassis.work.database import Database
from chassis.work.passing import passing
from chassis.work.work import Work

log = logging.getLogger("saleswire.seeding")
P = ParamSpec("P")
PAUSE = 1.0  # seconds


async def seeded(
    database: Database,
    seed: Callable[Concatenate[Work, P], Awaitable[None]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Run ``seed(work, …)`` in one transaction; wait as long as the database does not answer."""
    while True:
        try:
            return await database.run(seed, *args, **kwargs)
        except Exception as error:
            if not passing(error):
                raise
            log.warning("The database does not answer yet (%s).", type(error).__name__)
            await asyncio.sleep(PAUSE)
