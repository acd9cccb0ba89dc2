"""The numbers of the dashboard: a few indexed queries within the caller's scope."""

from chassis.work import Work
from reporting.overview import charts, tiles
from reporting.overview.booked import booked
from reporting.overview.periods import Span, Stretch
from reporting.overview.schemas import Days, Overview
from reporting.overview.sheet import opened

TOP = 8  # products


async def overview(work: Work, period: Stretch, territory: str | None) -> Overview:
    """The snapshot as it stands."""
    sheet = await opened(work, period, territory)
    sold = await booked(sheet)
    standing = await charts.standing(sheet)
    found = sheet.spans
    return Overview(
        period=period,
        territory=territory,
        currency=sheet.currency,
        today=await work.today(),
        current=_days(found.current),
        previous=_days(found.previous),
        compared=_days(found.so_far),
        tiles=[
            *tiles.sold(sheet, sold),
            tiles.open_orders(sheet, standing),
            *await tiles.quotes(sheet),
            *await tiles.invoices(sheet),
        ],
        sales=charts.series(sheet, sold),
        by_territory=await charts.shares(sheet, "region"),
        by_product=(await charts.shares(sheet, "product"))[:TOP],
        funnel=await charts.steps(sheet),
        orders_by_status=standing,
        fresh_until=max(sheet.fresh.values(), default=None),
    )


def _days(span: Span) -> Days:
    return Days(since=span.since, to=span.to)
