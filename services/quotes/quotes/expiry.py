"""When a quote that nobody answered ends: after its last day, in the company's zone."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from chassis.work import Work, arm, disarm
from quotes.models import Quote
from quotes.settings import Settings

EXPIRE = "expire-quote"


def longest_validity(work: Work) -> timedelta:
    """How long a price is offered at most, from the day that decided it."""
    assert isinstance(work.settings, Settings)
    return timedelta(days=work.settings.longest_validity_days)


async def watch(work: Work, quote: Quote) -> None:
    """Wake up when the last day is over; a quote that was backdated past its last day is left alone."""
    if quote.valid_until >= await work.today():
        midnight = datetime.combine(quote.valid_until + timedelta(days=1), time.min)
        due_at = midnight.replace(tzinfo=ZoneInfo(work.settings.company_zone))
        await arm(work, EXPIRE, quote.id, due_at)


async def forget(work: Work, quote: Quote) -> None:
    """The quote is decided or revised: nothing to watch any more."""
    await disarm(work, EXPIRE, quote.id)
