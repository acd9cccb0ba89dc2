"""The load: sellers take whole deals through the gateway, from the quote to the payment, at a steady pace.

Every command is kept in the history; what came of it is read as any client would read it.
"""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from client import PASSING, ApiClient, RefusedByApi, Unreachable
from client.repeating import Patience
from tests.faults.history import History, Operation, versions

Body = dict[str, Any]
UNDECIDED = PASSING | {500}  # under faults, a service may fail in the middle of anything
PATIENCE = 150.0  # seconds that a command or its consequence may take under faults
PAUSE = 0.25
DEBIT = "0 days net, direct debit"  # what the accounting consumer collects by itself


class Stuck(Exception):
    """A consequence that did not come."""


class Pace:
    """So many turns a second for all who ask together."""

    def __init__(self, per_second: float) -> None:
        self.gap = 1 / per_second
        self.next = 0.0

    async def turn(self) -> None:
        """Wait for one's turn; turns that nobody took are lost."""
        now = time.monotonic()
        self.next = max(self.next + self.gap, now)
        await asyncio.sleep(self.next - now)


class Seat(ApiClient):
    """A person at the gateway whose commands stand in the history."""

    def __init__(self, address: str, history: History, pace: Pace) -> None:
        super().__init__(address, patience=Patience(PATIENCE, UNDECIDED, self.noticed), timeout=15)
        self.history, self.pace = history, pace
        self.clients: list[str] = []  # whom a seller looks after

    async def command(self, endpoint: str, path: str, body: Body, version: int | None = None) -> Body:
        """One command to its end; raises RefusedByApi, which the history has as ``fail``."""
        await self.pace.turn()
        operation = self.history.begin(endpoint, body)
        by_key[operation.idempotency_key] = operation
        try:
            answer = await self.post(path, body, key=operation.idempotency_key, version=version)
        except RefusedByApi as refused:
            self.history.note(operation, "fail", str(refused))
            raise
        except Unreachable as trouble:
            self.history.note(operation, "info", str(trouble))
            raise
        operation.wrote = versions(answer.headers.get("saleswire-version", ""))
        self.history.note(operation, "ok", str(answer.status))
        return dict(answer.body)

    def noticed(self, key: str, trouble: str) -> None:
        """An attempt at a command decided nothing; the history has it."""
        if operation := by_key.get(key):
            self.history.note(operation, "info", trouble)

    async def step(self, what: str, at: str, verb: str, known: Body, **body: Any) -> Body:
        """A step of a document as it is known, or as it stands when somebody else was faster."""
        while True:
            try:
                return await self.command(f"POST {what}/{verb}", f"{at}/{verb}", body, known["version"])
            except RefusedByApi as refused:
                if refused.status != 412:
                    raise
            known = await self.read(at)

    async def one(self, path: str, ready: Callable[[Body], bool] = bool, **filters: str) -> Body:
        """The item of a list that matches, as soon as there is one that is ready."""

        async def found() -> Body:
            items: list[Body] = (await self.read(path, **filters))["items"]
            return items[0] if items and ready(items[0]) else {}

        return dict(await until(found, f"{path} {filters}"))


by_key: dict[str, Operation] = {}


async def until(ask: Callable[[], Awaitable[Any]], what: str, patience: float = PATIENCE) -> Any:
    """What it answers when that is true; raises Stuck when patience, in seconds, is over."""
    end = time.monotonic() + patience
    while not (answer := await ask()):
        if time.monotonic() > end:
            raise Stuck(what)
        await asyncio.sleep(PAUSE)
    return answer


