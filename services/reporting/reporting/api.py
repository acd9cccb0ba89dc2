"""Routes of reporting: reports, traces and the search; nothing can be changed here."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Request
from starlette.responses import Response

from chassis.http import SCOPE_KEY, SIGNED_IN, Router, operation, route_of
from chassis.language import spoken
from chassis.streaming import EventStream
from chassis.work import Work
from reporting import funnel, sales, standstills, traces
from reporting.live import Live
from reporting.overview.periods import Stretch
from reporting.overview.schemas import Overview
from reporting.schemas import (
    By,
    FunnelReport,
    MeasureName,
    Period,
    SalesReport,
    Standstill,
    StatusCount,
    Trace,
    WholeEvent,
)
from reporting.search import finding
from reporting.search.schemas import KINDS, Found, kinds_of
from reporting.snapshots import PERMISSION, Question, question

reports = Router(prefix="/api/reports", tag="reports")
trace = Router(prefix="/api/trace", tag="trace")
search = Router(prefix="/api/search", tag="search")

Since = Annotated[date | None, Query(alias="from", description="First day, inclusive")]
To = Annotated[date | None, Query(description="Last day, inclusive")]
AsOf = Annotated[date | None, Query(description="Only what had happened by the end of this day")]
KnownAt = Annotated[datetime | None, Query(description="Only what had been recorded by this moment")]
Stretched = Annotated[Stretch, Query(alias="period", description="The calendar period that holds today")]
Territory = Annotated[
    str | None, Query(min_length=1, max_length=100, description="Only what belongs to clients there")
]


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


@reports.query("/overview", permission=PERMISSION)
async def read_overview(
    request: Request, stretch: Stretched = "month", territory: Territory = None
) -> Overview:
    """The dashboard in one snapshot: tiles with the list behind each, series, funnel, orders by status."""
    snapshot = await _live(request).snapshots.latest(_question(request, stretch, territory))
    return snapshot.overview


async def watch_overview(
    request: Request,
    stretch: Stretched = "month",
    territory: Territory = None,
    last_event_id: Annotated[
        str, Header(max_length=100, description="Id of the snapshot that is there already")
    ] = "",
) -> Response:
    """The same snapshot as server-sent events: ``overview`` at once and within a second of each change.

    Comments are heartbeats, every 15 s at most. ``end`` says why the stream ends: token-expired,
    access-changed or shutdown.
    """
    return await _live(request).stream(request, _question(request, stretch, territory), last_event_id)


_watch = route_of(watch_overview, "GET", reports.prefix + "/live", 200, permission=PERMISSION)
reports.declare(
    "/live", _watch, openapi_extra=operation(_watch), response_model=None, response_class=EventStream
)


def _live(request: Request) -> Live:
    live: Live = request.app.state.live
    return live


def _question(request: Request, stretch: Stretch, territory: str | None) -> Question:
    return question(request.scope[SCOPE_KEY], stretch, territory, spoken())


@reports.query("/standing/{client_id}", permission="crm.read")
async def read_standing(work: Work, client_id: UUID) -> list[Standstill]:
    """What of a client, or of the client's credit, could not be applied somewhere and waits."""
    return await standstills.of_client(work, client_id)


@trace.query("/{document_id}", permission="trace.read")
async def read_trace(work: Work, document_id: UUID) -> Trace:
    """The deal of any of its documents: every event with its lags, and why the next has not happened yet."""
    return await traces.trace(work, document_id)


@trace.query("/{document_id}/events/{event_id}", permission="trace.read")
async def read_event(work: Work, document_id: UUID, event_id: UUID) -> WholeEvent:
    """One event of the deal with its whole body, lines and price decisions too."""
    return await traces.whole_event(work, document_id, event_id)


@search.query("", permission=SIGNED_IN)
async def search_everything(
    work: Work,
    q: Annotated[str, Query(description="What somebody remembers: words, a number, its end, an amount")],
    kinds: Annotated[str, Query(description=f"Of which kinds, comma separated: {KINDS}; all without")] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Found:
    """Records of every kind that one may read, the likeliest first; close spellings where others are few."""
    return await finding.find(work, q, kinds_of(kinds), limit)
