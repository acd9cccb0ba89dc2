"""Why the next step of a deal has not happened yet: a pure function of its documents.

It looks at the documents from the last of the story to the first and names what the deal waits for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.number_formats import money_of

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Waiting:
    """The step that comes next, what it waits for, who can move it, and since when."""

    next_step: str
    reason: str
    waits_for: str
    since: datetime
    document: str
    document_id: UUID
    kind: str


def why_not_yet(documents: Sequence[Row], refusal: Row | None, today: date) -> list[Waiting]:
    """What the deal waits for; empty when it is over.

    ``documents`` are rows of deal_document, ``refusal`` the body of the latest CreditRefused.
    """
    orders = [each for each in documents if each["stream"] == "order"]
    if not orders:
        return [found for quote in _of(documents, "quote") for found in _quote(quote, today)]
    return [found for order in orders for found in _order(order, documents, refusal, today)]


def _of(documents: Iterable[Row], stream: str, *statuses: str) -> Iterator[Row]:
    for each in documents:
        if each["stream"] == stream and (not statuses or each["status"] in statuses):
            yield each


def _quote(quote: Row, today: date) -> Iterator[Waiting]:
    number, facts = quote["number"], quote["facts"]
    if quote["status"] == "draft":
        yield _waiting(quote, "QuoteSent", f"Quote {number} is a draft; send it to the client.", "seller")
    elif quote["status"] == "sent":
        until = facts.get("valid_until")
        late = " That day has passed." if until and date.fromisoformat(until) < today else ""
        reason = f"The client has not answered quote {number}, which is valid until {until}.{late}"
        yield _waiting(quote, "QuoteAccepted", reason, "client")
    elif quote["status"] == "accepted":
        yield _waiting(
            quote, "OrderDrafted", f"Quote {number} was accepted; its order is being drafted.", "system"
        )


def _order(order: Row, documents: Sequence[Row], refusal: Row | None, today: date) -> Iterator[Waiting]:
    simple: dict[str, Callable[[], Iterator[Waiting]]] = {
        "draft": lambda: _say(order, "OrderPlaced", "is a draft; complete and place it.", "seller"),
        "placed": lambda: _say(order, "OrderCleared", "waits for the decision on credit.", "system"),
        "held": lambda: _held(order, refusal),
        "cleared": lambda: _say(
            order, "OrderReleased", "has credit; release it to production.", "operations"
        ),
        "closed": lambda: iter(()),
        "cancelled": lambda: _invoices(order, documents, today),
    }
    if order["status"] in simple:
        yield from simple[order["status"]]()
        return
    yield from _delivery(order, documents)
    yield from _services(order, documents)
    yield from _invoices(order, documents, today)


def _held(order: Row, refusal: Row | None) -> Iterator[Waiting]:
    reason = "would exceed the client's credit limit; raise the limit or wait for a payment."
    if refusal is not None and refusal.get("order_id") == str(order["id"]):
        reason = _refused(refusal)
    yield from _say(order, "OrderCleared", reason, "accounting")


def _refused(refusal: Row) -> str:
    """What would help: a limit in another currency can be raised for ever."""
    if refusal.get("undecided"):
        return "waits: nobody in accounting has decided on the client's credit. Set a limit, or none."
    limit, excess = refusal["limit"], refusal["excess"]
    if limit["currency"] != excess["currency"]:
        return (
            f"is in {excess['currency']}, and the client's credit limit is in {limit['currency']}. "
            f"Set a limit in {excess['currency']} for this client, or none."
        )
    beyond = money_of(Decimal(excess["amount"]), excess["currency"])
    return f"would exceed the client's credit limit by {beyond}; raise the limit or wait for a payment."


def _delivery(order: Row, documents: Sequence[Row]) -> Iterator[Waiting]:
    beside = _beside(order, documents)
    deliveries = list(_of(beside, "delivery-order"))
    if order["status"] == "released" and not deliveries and not list(_of(beside, "service-order")):
        yield from _say(
            order, "DeliveryOrderOpened", "was released; its delivery is being planned.", "system"
        )
    for delivery in deliveries:
        if delivery["status"] == "waiting":
            yield from _supply(order, delivery, documents)
        elif delivery["status"] == "ready":
            reason = f"Everything for {delivery['number']} is reserved; pick, pack and dispatch it."
            yield _waiting(delivery, "ShipmentDispatched", reason, "operations")


def _services(order: Row, documents: Sequence[Row]) -> Iterator[Waiting]:
    for service in _of(_beside(order, documents), "service-order", "open"):
        facts = service["facts"]
        quantity, rest = facts["quantity"], " the rest," if facts.get("begun") else ""
        name = f"{facts['product_number']} {facts['product_name']}"
        reason = f"It waits for{rest} {quantity['value']} {quantity['unit']} of {name} to be performed"
        yield _waiting(service, "ServicePerformed", f"{reason} ({service['number']}).", "operations")


def _supply(order: Row, delivery: Row, documents: Sequence[Row]) -> Iterator[Waiting]:
    beside = _beside(order, documents)
    made = [
        (job, "JobOrderCompleted", "production", "is being made") for job in _of(beside, "job-order", "open")
    ]
    bought = [
        (request, "PurchaseReceived", "purchasing", "is being bought")
        for request in _of(beside, "purchase-request", "open")
    ]
    for supply, step, who, what in [*made, *bought]:
        facts = supply["facts"]
        quantity = facts["quantity"]
        name = f"{facts['product_number']} {facts['product_name']}"
        reason = f"{quantity['value']} {quantity['unit']} of {name} {what} ({supply['number']})."
        yield _waiting(supply, step, reason, who)
    if made or bought:
        return
    reason = f"{delivery['number']} waits for stock of what is left to ship."
    yield _waiting(delivery, "DeliveryOrderReady", reason, "purchasing")


def _invoices(order: Row, documents: Sequence[Row], today: date) -> Iterator[Waiting]:
    beside = _beside(order, documents)
    invoices = list(_of(beside, "invoice"))
    begun = order["status"] in {"shipped", "partially-shipped"}
    if order["facts"].get("to_invoice", 0) > 0 or (begun and not invoices):
        done = f"was {_done(beside)}{' in part' if order['status'] == 'partially-shipped' else ''}"
        what = "another invoice" if invoices else "its invoice"
        yield from _say(order, "InvoiceIssued", f"{done}; {what} is being issued.", "system")
    for invoice in invoices:
        if invoice["status"] == "open":
            facts = invoice["facts"]
            days = (today - date.fromisoformat(facts["due_on"])).days
            late = f", {days} days ago" if days > 0 else ""
            reason = f"{_owed(invoice)} not paid; due on {facts['due_on']}{late}."
            yield _waiting(invoice, "PaymentReceived", reason, "client")


def _done(beside: Sequence[Row]) -> str:
    """What was done of an order: its goods shipped, its services performed, or both."""
    begun = {each["stream"] for each in beside if each["facts"].get("begun")}
    kinds = (("shipped", "delivery-order"), ("performed", "service-order"))
    return " and ".join(word for word, kind in kinds if kind in begun) or "shipped"


def _owed(invoice: Row) -> str:
    """What is not paid, with its amount where the reader may know it."""
    facts = invoice["facts"]
    if not facts.get("totals"):
        return f"{invoice['number']} is"
    owed = Decimal(str(facts.get("open_amount") or facts["totals"]["gross"]))
    return f"{money_of(owed, facts['totals']['currency'])} of {invoice['number']} are"


def _beside(order: Row, documents: Sequence[Row]) -> list[Row]:
    return [each for each in documents if each["facts"].get("order_id") == str(order["id"])]


def _say(order: Row, step: str, reason: str, who: str) -> Iterator[Waiting]:
    yield _waiting(order, step, f"Order {order['number'] or 'draft'} {reason}", who)


def _waiting(document: Row, step: str, reason: str, who: str) -> Waiting:
    return Waiting(
        step, reason, who, document["changed_at"], document["number"], document["id"], document["stream"]
    )
