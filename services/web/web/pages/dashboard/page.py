"""The first page: the numbers of a period, live; for whoever has no reports, the lists that wait for them."""

import asyncio
import json
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from web.gateway import ApiProblem
from web.live.wants import PERIODS, Want, read
from web.pages.dashboard.charts import charts
from web.pages.dashboard.tiles import tiles
from web.pages.dashboard.work import waiting
from web.rendering import page, render
from web.visit import SignedIn, Visit

LABELS = {"today": "Today", "week": "Week", "month": "Month", "quarter": "Quarter", "year": "Year"}
router = APIRouter()


@router.get("/")
async def show(visit: SignedIn, period: str = "month", territory: str = "") -> Response:
    """The dashboard, or the start page."""
    if not visit.may("reports.read"):
        return page(visit, "pages/dashboard/start.html", work=await waiting(visit))
    want = read(f"{period if period in PERIODS else 'month'}:{territory}")
    overview, territories, work = await asyncio.gather(
        _overview(visit, want), _territories(visit), waiting(visit)
    )
    if overview is None:
        return page(visit, "pages/dashboard/start.html", work=work)
    return page(
        visit,
        "pages/dashboard/page.html",
        want=want,
        overview=overview,
        periods=[(key, LABELS[key]) for key in PERIODS],
        territories=territories,
        work=work,
        **_shown(overview, want),
    )


async def _overview(visit: Visit, want: Want) -> dict[str, Any] | None:
    found: dict[str, Any] | None = await visit.api.find("/api/reports/overview", want.parameters)
    return found


async def _territories(visit: Visit) -> list[str]:
    try:
        found = await visit.api.get("/api/identity/territories", {"limit": 200, "sort": "name"})
    except ApiProblem:
        return []
    return [row["name"] for row in found["items"]]


def _shown(overview: dict[str, Any], want: Want) -> dict[str, Any]:
    return {"tiles": tiles(overview), "charts": charts(overview, want)}


def figures(snapshot: str, want: Want) -> str:
    """The part of the page that moves, of a snapshot's JSON: what the live connection sends."""
    return render("pages/dashboard/figures.html", **_shown(json.loads(snapshot), want))
