"""The earlier deals: each is taken to its goal from wherever it stands, and left alone once it is there.

Today's are done by the people themselves; those of the past are entered by the administrator, who may
give them their dates.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from client import BlockingApiClient
from samples.demo.company import AT_ONCE, Cast, Say, today
from samples.demo.facts import DEALS, ITEMS, Deal
from samples.demo.waiting import until

Body = dict[str, Any]
SERVICES = {item.number for item in ITEMS if item.kind == "service"}
QUOTED_ONLY = ("draft", "sent", "declined")
SENT, ACCEPTED, PLACED, RELEASED = 1, 6, 7, 8  # days after the quote
SHIPPED, DELIVERED, PERFORMED, PAID = 20, 23, 24, 40


def recall(cast: Cast, say: Say) -> None:
    """Take all of them as far as they go."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda deal: Past(cast, deal).advance(), DEALS))
    say(f"{len(DEALS)} earlier deals, from a draft to closed ones")


@dataclass
class Past:
    """One earlier deal."""

    cast: Cast
    deal: Deal
    quoted_on: date = date.min

    def advance(self) -> None:
        """As far as its goal; every step looks at the state before it does anything."""
        quote = self.quoted()
        if self.deal.goal in QUOTED_ONLY or quote["status"] not in ("sent", "accepted"):
            return
        if quote["status"] == "sent":
            self.step(self.seller, f"/api/quotes/{quote['id']}", "accept", ACCEPTED)
        order = until(
            lambda: self.seller.find("/api/orders", "status,credit", quote_id=quote["id"]), "the draft"
        )
        if self.deal.goal != "ordered":
            self.placed(order["id"])

    @property
    def seller(self) -> BlockingApiClient:
        """Who sells; the administrator for what lies back."""
        return self.cast.admin if self.deal.days_ago else self.cast.people[self.deal.seller]

    @property
    def warehouse(self) -> BlockingApiClient:
        """Who releases and ships."""
        return self.cast.admin if self.deal.days_ago else self.cast.by_role("operations")

    def quoted(self) -> Body:
        """The quote, sent or declined as far as the goal wants."""
        quote = self.seller.find("/api/quotes", "status,quoted_on", external_ref=self.deal.ref)
        if quote is None:
            quote = self.seller.post("/api/quotes", self.request(), key=f"demo-{self.deal.ref}-quote").body
        self.quoted_on = date.fromisoformat(quote["quoted_on"])
        at = f"/api/quotes/{quote['id']}"
        if quote["status"] == "draft" and self.deal.goal != "draft":
            quote = self.step(self.seller, at, "send", SENT)
        if quote["status"] == "sent" and self.deal.goal == "declined":
            quote = self.step(self.seller, at, "decline", ACCEPTED, **self.deal.facts)
        return quote

    def request(self) -> Body:
        """What quotes is asked for."""
        deal, day = self.deal, today() - timedelta(days=self.deal.days_ago)
        body: Body = {
            "client_id": self.cast.ids[deal.client],
            "valid_until": (day + timedelta(days=deal.valid_for)).isoformat(),
            "terms": deal.terms,
            "project": deal.project,
            "description": f"{deal.project}: devices as discussed",
            "external_ref": deal.ref,
            "success_rate": deal.success_rate,
            "lines": [
                {"product_id": self.cast.ids[number], "quantity": quantity, "discount": discount}
                for number, quantity, discount in deal.lines
            ],
        }
        if deal.distributor:
            body["distributor_id"] = self.cast.ids[deal.distributor]
        if deal.days_ago:
            body |= {"quoted_on": day.isoformat(), "owner_id": self.cast.ids[deal.seller]}
        return body

    def placed(self, order_id: str) -> None:
        """The order is bound, and goes on when credit is granted."""
        at = f"/api/orders/{order_id}"
        order = self.seller.read(at)
        if order["status"] == "draft":
            self.seller.change(at, self.purchase_order())
            self.step(self.seller, at, "place", PLACED)
        order = until(lambda: decided(self.seller.read(at)), "the decision on credit")
        if self.deal.goal in ("released", "shipped", "closed"):
            self.released(at, order)

    def purchase_order(self) -> Body:
        """What the client's purchase order adds to the draft."""
        body: Body = {"customer_po": f"PO-{self.deal.ref[-3:]}"}
        if not self.deal.days_ago:
            body["estimated_ship_date"] = (today() + timedelta(days=self.deal.ship_in)).isoformat()
        return body

    def released(self, at: str, order: Body) -> None:
        """The order is in production, and goes on when it is to be shipped."""
        if order["status"] == "pending" and order["credit"] == "granted":
            order = self.step(self.warehouse, at, "release", RELEASED)
        if self.deal.goal != "released":
            self.shipped(order["id"])
            self.performed(order["id"])
            self.paid(at, order["id"])

    def shipped(self, order_id: str) -> None:
        """All goods left the house and arrived."""
        api, at = self.warehouse, "/api/fulfillment/delivery-orders"
        found = until(
            lambda: ready(api.find(at, "status", order_id=order_id)), "the delivery order being ready"
        )
        delivery = api.read(f"{at}/{found['id']}")
        if delivery["status"] == "ready":
            lines = [carried(self.deal.ref, line) for line in delivery["lines"]]
            by = {"carrier": "Nordic Freight", "tracking": f"NF{self.deal.ref[-2:]}440"}
            delivery = self.step(api, f"{at}/{found['id']}", "dispatch", SHIPPED, lines=lines, **by)
        for shipment in delivery["shipments"]:
            if shipment["delivered_on"] is None:
                self.step(api, f"/api/fulfillment/shipments/{shipment['id']}", "deliver", DELIVERED)

    def performed(self, order_id: str) -> None:
        """Its service, if it has one, was performed as far as the deal says."""
        if not self.services:
            return
        api, at = self.warehouse, "/api/fulfillment/service-orders"
        service = until(lambda: api.find(at, "performed", order_id=order_id), "the service order")
        if float(service["performed"]) == 0:
            done = {"quantity": self.deal.performed} if self.deal.performed else {}
            self.step(api, f"{at}/{service['id']}", "perform", PERFORMED, **done)

    @property
    def services(self) -> int:
        """How many of the deal's lines are services."""
        return sum(number in SERVICES for number, _, _ in self.deal.lines)

    def paid(self, at: str, order_id: str) -> None:
        """The invoices of goods and service are there and, for a closed deal, paid."""
        admin, invoices = self.cast.admin, "/api/billing/invoices"

        def issued() -> list[Body]:
            found: list[Body] = admin.read(invoices, order_id=order_id)["items"]
            return found if len(found) == 1 + self.services else []

        for invoice in until(issued, "the invoices"):
            if self.deal.goal == "closed" and invoice["status"] == "open":
                self.step(admin, f"{invoices}/{invoice['id']}", "payments", PAID, reference="Transfer")
        if self.deal.goal == "closed":
            until(lambda: admin.read(at)["status"] == "closed", "the order being closed")

    def step(self, who: BlockingApiClient, at: str, verb: str, days: int, **said: Any) -> Body:
        """One command about the document at an address."""
        body = {**said, **({"on": self.day(days)} if self.deal.days_ago else {})}
        step: Body = who.act(at, verb, body, key=f"demo-{self.deal.ref}-{verb}-{at[-12:]}").body
        return step

    def day(self, days: int) -> str:
        """So many days after the quote, not after today."""
        return min(today(), self.quoted_on + timedelta(days=days)).isoformat()


def decided(order: Body) -> Body | None:
    """The order when billing has decided about it."""
    return None if order["credit"] in ("none", "pending") else order


def ready(delivery: Body | None) -> Body | None:
    """The delivery order when it can leave or has left."""
    return delivery if delivery and delivery["status"] in ("ready", "shipped") else None


def carried(ref: str, line: Body) -> Body:
    """All of a line, devices with serial numbers."""
    units = int(float(line["reserved"])) if line["kind"] == "device" else 0
    prefix = f"{line['number']}-{ref[-3:]}"
    return {"line_id": line["line_id"], "serial_numbers": [f"{prefix}-{n:04}" for n in range(1, units + 1)]}
