"""Showing a client or distributor with everything that belongs to it."""

import asyncio
from typing import Any

from starlette.responses import Response

from web.gateway import ApiProblem
from web.pages.parties.kinds import CLIENT, Kind
from web.pages.payment_terms import in_force
from web.rendering import page
from web.visit import Visit

RELATED = (
    ("quotes", "Quotes", "/api/quotes/totals", "quotes.read"),
    ("orders", "Sales orders", "/api/orders/totals", "orders.read"),
    ("invoices", "Invoices", "/api/billing/invoices/totals", "billing.read"),
)
TABS = ("summary", "contacts", "credit")


async def show(visit: Visit, kind: Kind, id: str, tab: str, problem: ApiProblem | None = None) -> Response:
    """The page with one of its tabs."""
    party, contacts, structure, names, credit, terms, related = await asyncio.gather(
        visit.api.get(f"{kind.api}/{id}"),
        visit.api.get(f"{kind.api}/{id}/contacts"),
        visit.api.get(f"{kind.api}/{id}/structure"),
        visit.names(),
        _credit(visit, kind, id),
        _terms(visit, kind, tab),
        _related(visit, kind, id),
    )
    return page(
        visit,
        "pages/parties/party.html",
        status=problem.status if problem else 200,
        kind=kind,
        party=party,
        contacts=contacts,
        structure=structure,
        names=names,
        credit=credit,
        terms=terms,
        related=related,
        tab=tab if tab in TABS else "summary",
        base=f"{kind.path}/{id}",
        problem=problem,
    )


async def _credit(visit: Visit, kind: Kind, id: str) -> Any | None:
    if kind is not CLIENT or not visit.may("billing.read"):
        return None
    return await visit.api.find(f"/api/billing/credit/{id}")


async def _terms(visit: Visit, kind: Kind, tab: str) -> list[tuple[str, str]]:
    if kind is not CLIENT or tab != "credit" or not visit.may("crm.terms"):
        return []
    return [(each["id"], each["name"]) for each in await in_force(visit)]


async def _related(visit: Visit, kind: Kind, id: str) -> list[tuple[str, str, int]]:
    if kind is not CLIENT:
        return []
    open_to = [one for one in RELATED if visit.may(one[3])]
    totals = await asyncio.gather(*(visit.api.find(api, {"client_id": id}) for _, _, api, _ in open_to))
    return [
        (f"/{key}?client_id={id}", label, found["count"] if found else 0)
        for (key, label, _, _), found in zip(open_to, totals, strict=True)
    ]
