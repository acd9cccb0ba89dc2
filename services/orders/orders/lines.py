"""Lines of an order: what they are priced under while the order is a draft."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from chassis.work import Work
from kernel.granting import granted_by
from kernel.pricing import Line, Terms
from orders.settings import Settings


def terms(
    work: Work, on: date, currency: str, there: Iterable[Line] = (), *, anew: Collection[UUID] = ()
) -> Terms:
    """The terms of whoever writes the order; its lines keep their prices, except those ``anew``."""
    assert isinstance(work.settings, Settings)
    return Terms(
        "order",
        on,
        currency,
        granted_by(work),
        work.settings.largest_total,
        {line.line_id: line for line in there},
        anew,
    )
