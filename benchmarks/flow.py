"""One deal as a person sees it, each step timed: from a quote of three lines to its invoice.

Commands are timed until their answer; steps that end in ``_seen`` until somebody has read what others
made of it, with ``Wait-For`` and without polling.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.company import Company
from benchmarks.people import Person
from benchmarks.wire import Reply

STEPS = (
    "quote",
    "send",
    "accept",
    "draft_order_seen",
    "place",
    "credit_seen",
    "release",
    "delivery_order_seen",
    "dispatch",
    "invoice_seen",
)
COMMANDS = ("quote", "send", "accept", "place", "release", "dispatch")
HEAD = {"terms": "30 days net", "project": "Pumping stations", "description": "Sensors for two stations"}
Note = Callable[[str, float], None]  # a step and its milliseconds


class Astray(Exception):
    """A deal did not go the way it must."""


@dataclass
class Deal:
    """One deal of one simulated user; ``note`` is told every step."""

    company: Company
    user: int
    note: Note

    def __post_init__(self) -> None:
        people = self.company
        self.client = people.clients[self.user % len(people.clients)]
        self.seller = self.client.seller
        self.operations: Person = people.operations[self.user % len(people.operations)]
        self.accounting: Person = people.accounting[self.user % len(people.accounting)]
        self._mark = time.perf_counter()

    def passed(self, step: str) -> None:
        """Note the time since the last step."""
        now = time.perf_counter()
        self.note(step, (now - self._mark) * 1000)
        self._mark = now

    async def whole(self) -> None:
        """All steps."""
        began = self._mark = time.perf_counter()
        await self.agree(await self.offer())
        await self.bind()
        await self.ship()
        self.note("flow", (time.perf_counter() - began) * 1000)

    async def offer(self) -> Reply:
        """Draft a quote and send it; the answer to the latter."""
        chosen = random.sample(self.company.products, 3)
        lines = [{"product_id": id, "quantity": str(random.randint(1, 20))} for id in chosen]
        asked = {"client_id": self.client.id, "lines": lines, **HEAD}
        drafted = await self.seller.post("/api/quotes", asked)
        self.passed("quote")
        self.quote = drafted.json()["id"]
        sent = await self.seller.post(f"/api/quotes/{self.quote}/send", {}, drafted.version)
        self.passed("send")
        return sent

    async def agree(self, sent: Reply) -> None:
        """Accept, and read the order that was drafted."""
        accepted = await self.seller.post(f"/api/quotes/{self.quote}/accept", {}, sent.version)
        self.passed("accept")
        self.order = await self.draft(accepted)
        self.passed("draft_order_seen")

    async def draft(self, accepted: Reply) -> dict[str, Any]:
        """Id and version of the order that was made of the accepted quote."""
        path = f"/api/orders?cols=id,version&quote_id={self.quote}"
        return only(await self.seller.get(path, accepted.written), "order")

    async def bind(self) -> None:
        """Place the order, and read that it has credit."""
        path = f"/api/orders/{self.order['id']}"
        placed = await self.seller.post(f"{path}/place", {}, self.order["version"])
        self.passed("place")
        credit = f"/api/billing/credit/{self.client.id}"
        decided = (await self.accounting.get(credit, placed.written)).json()["version"]
        cleared = await self.seller.get(path, f"credit/{self.client.id}/{decided}")
        if cleared.json()["credit"] != "granted":
            raise Astray(f"credit of order {self.order['id']} is {cleared.json()['credit']}")
        self.passed("credit_seen")
        released = await self.operations.post(f"{path}/release", {}, cleared.version)
        self.passed("release")
        listed = f"/api/fulfillment/delivery-orders?cols=id,version,status&order_id={self.order['id']}"
        self.delivery = only(await self.operations.get(listed, released.written), "delivery order")
        self.passed("delivery_order_seen")

    async def ship(self) -> None:
        """Dispatch everything, and read the invoice."""
        path = f"/api/fulfillment/delivery-orders/{self.delivery['id']}/dispatch"
        shipped = await self.operations.post(path, {}, self.delivery["version"])
        self.passed("dispatch")
        named = [part for part in shipped.written.split(", ") if part.startswith("delivery-order/")]
        order = await self.accounting.get(f"/api/orders/{self.order['id']}", ", ".join(named))
        said = f"order/{self.order['id']}/{order.version}"
        only(await self.accounting.get(f"/api/billing/invoices?order_id={self.order['id']}", said), "invoice")
        self.passed("invoice_seen")


def only(reply: Reply, what: str) -> dict[str, Any]:
    """The only item of a list. Raises Astray."""
    items = reply.json()["items"]
    if len(items) != 1:
        raise Astray(f"{len(items)} of {what}, not one")
    found: dict[str, Any] = items[0]
    return found
