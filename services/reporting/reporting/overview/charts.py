"""The charts of the dashboard: sales by day, territory and product, the funnel, orders by status."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from reporting import funnel, sales
from reporting.models import deal_document
from reporting.overview.periods import Span
from reporting.overview.schemas import Point, SalesSeries, Share, Stage, Standing, Step
from reporting.overview.sheet import ZERO, Sheet
from reporting.schemas import By

_c = deal_document.c
STEPS: Mapping[str, Stage] = {
    "quote-drafted": "drafted",
    "quote-sent": "sent",
    "quote-accepted": "accepted",
    "order-placed": "ordered",
    "order-released": "released",
    "order-shipped": "shipped",
    "invoice-issued": "invoiced",
    "invoice-paid": "paid",
}
LISTED = {  # statuses of the order list by ours, which tell the decision on credit apart
    "draft": "draft",
    "placed": "pending",
    "cleared": "pending",
    "held": "pending",
    "released": "released",
    "partially-shipped": "partially_shipped",
    "shipped": "shipped",
    "invoiced": "invoiced",
    "closed": "closed",
    "cancelled": "cancelled",
}
Placed = Mapping[date, tuple[int, Decimal]]  # orders and their net, by day


async def placed(sheet: Sheet) -> Placed:
    """Orders placed in the period and the one before."""
    days = _c.placed_on.between(sheet.spans.previous.since, sheet.spans.current.to)
    net = func.sum(_c.net).filter(_c.currency == sheet.currency)
    rows = await sheet.work.execute(
        select(_c.placed_on, func.count().label("orders"), func.coalesce(net, 0).label("net"))
        .where(sheet.reached(days))
        .group_by(_c.placed_on)
    )
    return {row.placed_on: (row.orders, row.net) for row in rows}


def series(sheet: Sheet, found: Placed) -> SalesSeries:
    """The sales of each day, of a year of each month."""
    by_month = sheet.period == "year"

    def points(span: Span) -> list[Point]:
        nets = dict.fromkeys(span.months() if by_month else span.days(), ZERO)
        for day, (_, net) in found.items():
            if span.since <= day <= span.to:
                nets[day.replace(day=1) if by_month else day] += net
        return [Point(on=day, net=net) for day, net in nets.items()]

    return SalesSeries(
        by="month" if by_month else "day",
        current=points(sheet.spans.current),
        previous=points(sheet.spans.previous),
    )


async def standing(sheet: Sheet) -> list[Standing]:
    """Orders by the statuses of their list, as they stand now."""
    net = func.coalesce(func.sum(_c.net).filter(_c.currency == sheet.currency), 0).label("net")
    rows = await sheet.work.execute(
        select(_c.status, func.count().label("documents"), net)
        .where(sheet.reached(_c.stream == "order"))
        .group_by(_c.status)
    )
    found = {
        name: Standing(status=name, documents=0, net=ZERO, link=sheet.link("orders", status=name))
        for name in LISTED.values()
    }
    for row in rows:
        one = found[LISTED[row.status]]
        one.documents += row.documents
        one.net += Decimal(row.net)
    return list(found.values())


async def shares(sheet: Sheet, by: By) -> list[Share]:
    """What was placed in the period by region or product, largest first."""
    days = sheet.spans.current
    asked = sales.Asked(
        by=by, period="all", measure="placed", since=days.since, to=days.to, as_of=None, known_at=None,
        territory=sheet.territory,
    )  # fmt: skip
    rows = [row for row in await sales.sold(sheet.work, asked) if row.currency == sheet.currency]
    return [Share(key=row.key, label=row.label, net=row.net, quantity=row.quantity) for row in rows]


async def steps(sheet: Sheet) -> list[Step]:
    """Documents that took each step of the story in the period."""
    days = sheet.spans.current
    sums: dict[Stage, Step] = {name: Step(stage=name, documents=0, gross=ZERO) for name in STEPS.values()}
    for row in await funnel.steps(sheet.work, "all", days.since, days.to, sheet.territory):
        if row.stage in STEPS:
            step = sums[STEPS[row.stage]]
            step.documents += row.documents
            step.gross += row.gross if row.currency == sheet.currency else ZERO
    return list(sums.values())
