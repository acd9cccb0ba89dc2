"""Routes of reporting: reports and traces; nothing can be changed here."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.routes import Router
from chassis.work import Work
from reporting import funnel, sales, traces
from reporting.documents import By, FunnelReport, MeasureName, Period, SalesReport, StatusCount, Trace

reports = Router(prefix="/api/reports", tag="reports")
trace = Router(prefix="/api/trace", tag="trace")

Since = Annotated[date | None, Query(alias="from", description="First day, inclusive")]
To = Annotated[date | None, Query(description="Last day, inclusive")]
AsOf = Annotated[date | None, Query(description="Only what had happened by the end of this day")]
KnownAt = Annotated[datetime | None, Query(description="Only what had been recorded by this moment")]


@reports.query("/sales", permission="reports.read")
async def read_sales(
    work: Work,
    by: By = "total",
    period: Period = "month",
    measure: MeasureName = "booked",
    since: Since = None,
    to: To = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> SalesReport:
    """Net sales by product, category, client, seller, region or segment, and period."""
    asked = sales.Asked(
        by=by, period=period, measure=measure, since=since, to=to, as_of=as_of, known_at=known_at
    )
    return await sales.sales(work, asked)


@reports.query("/funnel", permission="reports.read")
async def read_funnel(
    work: Work, period: Period = "month", since: Since = None, to: To = None
) -> FunnelReport:
    """Steps from the drafted quote to the closed order, by period."""
    return await funnel.funnel(work, period, since, to)


@reports.query("/statuses", permission="reports.read")
async def read_statuses(work: Work) -> list[StatusCount]:
    """How many quotes, orders and invoices stand in each status now."""
    return await funnel.statuses(work)


@trace.query("/{document_id}", permission="trace.read")
async def read_trace(work: Work, document_id: UUID) -> Trace:
    """The deal of any of its documents: every event with its lags, and why the next has not happened yet."""
    return await traces.trace(work, document_id)
