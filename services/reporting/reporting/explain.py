"""Why the next step of a deal has not happened yet: a pure function of its documents.

It looks at the documents from the last of the story to the first and names what the deal waits for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.language import _, ngettext
from chassis.number_formats import day, money_of

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
        reason = _("Quote %(number)s is a draft; send it to the client.", number=number)
        yield _waiting(quote, "QuoteSent", reason, "seller")
    elif quote["status"] == "sent":
        until = facts.get("valid_until")
        reason = _(
            "The client has not answered quote %(number)s, which is valid until %(day)s.",
            number=number,
            day=day(date.fromisoformat(until)) if until else "–",
        )
        if until and date.fromisoformat(until) < today:
            reason = f"{reason} {_('That day has passed.')}"
        yield _waiting(quote, "QuoteAccepted", reason, "client")
    elif quote["status"] == "accepted":
        reason = _("Quote %(number)s was accepted; its order is being drafted.", number=number)
        yield _waiting(quote, "OrderDrafted", reason, "system")


def _order(order: Row, documents: Sequence[Row], refusal: Row | None, today: date) -> Iterator[Waiting]:
    named = _named(order)
    drafted = _("Order %(number)s is a draft; complete and place it.", number=named)
    placed = _("Order %(number)s waits for the decision on credit.", number=named)
    cleared = _("Order %(number)s has credit; release it to production.", number=named)
    simple: dict[str, Callable[[], Iterator[Waiting]]] = {
        "draft": lambda: _say(order, "OrderPlaced", drafted, "seller"),
        "placed": lambda: _say(order, "OrderCleared", placed, "system"),
        "held": lambda: _held(order, refusal),
        "cleared": lambda: _say(order, "OrderReleased", cleared, "operations"),
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
    named = _named(order)
    reason = _(
        "Order %(number)s would exceed the client's credit limit; raise the limit or wait for a payment.",
        number=named,
    )
    if refusal is not None and refusal.get("order_id") == str(order["id"]):
        reason = _refused(named, refusal)
    yield from _say(order, "OrderCleared", reason, "accounting")


def _refused(order: str, refusal: Row) -> str:
    """What would help: a limit in another currency can be raised for ever."""
    if refusal.get("undecided"):
        return _(
            "Order %(number)s waits: nobody in accounting has decided on the client's credit. "
            "Set a limit, or none.",
            number=order,
        )
    limit, excess = refusal["limit"], refusal["excess"]
    if limit["currency"] != excess["currency"]:
        return _(
            "Order %(number)s is in %(currency)s, and the client's credit limit is in %(other)s. "
            "Set a limit in %(currency)s for this client, or none.",
            number=order,
            currency=excess["currency"],
            other=limit["currency"],
        )
    return _(
        "Order %(number)s would exceed the client's credit limit by %(amount)s; raise the limit "
        "or wait for a payment.",
        number=order,
        amount=money_of(Decimal(excess["amount"]), excess["currency"]),
    )


def _delivery(order: Row, documents: Sequence[Row]) -> Iterator[Waiting]:
    beside = _beside(order, documents)
    deliveries = list(_of(beside, "delivery-order"))
    if order["status"] == "released" and not deliveries and not list(_of(beside, "service-order")):
        reason = _("Order %(number)s was released; its delivery is being planned.", number=_named(order))
        yield from _say(order, "DeliveryOrderOpened", reason, "system")
    for delivery in deliveries:
        if delivery["status"] == "waiting":
            yield from _supply(order, delivery, documents)
        elif delivery["status"] == "ready":
            reason = _(
                "Everything for %(number)s is reserved; pick, pack and dispatch it.",
                number=delivery["number"],
            )
            yield _waiting(delivery, "ShipmentDispatched", reason, "operations")


def _services(order: Row, documents: Sequence[Row]) -> Iterator[Waiting]:
    for service in _of(_beside(order, documents), "service-order", "open"):
        facts = service["facts"]
        said = {
            "quantity": f"{facts['quantity']['value']} {facts['quantity']['unit']}",
            "product": f"{facts['product_number']} {facts['product_name']}",
            "number": service["number"],
        }
        reason = (
            _("It waits for the rest, %(quantity)s of %(product)s to be performed (%(number)s).", **said)
            if facts.get("begun")
            else _("It waits for %(quantity)s of %(product)s to be performed (%(number)s).", **said)
        )
        yield _waiting(service, "ServicePerformed", reason, "operations")


def _supply(order: Row, delivery: Row, documents: Sequence[Row]) -> Iterator[Waiting]:
    beside = _beside(order, documents)
    made = [*_of(beside, "job-order", "open")]
    bought = [*_of(beside, "purchase-request", "open")]
    for job in made:
        reason = _("%(quantity)s of %(product)s is being made (%(number)s).", **_supplied(job))
        yield _waiting(job, "JobOrderCompleted", reason, "production")
    for request in bought:
        reason = _("%(quantity)s of %(product)s is being bought (%(number)s).", **_supplied(request))
        yield _waiting(request, "PurchaseReceived", reason, "purchasing")
    if made or bought:
        return
    reason = _("%(number)s waits for stock of what is left to ship.", number=delivery["number"])
    yield _waiting(delivery, "DeliveryOrderReady", reason, "purchasing")


def _supplied(supply: Row) -> dict[str, str]:
    """What comes, as sentences name it."""
    facts = supply["facts"]
    return {
        "quantity": f"{facts['quantity']['value']} {facts['quantity']['unit']}",
        "product": f"{facts['product_number']} {facts['product_name']}",
        "number": supply["number"],
    }


def _invoices(order: Row, documents: Sequence[Row], today: date) -> Iterator[Waiting]:
    beside = _beside(order, documents)
    invoices = list(_of(beside, "invoice"))
    begun = order["status"] in {"shipped", "partially-shipped"}
    if order["facts"].get("to_invoice", 0) > 0 or (begun and not invoices):
        done = _done(beside, _named(order), order["status"] == "partially-shipped")
        what = _("Another invoice is being issued.") if invoices else _("Its invoice is being issued.")
        yield from _say(order, "InvoiceIssued", f"{done} {what}", "system")
    for invoice in invoices:
        if invoice["status"] == "open":
            facts = invoice["facts"]
            reason = _owed(invoice)
            days = (today - date.fromisoformat(facts["due_on"])).days
            if days > 0:
                late = ngettext("That was %(n)s day ago.", "That was %(n)s days ago.", days)
                reason = f"{reason} {late}"
            yield _waiting(invoice, "PaymentReceived", reason, "client")


def _done(beside: Sequence[Row], order: str, in_part: bool) -> str:
    """What was done of an order: its goods shipped, its services performed, or both."""
    begun = {each["stream"] for each in beside if each["facts"].get("begun")}
    goods, services = "delivery-order" in begun, "service-order" in begun
    if goods and services:
        both = _("Order %(number)s was shipped and performed.", number=order)
        return _("Order %(number)s was shipped and performed in part.", number=order) if in_part else both
    if services:
        whole = _("Order %(number)s was performed.", number=order)
        return _("Order %(number)s was performed in part.", number=order) if in_part else whole
    whole = _("Order %(number)s was shipped.", number=order)
    return _("Order %(number)s was shipped in part.", number=order) if in_part else whole


def _owed(invoice: Row) -> str:
    """What is not paid, with its amount where the reader may know it."""
    facts = invoice["facts"]
    said = {"number": invoice["number"], "day": day(date.fromisoformat(facts["due_on"]))}
    if not facts.get("totals"):
        return _("%(number)s is not paid; due on %(day)s.", **said)
    owed = Decimal(str(facts.get("open_amount") or facts["totals"]["gross"]))
    amount = money_of(owed, facts["totals"]["currency"])
    return _("%(amount)s of %(number)s are not paid; due on %(day)s.", amount=amount, **said)


def _beside(order: Row, documents: Sequence[Row]) -> list[Row]:
    return [each for each in documents if each["facts"].get("order_id") == str(order["id"])]


def _say(order: Row, step: str, reason: str, who: str) -> Iterator[Waiting]:
    yield _waiting(order, step, reason, who)


def _named(order: Row) -> str:
    return str(order["number"] or _("draft"))


def _waiting(document: Row, step: str, reason: str, who: str) -> Waiting:
    return Waiting(
        step, reason, who, document["changed_at"], document["number"], document["id"], document["stream"]
    )
