"""The charts of the dashboard: sales by day, territory and product, the funnel, orders by status."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import func, select

from reporting import funnel, sales
from reporting.models import deal_document
from reporting.overview.booked import Booked
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


def series(sheet: Sheet, found: Booked) -> SalesSeries:
    """The sales of each day, of a year of each month."""
    by_month = sheet.period == "year"

    def points(span: Span) -> list[Point]:
        nets = dict.fromkeys(span.months() if by_month else span.days(), ZERO)
        for day, net in found.days(sheet.currency):
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
    rows = await sheet.work.execute(
        select(_c.status, _c.currency, func.count().label("documents"), func.sum(_c.net).label("net"))
        .where(sheet.reached(_c.stream == "order"))
        .group_by(_c.status, _c.currency)
    )
    counts, nets = Counter[str](), {name: dict[str, Decimal]() for name in LISTED.values()}
    for row in rows:
        name = LISTED[row.status]
        counts[name] += row.documents
        nets[name][row.currency] = nets[name].get(row.currency, ZERO) + row.net
    return [
        Standing(
            status=name,
            documents=counts[name],
            net=sheet.ours(nets[name]),
            others=sheet.others(nets[name]),
            link=sheet.link("orders", status=name),
        )
        for name in nets
    ]


async def shares(sheet: Sheet, by: By) -> list[Share]:
    """Sales of the period by region or product, largest first."""
    days = sheet.spans.current
    asked = sales.Asked(
        by=by, period="all", measure="booked", since=days.since, to=days.to, as_of=None, known_at=None,
        territory=sheet.territory,
    )  # fmt: skip
    rows = [row for row in await sales.sold(sheet.work, asked) if row.currency == sheet.currency]
    return [Share(key=row.key, label=row.label, net=row.net, quantity=row.quantity) for row in rows]


async def steps(sheet: Sheet) -> list[Step]:
    """Documents that took each step of the story in the period."""
    days = sheet.spans.current
    counts, sums = Counter[Stage](), {stage: dict[str, Decimal]() for stage in STEPS.values()}
    for row in await funnel.steps(sheet.work, "all", days.since, days.to, sheet.territory):
        if row.stage in STEPS:
            stage = STEPS[row.stage]
            counts[stage] += row.documents
            sums[stage][row.currency] = row.gross
    return [
        Step(stage=stage, documents=counts[stage], gross=sheet.ours(found), others=sheet.others(found))
        for stage, found in sums.items()
    ]
