"""The funnel: how many quotes and orders took each step, when, and how many stand where now."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Date, cast, func, null, select, true

from chassis.work import Work
from kernel.access import scope_condition
from reporting.models import deal_document, funnel_fact, funnel_month
from reporting.sales import WHOLE_MONTHS, of_territory
from reporting.schemas import FunnelReport, FunnelRow, Period, StatusCount
from reporting.traces import fresh_until


async def funnel(work: Work, period: Period, since: date | None, to: date | None) -> FunnelReport:
    """Steps by period, and the hit rate of all of it."""
    rows = await steps(work, period, since, to)
    counts = Counter[str]()
    for row in rows:
        counts[row.stage] += row.documents
    rate = hit_rate(counts["quote-accepted"], counts["quote-declined"] + counts["quote-expired"])
    return FunnelReport(
        period=period,
        rows=rows,
        hit_rate=None if rate is None else str(rate),
        fresh_until=await fresh_until(work),
    )


def hit_rate(accepted: int, lost: int) -> Decimal | None:
    """Percent of decided quotes that were accepted; None while none is decided."""
    decided = accepted + lost
    return None if not decided else round(Decimal(100 * accepted) / decided, 1)


async def steps(
    work: Work, period: Period, since: date | None, to: date | None, territory: str | None = None
) -> list[FunnelRow]:
    """The rows of the funnel alone; days in whole months come from the sums by month."""
    by_month = period in WHOLE_MONTHS and _in_whole_months(since, to) and territory is None
    by_month = by_month and (work.caller is None or work.caller.scope(work.permission) != "territory")
    table = funnel_month if by_month else funnel_fact
    day = funnel_month.c.month if by_month else funnel_fact.c.business_date
    client = None if by_month else funnel_fact.c.client_id
    when = cast(null(), Date) if period == "all" else cast(func.date_trunc(period, day), Date)
    statement = (
        select(
            when.label("period"),
            table.c.stage,
            table.c.currency,
            func.sum(table.c.documents).label("documents"),
            func.sum(table.c.gross).label("gross"),
        )
        .where(
            day >= since if since else true(),
            day <= to if to else true(),
            scope_condition(work.caller, work.permission, owner=table.c.owner_id, client=client),
            true() if client is None else of_territory(client, territory),
        )
        .group_by("period", table.c.stage, table.c.currency)
        .having((func.sum(table.c.documents) != 0) | (func.sum(table.c.gross) != 0))
        .order_by("period", table.c.stage)
    )
    return [FunnelRow.model_validate(dict(row)) for row in (await work.execute(statement)).mappings()]


def _in_whole_months(since: date | None, to: date | None) -> bool:
    return (since is None or since.day == 1) and (to is None or (to + timedelta(days=1)).day == 1)


async def statuses(work: Work) -> list[StatusCount]:
    """How many documents of each kind stand in each status now."""
    columns = deal_document.c
    rows = await work.execute(
        select(columns.stream.label("kind"), columns.status, func.count().label("documents"))
        .where(
            columns.stream.in_(["quote", "order", "invoice"]),
            scope_condition(work.caller, work.permission, owner=columns.owner_id, client=columns.client_id),
        )
        .group_by(columns.stream, columns.status)
        .order_by(columns.stream, columns.status)
    )
    return [StatusCount.model_validate(dict(row)) for row in rows.mappings()]
