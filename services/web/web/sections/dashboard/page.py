"""The first page: the numbers of a period, live; for whoever has no reports, the lists that wait for them."""

import asyncio
import json
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from chassis.language import N_, _
from web.api import identity, reporting
from web.gateway import ApiProblem
from web.live.wants import PERIODS, Want, read
from web.rendering import page, render
from web.sections.dashboard.charts import charts
from web.sections.dashboard.tiles import tiles
from web.sections.dashboard.waiting_work import waiting
from web.visit import SignedIn, Visit

LABELS = {
    "today": N_("Today"),
    "week": N_("Week"),
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "year": N_("Year"),
}
router = APIRouter()


@router.get("/")
async def show(visit: SignedIn, period: str = "month", territory: str = "") -> Response:
    """The dashboard, or the start page."""
    if not visit.may("reports.read"):
        return page(visit, "sections/dashboard/start.html", work=await waiting(visit))
    want = read(f"{period if period in PERIODS else 'month'}:{territory}")
    overview, territories, work = await asyncio.gather(
        visit.api.find(reporting.read_overview(), want.parameters), _territories(visit), waiting(visit)
    )
    if overview is None:
        return page(visit, "sections/dashboard/start.html", work=work)
    return page(
        visit,
        "sections/dashboard/page.html",
        want=want,
        overview=overview,
        periods=[(key, _(LABELS[key])) for key in PERIODS],
        territories=territories,
        work=work,
        **_shown(overview, want),
    )


async def _territories(visit: Visit) -> list[str]:
    try:
        found = await visit.api.get(identity.list_territories(), {"limit": 200, "sort": "name"})
    except ApiProblem:
        return []
    return [row["name"] for row in found["items"]]


def _shown(overview: reporting.Overview, want: Want) -> dict[str, Any]:
    return {"tiles": tiles(overview), "charts": charts(overview, want)}


def figures(snapshot: str, want: Want) -> str:
    """The part of the page that moves, of a snapshot's JSON: what the live connection sends."""
    overview: reporting.Overview = json.loads(snapshot)
    return render("sections/dashboard/figures.html", **_shown(overview, want))
