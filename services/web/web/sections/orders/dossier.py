"""Everything that belongs to one order, read at once for its page."""

import asyncio
from dataclasses import dataclass
from typing import Any, TypedDict

from chassis.language import N_, _, term
from web.api import crm, fulfillment, orders, reporting, tickets
from web.deals import deal, pricing_days
from web.sections.orders import progress, wording
from web.sections.orders.fields import LABELS
from web.visit import Visit

TABS = (
    ("summary", N_("Summary")),
    ("line-items", N_("Line Items")),
    ("approvals", N_("Approvals")),
    ("entities", N_("Entities")),
    ("shipping", N_("Shipping")),
    ("billing", N_("Billing")),
    ("purchase-order", N_("Purchase Order")),
    ("units", N_("Units")),
    ("documents", N_("Documents")),
    ("history", N_("History")),
)


class Belongings(TypedDict):
    """What there is of an order besides itself."""

    shipments: list[orders.ShipmentView]
    units: list[orders.UnitView]
    supply: list[orders.SupplyView]
    services: list[orders.ServiceView]
    invoices: list[orders.InvoiceView]
    documents: list[orders.AttachmentView]


class More(TypedDict, total=False):
    """What only one tab needs: the ids of units by serial number, the parties as they are now."""

    unit_ids: dict[str, str]
    client: crm.PartyView | None
    client_contacts: list[crm.ContactView] | None
    distributor: crm.PartyView | None
    distributor_contacts: list[crm.ContactView] | None


@dataclass(frozen=True)
class Dossier:
    """An order with its belongings; ``more`` is what only the shown tab needs."""

    order: orders.OrderView
    belongings: Belongings
    trace: reporting.Trace
    names: dict[str, str]
    tickets: list[tickets.TicketsItem]
    more: More

    def shown(self, visit: Visit, tab: str) -> dict[str, Any]:
        """What the templates of all tabs receive."""
        order, documents = self.order, self.trace["documents"]
        counts = {"line-items": len(order["lines"]), "units": len(self.belongings["units"]),
                  "documents": len(self.belongings["documents"])}  # fmt: skip
        return {
            "order": order,
            "priced_on": _pricing_days(visit, order),
            "lacks": [(name, _(LABELS[name]) if name in LABELS else term(name)) for name in order["missing"]],
            **self.belongings,
            "trace": self.trace,
            "names": self.names,
            "tickets": self.tickets,
            "more": self.more,
            "state": wording.state(order),
            "shipped": term(wording.kind_of(order)),
            "steps": progress.steps(order),
            "next": progress.next_step(order, documents, visit.may, visit.house.sidebar),
            "waits": progress.waits(order, self.trace, visit.page_of),
            "standing": deal.standing(self.trace, order["id"], visit.documents),
            "related": deal.related(order["id"], documents, visit.page_of),
            "movable": order["status"] in progress.MOVABLE,
            "reassignable": order["status"] not in ("closed", "cancelled") and visit.may_give("orders.write"),
            "cancellable": order["status"] in progress.CANCELLABLE,
            "tabs": [(key, label, counts.get(key)) for key, label in TABS],
            "tab": tab,
            "base": f"/orders/{order['id']}",
        }

    def events(self, *names: str) -> list[reporting.TraceEvent]:
        """What happened to this order under these names, oldest first."""
        mine = self.order["id"]
        return [e for e in self.trace["events"] if e["name"] in names and e["document_id"] == mine]


def _pricing_days(visit: Visit, order: orders.OrderView) -> dict[str, str]:
    """Of the lines whose prices lists decide; what a client accepted with a quote has the quote's days."""
    days = {line["item"]["line_id"]: line["decision"]["priced_on"] for line in order["lines"]
            if line["decision"] and not line["agreed_on"]}  # fmt: skip
    draft = order["status"] == "draft"
    return pricing_days.told(days, today=visit.today, draft=draft, own=order["ordered_on"])


async def read(visit: Visit, order_id: str, tab: str) -> Dossier:
    """The order and what belongs to it; raises ApiProblem when there is no such order to see."""
    order = await visit.api.get(orders.read_order(order_id))
    belongings, others = await asyncio.gather(
        _belongings(visit, order_id),
        asyncio.gather(deal.trace_of(visit, order_id), visit.names(), _tickets(visit, order),
                       _more(visit, order, tab)),
    )  # fmt: skip
    trace, names, found, more = others
    return Dossier(order, belongings, trace, names, found, more)


async def _belongings(visit: Visit, order_id: str) -> Belongings:
    """All of them; none of those that the person may not see."""
    api = visit.api
    shipments, units, supply, services, invoices, documents = await asyncio.gather(
        api.find(orders.read_shipments(order_id)),
        api.find(orders.read_units(order_id)),
        api.find(orders.read_supply(order_id)),
        api.find(orders.read_services(order_id)),
        api.find(orders.read_invoices(order_id)),
        api.find(orders.list_order_documents(order_id)),
    )
    return {
        "shipments": shipments or [],
        "units": units or [],
        "supply": supply or [],
        "services": services or [],
        "invoices": invoices or [],
        "documents": documents or [],
    }


async def _tickets(visit: Visit, order: orders.OrderView) -> list[tickets.TicketsItem]:
    if not visit.may("tickets.read"):
        return []
    page = await visit.api.find(tickets.list_tickets(), {"order_number": order["number"], "limit": 50})
    return page["items"] if page else []


async def _more(visit: Visit, order: orders.OrderView, tab: str) -> More:
    if tab == "entities":
        return await _entities(visit, order)
    if tab == "units" and visit.may("fulfillment.read"):
        asked = {"order_id": order["id"], "cols": "id,serial_number", "limit": 200}
        page = await visit.api.find(fulfillment.list_units(), asked)
        return {"unit_ids": {row["serial_number"]: row["id"] for row in page["items"]} if page else {}}
    return {}


async def _entities(visit: Visit, order: orders.OrderView) -> More:
    if not visit.may("crm.read"):
        return {}
    id, distributor, api = order["client"]["id"], order["distributor"], visit.api
    client, contacts = await asyncio.gather(
        api.find(crm.read_client(id)), api.find(crm.list_contacts_of_client(id))
    )
    found: More = {"client": client, "client_contacts": contacts}
    if distributor:
        found["distributor"], found["distributor_contacts"] = await asyncio.gather(
            api.find(crm.read_distributor(distributor["id"])),
            api.find(crm.list_contacts_of_distributor(distributor["id"])),
        )
    return found
