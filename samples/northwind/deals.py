"""One order through its life: quote, sent, accepted, ordered, placed, released, dispatched, delivered.

Each step asks where the deal stands, so a deal goes on wherever an earlier run left it; each command has
a key made of order and step, so one that was under way when a run was killed is not done again.
"""

from dataclasses import dataclass
from typing import Any

from client import ApiClient
from samples.northwind import derived
from samples.northwind.company import CURRENCY, Company
from samples.northwind.files import Files, Order
from samples.northwind.watching import Watch

Document = dict[str, Any]
TERMS = "30 days net"
PROJECT = "Northwind"
ORDER_COLUMNS = "id,external_ref,version,status,credit"
DELIVERY_COLUMNS = "id,order_id,version,status"
BEFORE_RELEASE = ("draft", "pending")


@dataclass
class Deal:
    """An order of the files and where its documents stand; None for what is not there yet."""

    order: Order
    quote: Document | None = None
    sales_order: Document | None = None
    delivery: Document | None = None
    shipment: Document | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left for us to do."""
        if self.order.shipped_on is None:
            return self.delivery is not None
        return self.shipment is not None and self.shipment["delivered_on"] is not None


async def deals_so_far(api: ApiClient, files: Files) -> list[Deal]:
    """Every order of the files with what earlier runs made of it."""
    deals = {order.ref: Deal(order) for order in files.orders}
    named = {"external_ref.has": "NW-"}
    async for row in api.rows("/api/quotes", cols="id,external_ref,version,status", **named):
        if deal := deals.get(row["external_ref"]):
            deal.quote = row
    by_order: dict[str, Deal] = {}
    async for row in api.rows("/api/orders", cols=ORDER_COLUMNS, **named):
        if deal := deals.get(row["external_ref"]):
            deal.sales_order = row
            by_order[row["id"]] = deal
    if by_order:
        await _deliveries_so_far(api, by_order)
    return list(deals.values())


async def _deliveries_so_far(api: ApiClient, by_order: dict[str, Deal]) -> None:
    async for row in api.rows("/api/fulfillment/delivery-orders", cols=DELIVERY_COLUMNS):
        if deal := by_order.get(row["order_id"]):
            deal.delivery = row
    async for row in api.rows("/api/fulfillment/shipments", cols="id,order_id,delivered_on"):
        if deal := by_order.get(row["order_id"]):
            deal.shipment = row


class Life:
    """Takes deals through their steps."""

    def __init__(self, api: ApiClient, company: Company) -> None:
        self.api, self.company = api, company
        self.orders = Watch(api, "/api/orders", "external_ref", ORDER_COLUMNS)
        self.deliveries = Watch(api, "/api/fulfillment/delivery-orders", "order_id", DELIVERY_COLUMNS)

    async def place(self, deal: Deal) -> None:
        """From nothing to an order with credit."""
        if deal.sales_order is None:
            await self._sell(deal)
            deal.sales_order = await self.orders.until(deal.order.ref, bool, "the draft order")
        if deal.sales_order["status"] == "draft":
            await self._step(deal, "place", "/api/orders", deal.sales_order)
        if deal.sales_order["status"] in BEFORE_RELEASE:
            deal.sales_order = await self.orders.until(
                deal.order.ref, _may_be_released, "the credit decision"
            )
            if deal.sales_order["credit"] == "refused":
                raise RuntimeError(f"{deal.order.ref}: the client's credit was refused")

    async def release(self, deal: Deal, wanted: tuple[str, ...]) -> None:
        """From credit to a delivery order in one of the wanted states."""
        assert deal.sales_order is not None
        if deal.sales_order["status"] in BEFORE_RELEASE:
            await self._step(deal, "release", "/api/orders", deal.sales_order)
        if deal.delivery is None or deal.delivery["status"] not in wanted:
            deal.delivery = await self.deliveries.until(
                deal.sales_order["id"],
                lambda row: row["status"] in wanted,
                f"a delivery order of {deal.order.ref} that is {' or '.join(wanted)}",
            )

    async def ship(self, deal: Deal) -> None:
        """From the reserved goods to the delivered ones, on the day that the files say."""
        assert deal.delivery is not None
        if deal.shipment is None:
            path = f"/api/fulfillment/delivery-orders/{deal.delivery['id']}/dispatch"
            asked = {"on": str(deal.order.shipped_on), "carrier": deal.order.carrier}
            deal.delivery = await self._command(deal, "dispatch", path, asked, deal.delivery["version"])
            deal.shipment = deal.delivery["shipments"][-1]
        if deal.shipment["delivered_on"] is None:
            path = f"/api/fulfillment/shipments/{deal.shipment['id']}/deliver"
            asked = {"on": str(deal.order.shipped_on), "received_by": deal.order.ship_to["ship_name"]}
            deal.shipment = await self._command(deal, "deliver", path, asked, deal.delivery["version"])

    async def _sell(self, deal: Deal) -> None:
        if deal.quote is None:
            asked = quote_of(deal.order, self.company)
            deal.quote = await self._command(deal, "quote", "/api/quotes", asked)
        if deal.quote["status"] == "draft":
            await self._step(deal, "send", "/api/quotes", deal.quote)
        if deal.quote["status"] == "sent":
            await self._step(deal, "accept", "/api/quotes", deal.quote)

    async def _step(self, deal: Deal, verb: str, path: str, document: Document) -> None:
        """A step on the order's own day; the document is brought up to date."""
        asked = {"on": str(deal.order.ordered_on)}
        document |= await self._command(
            deal, verb, f"{path}/{document['id']}/{verb}", asked, document["version"]
        )

    async def _command(
        self, deal: Deal, step: str, path: str, asked: Document, version: int | None = None
    ) -> Document:
        key = f"northwind-{deal.order.number}-{step}"
        document: Document = (await self.api.post(path, asked, key=key, version=version)).body
        return document


def _may_be_released(row: Document) -> bool:
    return row["credit"] in ("granted", "refused") or row["status"] not in BEFORE_RELEASE


def quote_of(order: Order, company: Company) -> Document:
    """The quote that the order began with; prices are left to the lists in force on its day."""
    return {
        "client_id": company.clients[order.customer],
        "contact_id": company.contacts[order.customer],
        "owner_id": company.sellers[order.employee],
        "quoted_on": str(order.ordered_on),
        "currency": CURRENCY,
        "terms": TERMS,
        "project": PROJECT,
        "description": f"Northwind order {order.number}",
        "lead_time_days": (order.required_on - order.ordered_on).days,
        "external_ref": order.ref,
        "shipping_address": derived.address(order),
        "freight": str(order.freight),
        "lines": [
            {
                "product_id": company.products[line.product],
                "quantity": str(line.quantity),
                "discount": str(line.discount),
            }
            for line in order.lines
        ],
    }
