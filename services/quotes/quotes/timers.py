"""What quotes does by itself when a moment has come."""

from uuid import UUID

from chassis.work import Timers, Work
from quotes import commands
from quotes.expiry import EXPIRE

timers = Timers()


@timers.on(EXPIRE)
async def expire(work: Work, quote_id: UUID) -> None:
    """The last day is over: expire the quote if it is still open."""
    await commands.expire_quote(work, quote_id)
