"""One deal, from the lead to the payment, told by the people whose work it is.

Each step is an ordinary call to the gateway; what happens because of it is read from the deal's trace.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from rich.console import Console
from rich.text import Text

from client import Answer, BlockingApiClient
from samples.demo.company import COPIERS, Cast, today
from samples.demo.facts import SOUTH, STORY_TOWNS, STORY_WORKS
from samples.demo.waiting import until
from samples.demo.watch import Watch, elapsed, short

Body = dict[str, Any]
ASKED = (("TS-110", "12"), ("GW-700", "2"), ("OP-ANT", "2"), ("SV-COM", "1"))
FROM_STOCK = "TS-110"
ENOUGH = Decimal(40)  # units in stock below which the warehouse takes in more
TERMS = "0 days net, direct debit"  # what the accounting consumer collects

MAIN_STORY = (
    "QuoteDrafted", "QuoteSent", "QuoteAccepted", "OrderDrafted", "OrderPlaced", "CreditGranted",
    "OrderCleared", "OrderReleased", "DeliveryOrderOpened", "ServiceOrderOpened", "JobOrderRequested",
    "PurchaseRequested", "JobOrderCompleted", "PurchaseReceived", "DeliveryOrderReady",
    "ShipmentDispatched", "OrderShipped", "OrderReadyToInvoice", "InvoiceIssued", "OrderInvoiced",
    "ShipmentDelivered", "ServicePerformed", "OrderPerformed", "PaymentReceived", "OrderClosed",
)  # fmt: skip
TWICE = {
    "OrderReadyToInvoice",
    "InvoiceIssued",
    "OrderInvoiced",
    "PaymentReceived",
}  # goods, then the service


@dataclass
class Story:
    """A new deal each time; ``key`` makes its requests different from those of other tellings."""

    cast: Cast
    console: Console
    key: str = field(default_factory=lambda: uuid4().hex[:12])
    told: int = 0
    deal: dict[str, str] = field(default_factory=dict)

    def tell(self) -> dict[str, str]:
        """The whole of it; ids and numbers of the deal's documents. Raises RefusedByApi or Unreachable."""
        self.take_stock()
        self.meet()
        self.offer()
        self.agree()
        self.bind()
        self.supply()
        self.ship()
        self.perform()
        self.be_paid()
        return self.deal

    def step(
        self, who: BlockingApiClient, does: str, method: str, path: str, do: Callable[[], Answer]
    ) -> Body:
        """One command, and a line about it."""
        answer = do()
        self.told += 1
        text = Text(f"  {self.told:>2}  ", "bold")
        text.append(f"{who.username:<13}", "magenta").append(f" {does}  ")
        text.append(f"{method} {short(path)}", "blue").append(f"  {answer.took:.0f} ms", "dim")
        self.console.print(text, soft_wrap=True)
        document: Body = answer.body
        return document

    def create(self, who: BlockingApiClient, does: str, path: str, body: Body) -> Answer:
        """A step that makes something new."""
        made: list[Answer] = []

        def post() -> Answer:
            made.append(who.post(path, body, key=f"{self.key}-{path.rpartition('/')[2]}"))
            return made[0]

        self.step(who, does, "POST", path, post)
        return made[0]

    def act(self, who: BlockingApiClient, does: str, at: str, verb: str, *expected: str, **body: Any) -> Body:
        """A step of a document, and what has to follow from it."""
        key = f"{self.key}-{verb}-{at[-12:]}"
        found = self.step(who, does, "POST", f"{at}/{verb}", lambda: who.act(at, verb, body, key=key))
        self.follow(*expected)
        return found

    def follow(self, *expected: str) -> None:
        """Show what happens until all of this has happened."""
        began = time.monotonic()
        self.watch.until(*expected)
        if expected:
            self.console.print(f"       [dim]seen after {elapsed(began)}[/]")

    @property
    def seller(self) -> BlockingApiClient:
        """Whose deal it is."""
        return self.cast.people[SOUTH]

    @property
    def operations(self) -> BlockingApiClient:
        """Who releases, buys in and ships."""
        return self.cast.by_role("operations")

    @property
    def order(self) -> str:
        """Where the order is."""
        return f"/api/orders/{self.deal['order']}"

    def note(self, name: str, document: Body) -> None:
        """Remember a document's id and number."""
        self.deal[name] = document["id"]
        self.deal[f"{name}_number"] = document["number"]

    def take_stock(self) -> None:
        """The sensors are sold from stock: take some in when there are few left."""
        at = f"/api/fulfillment/stock/{self.cast.ids[FROM_STOCK]}"
        if Decimal(self.operations.read(at)["available"]) < ENOUGH:
            body = {"quantity": "200", "reference": "From the sensor line"}
            self.create(self.operations, f"takes 200 {FROM_STOCK} into stock", f"{at}/receive", body)

    def meet(self) -> None:
        """A lead becomes known, with somebody to talk to."""
        number = self.cast.admin.read("/api/crm/clients/totals", **{"external_ref.has": "STORY-"})["count"]
        name, town = lead_name(number)
        body = {
            "name": name,
            "territory": "DACH",
            "industry": "Water",
            "segment": "Water",
            "external_ref": f"STORY-{self.key}",
            "shipping_address": {"name": name, "street": "Werkstraße 4", "city": town, "country": "Germany"},
            "allow_duplicate": True,
        }
        lead = self.create(self.seller, f"meets a lead: {name}", "/api/crm/clients", body)
        self.note("client", lead.body)
        self.console.print(f"       [green]•[/] [bold]ClientRegistered    [/] {lead.body['number']}")
        at = f"/api/crm/clients/{lead.body['id']}/contacts"
        self.create(
            self.seller, "notes whom to talk to", at, {"name": "Klara Maier", "title": "Plant manager"}
        )
        began = time.monotonic()
        self.seller.settled(["/api/quotes", "/api/orders"], lead.written)
        self.cast.admin.settled(COPIERS, lead.written)
        self.console.print(f"       [cyan]↳[/] every service knows the client  [dim]+{elapsed(began)}[/]")

    def offer(self) -> None:
        """A quote for sensors from stock, gateways to be made, antennas to be bought, and a day on site."""
        body = {
            "client_id": self.deal["client"],
            "terms": TERMS,
            "due": {"net_days": 0},
            "project": "Remote monitoring of pumping stations",
            "description": "Sensors and gateways for two stations, commissioned",
            "success_rate": "0.8",
            "freight": "45.00",
            "lines": [
                {"product_id": self.cast.ids[number], "quantity": quantity} for number, quantity in ASKED
            ],
        }
        quote = self.create(self.seller, "drafts a quote", "/api/quotes", body).body
        self.note("quote", quote)
        self.deal["correlation"] = quote["id"]
        self.watch = Watch(self.seller, quote["id"], self.console)
        self.follow("QuoteDrafted")
        self.act(self.seller, "sends it", f"/api/quotes/{quote['id']}", "send", "QuoteSent")

    def agree(self) -> None:
        """The client accepts, and orders drafts the order by itself."""
        at = f"/api/quotes/{self.deal['quote']}"
        self.act(self.seller, "hears yes: accepts", at, "accept", "QuoteAccepted", "OrderDrafted")
        draft = until(
            lambda: self.seller.find("/api/orders", "number", quote_id=self.deal["quote"]), "the draft order"
        )
        self.note("order", draft)

    def bind(self) -> None:
        """The draft gets the client's purchase order, is placed, and has credit."""
        extra = {
            "customer_po": f"PO-{self.deal['client_number']}-1",
            "po_received_on": today().isoformat(),
            "estimated_ship_date": (today() + timedelta(days=20)).isoformat(),
            "call_before_delivery": True,
        }
        said = "adds the client's purchase order"
        self.step(self.seller, said, "PATCH", self.order, lambda: self.seller.change(self.order, extra))
        self.follow("OrderEdited")
        self.act(
            self.seller,
            "places the order",
            self.order,
            "place",
            "OrderPlaced",
            "CreditGranted",
            "OrderCleared",
        )

    def supply(self) -> None:
        """Released: what is in stock is reserved, the rest is made and bought."""
        self.act(
            self.operations, "releases it to production", self.order, "release",
            "OrderReleased", "DeliveryOrderOpened", "ServiceOrderOpened", "StockReserved",
            "JobOrderRequested", "PurchaseRequested",
        )  # fmt: skip
        lists, mine = "/api/fulfillment", {"order_id": self.deal["order"]}
        requests = self.operations.read(f"{lists}/purchase-requests", **mine)["items"]
        for request in requests:
            at = f"{lists}/purchase-requests/{request['id']}"
            said = f"receives {request['quantity']} {request['product_number']}"
            self.act(self.operations, said, at, "receive", "PurchaseReceived")
        self.follow("JobOrderCompleted", "DeliveryOrderReady")
        delivery = self.operations.read(f"{lists}/delivery-orders", **mine)["items"][0]
        self.note("delivery_order", delivery)

    def ship(self) -> None:
        """All goods leave with serial numbers; the rest up to the invoice happens by itself."""
        at = f"/api/fulfillment/delivery-orders/{self.deal['delivery_order']}"
        picked = self.operations.read(f"{at}/pick-list")["lines"]
        kinds = {line["line_id"]: line["kind"] for line in self.operations.read(at)["lines"]}
        lines = [self.carried(line, kinds[line["line_id"]]) for line in picked]
        on = {
            "lines": lines,
            "carrier": "Alpen Cargo",
            "vehicle": "LI-SW 204",
            "tracking": f"AC{self.key[:8]}",
        }
        self.act(
            self.operations, "dispatches it, with serial numbers", at, "dispatch",
            "ShipmentDispatched", "OrderShipped", "OrderReadyToInvoice", "InvoiceIssued", "OrderInvoiced",
            **on,
        )  # fmt: skip
        (shipment,) = self.operations.read(at)["shipments"]
        self.note("shipment", shipment)
        there = f"/api/fulfillment/shipments/{shipment['id']}"
        self.act(
            self.operations, "hears that it arrived", there, "deliver", "ShipmentDelivered",
            received_by="Klara Maier",
        )  # fmt: skip
        (invoice,) = self.invoices(1)
        self.note("invoice", invoice)

    def perform(self) -> None:
        """The day on site is done and confirmed; it is invoiced like a shipment."""
        lists = "/api/fulfillment/service-orders"
        (service,) = self.operations.read(lists, order_id=self.deal["order"])["items"]
        self.note("service_order", service)
        self.act(
            self.operations, "confirms that it was commissioned", f"{lists}/{service['id']}", "perform",
            "ServicePerformed", "OrderPerformed",
            note="Both stations report.",
        )  # fmt: skip
        (invoice,) = [each for each in self.invoices(2) if each["id"] != self.deal["invoice"]]
        self.note("service_invoice", invoice)

    def invoices(self, count: int) -> list[Body]:
        """The order's invoices, once there are so many."""
        accounting, mine = self.cast.by_role("accounting"), {"order_id": self.deal["order"]}

        def issued() -> list[Body]:
            found: list[Body] = accounting.read("/api/billing/invoices", **mine)["items"]
            return found if len(found) == count else []

        found: list[Body] = until(issued, f"{count} invoices")
        return found

    def carried(self, line: Body, kind: str) -> Body:
        """All that is picked of a line; devices bring the numbers that production gave, or their own."""
        numbers = list(line["made"])
        if kind == "device" and not numbers:
            count = int(Decimal(line["pick"]))
            numbers = [f"{line['number']}-{self.key}-{unit:03}" for unit in range(1, count + 1)]
        return {"line_id": line["line_id"], "serial_numbers": numbers}

    def be_paid(self) -> None:
        """Accounting collects both invoices, and the order closes."""
        self.follow("PaymentReceived", "OrderClosed")
        paid = f"/api/billing/invoices/{self.deal['invoice']}/payments"
        (payment,) = self.cast.by_role("accounting").read(paid)
        self.deal |= {"payment": payment["id"], "payment_number": payment["reference"]}


def lead_name(number: int) -> tuple[str, str]:
    """The name of the so-manieth lead, and its town."""
    town = STORY_TOWNS[number % len(STORY_TOWNS)]
    return f"{STORY_WORKS[number // len(STORY_TOWNS) % len(STORY_WORKS)]} {town}", town
