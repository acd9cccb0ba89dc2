"""Reports: sales by something and period as of any day, and the steps from quote to payment."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from web.gateway import ApiProblem
from web.pages.reports import funnel
from web.pages.reports.sales import (
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
from web.rendering import page
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
        found, problem = {"rows": [], "fresh_until": None}, refused
    return page(
        visit,
        "pages/reports/sales.html",
        status=problem.status if problem else 200,
        asked=asked,
        table=table(found["rows"], asked),
        fresh_until=found["fresh_until"],
        called=name,
        behind=lambda line, when: orders_behind(line, when, asked) if visit.may("orders.read") else "",
        subject=lambda line: subject(line, asked) if visit.may("crm.read") else "",
        choices={"by": BY, "period": PERIODS, "measure": MEASURES},
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
        found, problem = await visit.api.get("/api/reports/funnel", said), None
    except ApiProblem as refused:
        if refused.status == 403:
            raise
        found, problem = {"rows": [], "conversion": None, "fresh_until": None}, refused
    return page(
        visit,
        "pages/reports/funnel.html",
        status=problem.status if problem else 200,
        asked=asked,
        table=funnel.table(found["rows"]),
        conversion=found["conversion"],
        fresh_until=found["fresh_until"],
        called=name,
        choices={"period": PERIODS},
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


async def _rows(visit: Visit, asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = await visit.api.get("/api/reports/sales", asked.parameters)
    return found
