"""Reports: sales by something and period as of any day, and the steps from quote to payment."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import reporting
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.reports import funnel
from web.sections.reports.sales import (
    BY,
    MEASURES,
    PERIODS,
    Asked,
    as_csv,
    name,
    orders_behind,
    subject,
    table,
)
from web.visit import SignedIn, Visit

router = APIRouter()
Since = Annotated[str, Query(alias="from")]


@router.get("/reports")
async def reports() -> Response:
    """The first of them."""
    return RedirectResponse("/reports/sales", 303)


@router.get("/reports/sales")
async def sales(
    visit: SignedIn,
    by: str = "product",
    period: str = "month",
    measure: str = "booked",
    since: Since = "",
    to: str = "",
    as_of: str = "",
) -> Response:
    """The table, with what was asked in its address."""
    asked = _asked(by, period, measure, since, to, as_of)
    try:
        found, problem = await _rows(visit, asked), None
    except ApiProblem as refused:
        if refused.status == 403:
            raise
        found, problem = None, refused
    return page(
        visit,
        "sections/reports/sales.html",
        status=problem.status if problem else 200,
        asked=asked,
        table=table(found["rows"] if found else [], asked),
        fresh_until=found["fresh_until"] if found else None,
        called=name,
        behind=lambda line, when: (
            orders_behind(line, when, asked, visit.house.sidebar) if visit.may("orders.read") else ""
        ),
        subject=lambda line: subject(line, asked, visit.house.sidebar) if visit.may("crm.read") else "",
        choices={"by": _called(BY), "period": _called(PERIODS), "measure": _called(MEASURES)},
        problem=problem,
    )


@router.get("/reports/sales.csv")
async def sales_csv(
    visit: SignedIn,
    by: str = "product",
    period: str = "month",
    measure: str = "booked",
    since: Since = "",
    to: str = "",
    as_of: str = "",
) -> Response:
    """The same rows for a spreadsheet."""
    asked = _asked(by, period, measure, since, to, as_of)
    found = await _rows(visit, asked)
    headers = {"Content-Disposition": f'attachment; filename="sales-by-{asked.by}.csv"'}
    return Response(as_csv(found["rows"], asked), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/reports/funnel")
async def steps(visit: SignedIn, period: str = "month", since: Since = "", to: str = "") -> Response:
    """How many documents took each step, by period."""
    asked = Asked(period=period if period in PERIODS else "month", since=since, to=to)
    said = {key: text for key, text in asked.parameters.items() if key in ("period", "from", "to")}
    try:
        found, problem = await visit.api.get(reporting.read_funnel(), said), None
    except ApiProblem as refused:
        if refused.status == 403:
            raise
        found, problem = None, refused
    return page(
        visit,
        "sections/reports/funnel.html",
        status=problem.status if problem else 200,
        asked=asked,
        table=funnel.table(found["rows"] if found else []),
        hit_rate=found["hit_rate"] if found else None,
        fresh_until=found["fresh_until"] if found else None,
        called=name,
        choices={"period": _called(PERIODS)},
        problem=problem,
    )


def _asked(by: str, period: str, measure: str, since: str, to: str, as_of: str) -> Asked:
    """What was asked; a word that is none of ours becomes the usual one."""
    return Asked(
        by=by if by in BY else "product",
        period=period if period in PERIODS else "month",
        measure=measure if measure in MEASURES else "booked",
        since=since,
        to=to,
        as_of=as_of,
    )


async def _rows(visit: Visit, asked: Asked) -> reporting.SalesReport:
    return await visit.api.get(reporting.read_sales(), asked.parameters)


def _called(texts: Mapping[str, str]) -> dict[str, str]:
    """Choices in the reader's language."""
    return {key: _(text) for key, text in texts.items()}
