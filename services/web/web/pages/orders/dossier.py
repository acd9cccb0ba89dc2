"""Everything that belongs to one order, read at once for its page."""

import asyncio
from dataclasses import dataclass
from typing import Any

from web.pages import deals, pricing_days
from web.pages.orders import progress
from web.pages.orders.fields import LABELS
from web.visit import Visit

API = "/api/orders"
PARTS = ("shipments", "units", "supply", "invoices", "documents")
TABS = (
    ("summary", "Summary"),
    ("line-items", "Line Items"),
    ("approvals", "Approvals"),
    ("entities", "Entities"),
    ("shipping", "Shipping"),
    ("billing", "Billing"),
    ("purchase-order", "Purchase Order"),
    ("units", "Units"),
    ("documents", "Documents"),
    ("history", "History"),
)


@dataclass(frozen=True)
class Dossier:
    """An order with its belongings; ``more`` is what only the shown tab needs."""

    order: dict[str, Any]
    belongings: dict[str, list[Any]]
    trace: dict[str, Any]
    names: dict[str, str]
    tickets: list[Any]
    more: dict[str, Any]

    def shown(self, visit: Visit, tab: str) -> dict[str, Any]:
        """What the templates of all tabs receive."""
        order, documents = self.order, self.trace["documents"]
        counts = {"line-items": len(order["lines"]), "units": len(self.belongings["units"]),
                  "documents": len(self.belongings["documents"])}  # fmt: skip
        return {
            "order": order,
            "priced_on": _pricing_days(order),
            "lacks": [(name, LABELS.get(name, name)) for name in order["missing"]],
            **self.belongings,
            "trace": self.trace,
            "names": self.names,
            "tickets": self.tickets,
            "more": self.more,
            "steps": progress.steps(order),
            "next": progress.next_step(order, documents, visit.may),
            "waits": progress.waits(order, self.trace, visit.may),
            "related": deals.related(order["id"], documents, visit.may),
            "movable": order["status"] in progress.MOVABLE,
            "cancellable": order["status"] in progress.CANCELLABLE,
            "tabs": [(key, label, counts.get(key)) for key, label in TABS],
            "tab": tab,
            "base": f"/orders/{order['id']}",
        }

    def events(self, *names: str) -> list[dict[str, Any]]:
        """What happened to this order under these names, oldest first."""
        mine = self.order["id"]
        return [e for e in self.trace["events"] if e["name"] in names and e["document_id"] == mine]


def _pricing_days(order: dict[str, Any]) -> dict[str, str]:
    """Of the lines whose prices lists decide; what a client accepted with a quote has the quote's days."""
    days = {line["item"]["line_id"]: line["decision"]["priced_on"] for line in order["lines"]
            if line["decision"] and not line["agreed_on"]}  # fmt: skip
    return pricing_days.told(days, draft=order["status"] == "draft", own=order["ordered_on"])


async def read(visit: Visit, order_id: str, tab: str) -> Dossier:
    """The order and what belongs to it; raises ApiProblem when there is no such order to see."""
    order = await visit.api.get(f"{API}/{order_id}")
    api = visit.api
    parts, others = await asyncio.gather(
        asyncio.gather(*(api.find(f"{API}/{order_id}/{part}") for part in PARTS)),
        asyncio.gather(deals.trace_of(visit, order_id), visit.names(), _tickets(visit, order),
                       _more(visit, order, tab)),
    )  # fmt: skip
    trace, names, tickets, more = others
    belongings = {part: rows or [] for part, rows in zip(PARTS, parts, strict=True)}
    return Dossier(order, belongings, trace, names, tickets, more)


async def _tickets(visit: Visit, order: dict[str, Any]) -> list[Any]:
    if not visit.may("tickets.read"):
        return []
    page = await visit.api.find("/api/tickets", {"order_number": order["number"], "limit": 50})
    return list(page["items"]) if page else []


async def _more(visit: Visit, order: dict[str, Any], tab: str) -> dict[str, Any]:
    if tab == "entities":
        return await _entities(visit, order)
    if tab == "units" and visit.may("fulfillment.read"):
        asked = {"order_id": order["id"], "cols": "id,serial_number", "limit": 200}
        page = await visit.api.find("/api/fulfillment/units", asked)
        return {"unit_ids": {row["serial_number"]: row["id"] for row in page["items"]} if page else {}}
    return {}


async def _entities(visit: Visit, order: dict[str, Any]) -> dict[str, Any]:
    if not visit.may("crm.read"):
        return {}
    client = f"/api/crm/clients/{order['client']['id']}"
    asked = [visit.api.find(client), visit.api.find(f"{client}/contacts")]
    if order["distributor"]:
        distributor = f"/api/crm/distributors/{order['distributor']['id']}"
        asked += [visit.api.find(distributor), visit.api.find(f"{distributor}/contacts")]
    found = [*await asyncio.gather(*asked), None, None]
    keys = ("client", "client_contacts", "distributor", "distributor_contacts")
    return dict(zip(keys, found, strict=False))
