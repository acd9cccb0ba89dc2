"""The page of a quote: where it stands, the next step, and everything that belongs to it."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from web.conflicts import Conflict
from web.forms import Form
from web.gateway import ApiProblem
from web.pages import pricing_days
from web.pages.quotes.heads import LABELS, as_typed
from web.pages.quotes.numbers import percent
from web.pages.steps import STOPPED, steps_of
from web.rendering import page
from web.visit import SignedIn, Visit

FLOW = (("draft", "Draft"), ("sent", "Sent"), ("accepted", "Accepted"), ("ordered", "Ordered"))
TABS = (
    ("summary", "Summary"),
    ("line-items", "Line Items"),
    ("approvals", "Approvals"),
    ("entities", "Entities"),
    ("revisions", "Revisions"),
    ("history", "History"),
)
router = APIRouter()
Json = dict[str, Any]


@router.get("/quotes/{quote_id}")
async def show(visit: SignedIn, quote_id: str, tab: str = "summary") -> Response:
    """The page with one of its tabs."""
    return await shown(visit, quote_id, tab)


async def shown(
    visit: Visit,
    quote_id: str,
    tab: str = "summary",
    problem: ApiProblem | None = None,
    clash: Conflict | None = None,
    form: Form | None = None,
) -> Response:
    """The page, after a refused step with what was refused, after a conflict with both sides."""
    quote = await visit.api.get(f"/api/quotes/{quote_id}")
    current = tab if tab in dict(TABS) else "summary"
    related = await _related(visit, quote, current)
    order = related["order"]
    ordered = order is not None and order["status"] not in ("draft", "cancelled")
    counts = {"line-items": len(quote["lines"]), "revisions": quote["revision"]}
    return page(
        visit,
        f"pages/quotes/{current.replace('-', '_')}.html",
        status=problem.status if problem else 200,
        quote=quote,
        typed=as_typed(quote),
        percent=percent,
        priced_on=_pricing_days(quote),
        lacks=[LABELS.get(name, name).lower() for name in quote["missing"]],
        **related,
        ordered=ordered,
        steps=_steps("ordered" if ordered else quote["status"]),
        tabs=[(key, label, counts.get(key)) for key, label in TABS],
        tab=current,
        base=f"/quotes/{quote_id}",
        problem=None if clash else problem,
        clash=clash,
        form=form,
    )


def _pricing_days(quote: Json) -> dict[str, str]:
    days = {decision["line_id"]: decision["priced_on"] for decision in quote["decisions"]}
    return pricing_days.told(days, draft=quote["status"] == "draft", own=quote["quoted_on"])


def _steps(status: str) -> list[tuple[str, str, str]]:
    """The way of the quote; one that was declined or expired had been sent."""
    begun, *others = steps_of(FLOW, status)
    return [begun, ("sent", "Sent", "done"), *others] if status in STOPPED else [begun, *others]


async def _related(visit: Visit, quote: Json, tab: str) -> Json:
    """What the page shows besides the quote; the parts of other tabs stay unread."""
    api = f"/api/quotes/{quote['id']}"
    orders, trace, names, revisions, parties = await asyncio.gather(
        visit.api.find("/api/orders", {"quote_id": quote["id"], "limit": 1, "cols": "id,number,status"}),
        visit.api.find(f"/api/trace/{quote['id']}"),
        visit.names(),
        visit.api.find(f"{api}/revisions") if tab == "revisions" else _nothing(),
        _parties(visit, quote) if tab == "entities" else _nothing(),
    )
    found = orders["items"] if orders else []
    return {
        "order": found[0] if found else None,
        "trace": trace or {"events": [], "documents": []},
        "names": names,
        "revisions": revisions or [],
        "parties": parties or {},
        "lines_by_id": {
            line["line_id"]: line | {"after_discount": _net_of_one(line)} for line in quote["lines"]
        },
    }


def _net_of_one(line: Json) -> Decimal:
    return Decimal(line["unit_price"]) * (1 - Decimal(line["discount"]))


async def _parties(visit: Visit, quote: Mapping[str, Any]) -> Json:
    client = f"/api/crm/clients/{quote['client']['id']}"
    distributor = quote["distributor"]
    at_distributor = f"/api/crm/distributors/{distributor['id']}" if distributor else ""
    found = await asyncio.gather(
        visit.api.find(client),
        visit.api.find(f"{client}/contacts"),
        visit.api.find(at_distributor) if distributor else _nothing(),
        visit.api.find(f"{at_distributor}/contacts") if distributor else _nothing(),
    )
    return dict(zip(("client", "contacts", "distributor", "distributor_contacts"), found, strict=True))


async def _nothing() -> None:
    return None
