"""Waiting for the draft that the reaction makes of an accepted quote, with no transaction held meanwhile."""

import asyncio

from chassis.work import Database
from orders.commands import has_draft
from orders.schemas import NewOrder
from orders.settings import Settings

FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.1


async def for_draft(database: Database, asked: NewOrder) -> None:
    """Return when the quote's order is there, or when the settings' time is up."""
    assert isinstance(database.settings, Settings)
    clock = asyncio.get_running_loop().time
    end, pause = clock() + database.settings.draft_wait_seconds, FIRST_PAUSE
    while not await database.run(has_draft, asked) and clock() < end:
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
