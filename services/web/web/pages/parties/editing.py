"""The form of a new or a present client or distributor."""

import asyncio
from typing import Any

from starlette.responses import Response

from web.conflicts import conflict
from web.forms import Form
from web.gateway import ApiProblem
from web.pages.parties.kinds import KINDS, LABELS, Kind, body_of
from web.pages.payment_terms import in_force
from web.rendering import page
from web.visit import Visit


async def show_form(
    visit: Visit,
    kind: Kind,
    party: dict[str, Any],
    problem: ApiProblem | None = None,
    form: Form | None = None,
) -> Response:
    """The form of a new or a present party; what was typed stays after a refusal."""
    names, territories, terms = await asyncio.gather(visit.names(), _territories(visit), in_force(visit))
    found = conflict(problem, form, LABELS) if problem and form and "id" in party else None
    values = party | (body_of(form) if form else {})
    return page(
        visit,
        "pages/parties/form.html",
        status=problem.status if problem else 200,
        kind=kind,
        party=party,
        values=values,
        names=names,
        territories=territories,
        terms=[(each["id"], each["name"]) for each in terms],
        kinds=KINDS,
        problem=None if found else problem,
        conflict=found,
        form=form,
    )


async def _territories(visit: Visit) -> list[str]:
    found = await visit.api.find("/api/identity/territories", {"limit": 200, "cols": "name"})
    return [row["name"] for row in (found or {"items": []})["items"]]