@dataclass
class Market:
    """Who trades what with whom."""

    sellers: list[Seat]
    operations: Seat
    accounting: Seat
    device: str
    option: str
    service: str
    closed: int = 0
    cancelled: int = 0
    stuck: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=itertools.count)

    async def close(self) -> None:
        """Let go of everybody's connections."""
        for seat in (*self.sellers, self.operations, self.accounting):
            await seat.close()

    async def trade(self, seller: Seat, over: asyncio.Event) -> None:
        """One deal after the other until it is over; each that was begun is finished."""
        while not over.is_set():
            number = next(self.numbers)
            try:
                await self.deal(seller, number)
            except (Stuck, RefusedByApi, Unreachable) as trouble:
                self.stuck.append(f"deal {number}: {trouble}")

    async def deal(self, seller: Seat, number: int) -> None:
        """One whole deal; each ninth is cancelled after its release, each fifth brings units in, too.

        Each seventh sells a service alone, so that a deal has one invoice whatever it sells.
        """
        if number % 5 == 0:
            at = f"/api/fulfillment/stock/{self.device}/receive"
            await self.operations.command(
                "POST /api/fulfillment/stock/receive", at, {"quantity": "7", "reference": f"note {number}"}
            )
        order = await self.sell(seller, number)
        if number % 9 == 8:
            at, why = f"/api/orders/{order['id']}", "not wanted any more"
            await self.operations.step("/api/orders", at, "cancel", order, reason=why)
            self.cancelled += 1
            return
        await (self.perform if is_service(number) else self.deliver)(order["id"], number)
        await self.collect(order["id"], number)
        self.closed += 1

    async def sell(self, seller: Seat, number: int) -> Body:
        """From the quote to the released order."""
        quotes, orders = "/api/quotes", "/api/orders"
        quote = await seller.command(f"POST {quotes}", quotes, self.wanted(seller, number))
        mine = {"quote_id": quote["id"], "cols": "id,version,credit"}
        for verb in ("send", "accept"):
            quote = await seller.step(quotes, f"{quotes}/{quote['id']}", verb, quote)
        order = await seller.one(orders, **mine)
        await seller.step(orders, f"{orders}/{order['id']}", "place", order)
        order = await seller.one(orders, cleared, **mine)
        return await self.operations.step(orders, f"{orders}/{order['id']}", "release", order)

    def wanted(self, seller: Seat, number: int) -> Body:
        """A quote's body: prices with rests of cents, so that sums can go wrong."""
        device = {"product_id": self.device, "quantity": str(1 + number % 3)}
        option = {"product_id": self.option, "quantity": str(1 + number % 4)}
        service = {"product_id": self.service, "quantity": str(1 + number % 3)}
        lines = [service] if is_service(number) else [device, option]
        client = seller.clients[number % len(seller.clients)]
        debit: Body = {"terms": DEBIT, "due": {"net_days": 0}}
        terms = debit if number % 3 == 0 else {"terms": "30 days net"}
        words = {"project": f"Project {number}", "description": "Made under faults"} | terms
        return {"client_id": client, "lines": lines, "freight": f"{number % 7}.37"} | words

    async def deliver(self, order: str, number: int) -> None:
        """Everything leaves at once, devices with serial numbers."""
        lists = "/api/fulfillment/delivery-orders"
        ready = await self.operations.one(lists, is_ready, order_id=order, cols="id,version,status")
        at = f"{lists}/{ready['id']}"
        known = await self.operations.read(at)
        lines = [
            {"line_id": line["line_id"], "serial_numbers": serials(line, number)} for line in known["lines"]
        ]
        await self.operations.step(lists, at, "dispatch", known, lines=lines)

    async def perform(self, order: str, number: int) -> None:
        """The service is performed at once and whole."""
        lists = "/api/fulfillment/service-orders"
        opened = await self.operations.one(lists, order_id=order, cols="id,version")
        await self.operations.step(lists, f"{lists}/{opened['id']}", "perform", opened, note=f"deal {number}")

    async def collect(self, order: str, number: int) -> None:
        """The invoice is paid, by hand or by the accounting consumer, and the order closes."""
        lists = "/api/billing/invoices"
        invoice = await self.accounting.one(lists, order_id=order, cols="id,version")
        if number % 3:
            await self.accounting.step(lists, f"{lists}/{invoice['id']}", "payments", invoice)

        async def closed() -> bool:
            return is_closed(await self.operations.read(f"/api/orders/{order}"))

        await until(closed, f"order {order} closes")


def is_service(number: int) -> bool:
    """Whether this deal sells a service instead of goods."""
    return number % 7 == 3


def cleared(order: Body) -> bool:
    """Its credit was granted."""
    return bool(order["credit"] == "granted")


def is_ready(delivery: Body) -> bool:
    """Everything is reserved."""
    return bool(delivery["status"] == "ready")


def is_closed(order: Body) -> bool:
    """Nothing is left to do."""
    return bool(order["status"] == "closed")


def serials(line: Body, number: int) -> list[str]:
    """Serial numbers of a device's line, none of others."""
    units = range(int(float(line["reserved"]))) if line["kind"] == "device" else ()
    return [f"{number:06}-{unit:02}" for unit in units]
