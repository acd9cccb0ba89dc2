"""The page of a quote: where it stands, the next step, and everything that belongs to it."""

import asyncio
from decimal import Decimal
from typing import TypedDict

from fastapi import APIRouter
from starlette.responses import Response

from chassis.language import N_, _, stated
from web.api import crm, orders, quotes, reporting
from web.conflicts import Conflict
from web.deals import deal, pricing_days
from web.deals.steps import STOPPED, steps_of
from web.forms import Form
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.quotes.heads import LABELS, as_typed
from web.sections.quotes.numbers import percent
from web.visit import SignedIn, Visit

FLOW = (
    ("draft", N_("Draft")),
    ("sent", N_("Sent")),
    ("accepted", N_("Accepted")),
    ("ordered", N_("Ordered")),
)
TABS = (
    ("summary", N_("Summary")),
    ("line-items", N_("Line Items")),
    ("approvals", N_("Approvals")),
    ("entities", N_("Entities")),
    ("revisions", N_("Revisions")),
    ("history", N_("History")),
)
router = APIRouter()


class Line(quotes.LineItem):
    """A line of the quote with the price of one after its discount."""

    after_discount: Decimal


class Parties(TypedDict):
    """Those of the quote as they are now, as far as the person may see them."""

    client: crm.PartyView | None
    contacts: list[crm.ContactView] | None
    distributor: crm.PartyView | None
    distributor_contacts: list[crm.ContactView] | None


class Related(TypedDict):
    """What the page shows besides the quote."""

    order: orders.OrdersItem | None
    trace: reporting.Trace
    names: dict[str, str]
    revisions: list[quotes.RevisionView]
    parties: Parties | None
    lines_by_id: dict[str, Line]


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
    quote = await visit.api.get(quotes.read_quote(quote_id))
    current = tab if tab in dict(TABS) else "summary"
    related = await _related(visit, quote, current)
    order = related["order"]
    ordered = order is not None and order["status"] not in ("draft", "cancelled")
    counts = {"line-items": len(quote["lines"]), "revisions": quote["revision"]}
    return page(
        visit,
        f"sections/quotes/{current.replace('-', '_')}.html",
        status=problem.status if problem else 200,
        quote=quote,
        typed=as_typed(quote),
        percent=percent,
        priced_on=_pricing_days(visit, quote),
        lacks=[_(LABELS[name]) if name in LABELS else stated(name) for name in quote["missing"]],
        **related,
        standing=deal.standing(related["trace"], quote["id"], visit.documents),
        ordered=ordered,
        steps=_steps("ordered" if ordered else quote["status"]),
        tabs=[(key, label, counts.get(key)) for key, label in TABS],
        tab=current,
        base=f"/quotes/{quote_id}",
        problem=None if clash else problem,
        clash=clash,
        form=form,
    )


def _pricing_days(visit: Visit, quote: quotes.QuoteView) -> dict[str, str]:
    days = {decision["line_id"]: decision["priced_on"] for decision in quote["decisions"]}
    draft = quote["status"] == "draft"
    return pricing_days.told(days, today=visit.today, draft=draft, own=quote["quoted_on"])


def _steps(status: str) -> list[tuple[str, str, str]]:
    """The way of the quote; one that was declined or expired had been sent."""
    begun, *others = steps_of(FLOW, status)
    return [begun, ("sent", _("Sent"), "done"), *others] if status in STOPPED else [begun, *others]


async def _related(visit: Visit, quote: quotes.QuoteView, tab: str) -> Related:
    """All of it; the parts of other tabs stay unread."""
    id, asked = quote["id"], {"quote_id": quote["id"], "limit": 1, "cols": "id,number,status"}
    ordered, trace, names, revisions, parties = await asyncio.gather(
        visit.api.find(orders.list_orders(), asked),
        visit.api.find(reporting.read_trace(id)),
        visit.names(),
        visit.api.find(quotes.read_revisions(id)) if tab == "revisions" else _nothing(),
        _parties(visit, quote) if tab == "entities" else _nothing(),
    )
    found = ordered["items"] if ordered else []
    return {
        "order": found[0] if found else None,
        "trace": trace or deal.NOTHING,
        "names": names,
        "revisions": revisions or [],
        "parties": parties,
        "lines_by_id": {
            line["line_id"]: {**line, "after_discount": _net_of_one(line)} for line in quote["lines"]
        },
    }


def _net_of_one(line: quotes.LineItem) -> Decimal:
    return Decimal(line["unit_price"]) * (1 - Decimal(line.get("discount", "0")))


async def _parties(visit: Visit, quote: quotes.QuoteView) -> Parties:
    id, at = quote["client"]["id"], quote["distributor"]
    client, contacts, distributor, theirs = await asyncio.gather(
        visit.api.find(crm.read_client(id)),
        visit.api.find(crm.list_contacts_of_client(id)),
        visit.api.find(crm.read_distributor(at["id"])) if at else _nothing(),
        visit.api.find(crm.list_contacts_of_distributor(at["id"])) if at else _nothing(),
    )
    return {
        "client": client,
        "contacts": contacts,
        "distributor": distributor,
        "distributor_contacts": theirs,
    }


async def _nothing() -> None:
    return None
