"""Sales as the dashboard adds them up: what was placed less what was cancelled, each on its own day.

``sales.py`` says the same of lines; the orders' list says it of each order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from reporting.models import deal_document
from reporting.overview.periods import Span
from reporting.overview.sheet import ZERO, Sheet

_c = deal_document.c
ByDay = Mapping[tuple[date, str], tuple[int, Decimal]]  # orders and their net, by day and currency


@dataclass(frozen=True)
class Sum:
    """How many orders, and their net by currency."""

    orders: int
    nets: Mapping[str, Decimal]

    def less(self, other: "Sum") -> "Sum":
        """This without the other."""
        names = self.nets.keys() | other.nets.keys()
        nets = {name: self.nets.get(name, ZERO) - other.nets.get(name, ZERO) for name in sorted(names)}
        return Sum(self.orders - other.orders, nets)


@dataclass(frozen=True)
class Booked:
    """What was placed and what was cancelled; an order that was cancelled in part is still an order."""

    placed: ByDay
    cancelled: ByDay

    def parts(self, span: Span) -> tuple[Sum, Sum]:
        """Placed and cancelled within these days."""
        return _within(self.placed, span), _within(self.cancelled, span)

    def net(self, span: Span) -> Sum:
        """Placed less cancelled."""
        placed, cancelled = self.parts(span)
        return placed.less(cancelled)

    def days(self, currency: str) -> Iterator[tuple[date, Decimal]]:
        """What each day adds to the sales in a currency."""
        for found, sign in ((self.placed, 1), (self.cancelled, -1)):
            for (day, named), (_, net) in found.items():
                if named == currency:
                    yield day, sign * net


def _within(found: ByDay, span: Span) -> Sum:
    orders, nets = 0, dict[str, Decimal]()
    for (day, currency), (count, net) in found.items():
        if span.since <= day <= span.to:
            orders += count
            nets[currency] = nets.get(currency, ZERO) + net
    return Sum(orders, nets)


async def booked(sheet: Sheet) -> Booked:
    """Of the period and the one before."""
    first, last = sheet.spans.previous.since, sheet.spans.current.to
    placed = await sheet.work.execute(
        select(_c.placed_on, _c.currency, func.count(), func.sum(_c.ordered_net))
        .where(sheet.reached(_c.placed_on.between(first, last)))
        .group_by(_c.placed_on, _c.currency)
    )
    whole = func.count().filter(_c.status == "cancelled")
    cancelled = await sheet.work.execute(
        select(_c.cancelled_on, _c.currency, whole, func.sum(_c.ordered_net - _c.net))
        .where(sheet.reached(_c.cancelled_on.between(first, last), _c.placed_on.is_not(None)))
        .group_by(_c.cancelled_on, _c.currency)
    )
    return Booked(
        {(day, currency): (orders, net) for day, currency, orders, net in placed},
        {(day, currency): (orders, net) for day, currency, orders, net in cancelled},
    )
