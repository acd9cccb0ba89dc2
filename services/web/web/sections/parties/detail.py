"""Showing a client or distributor with everything that belongs to it."""

import asyncio

from starlette.responses import Response

from chassis.language import N_
from web.api import billing, orders, quotes, reporting
from web.api.operation import Get
from web.gateway import ApiProblem
from web.lists.spec import Counted
from web.registers import in_force
from web.rendering import page
from web.sections.parties.kinds import CLIENT, Kind
from web.visit import Visit

RELATED: tuple[tuple[str, str, Get[Counted], str], ...] = (
    ("quotes", N_("Quotes"), quotes.total_quotes(), "quotes.read"),
    ("orders", N_("Sales orders"), orders.total_orders(), "orders.read"),
    ("invoices", N_("Invoices"), billing.total_invoices(), "billing.read"),
)
TABS = ("summary", "contacts", "credit")


async def show(visit: Visit, kind: Kind, id: str, tab: str, problem: ApiProblem | None = None) -> Response:
    """The page with one of its tabs."""
    (party, contacts, structure, names), (standing, credit, terms, related) = await asyncio.gather(
        asyncio.gather(
            visit.api.get(kind.read(id)),
            visit.api.get(kind.contacts(id)),
            visit.api.get(kind.structure(id)),
            visit.names(),
        ),
        asyncio.gather(
            _standing(visit, id),
            _credit(visit, kind, id),
            _terms(visit, kind, tab),
            _related(visit, kind, id),
        ),
    )
    return page(
        visit,
        "sections/parties/party.html",
        status=problem.status if problem else 200,
        kind=kind,
        party=party,
        contacts=contacts,
        structure=structure,
        names=names,
        standing=standing,
        credit=credit,
        terms=terms,
        related=related,
        tab=tab if tab in TABS else "summary",
        base=f"{kind.path}/{id}",
        problem=problem,
    )


async def _standing(visit: Visit, id: str) -> list[reporting.Standstill]:
    try:
        return await visit.api.find(reporting.read_standing(id)) or []
    except ApiProblem:  # reporting is away: the page is of more use without this line than not at all
        return []


async def _credit(visit: Visit, kind: Kind, id: str) -> billing.CreditView | None:
    if kind is not CLIENT or not visit.may("billing.read"):
        return None
    return await visit.api.find(billing.read_credit(id))


async def _terms(visit: Visit, kind: Kind, tab: str) -> list[tuple[str, str]]:
    if kind is not CLIENT or tab != "credit" or not visit.may("crm.terms"):
        return []
    return [(each["id"], each["name"]) for each in await in_force(visit, billing.list_payment_terms())]


async def _related(visit: Visit, kind: Kind, id: str) -> list[tuple[str, str, int]]:
    if kind is not CLIENT:
        return []
    open_to = [one for one in RELATED if visit.may(one[3])]
    totals = await asyncio.gather(*(visit.api.find(api, {"client_id": id}) for _, _, api, _ in open_to))
    return [
        (f"/{key}?client_id={id}", label, found["count"] if found else 0)
        for (key, label, _, _), found in zip(open_to, totals, strict=True)
    ]
