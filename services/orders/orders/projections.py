"""Copies of others' facts: parties, products, prices, quotes, what is made, bought or performed for orders.

They may be replayed at will.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert

from chassis.inbound import Received, upsert_newer
from chassis.work import Work
from contracts.event import Event
from contracts.fulfillment import (
    JobOrderCancelled,
    JobOrderCompleted,
    JobOrderRequested,
    PurchaseCancelled,
    PurchaseReceived,
    PurchaseRequested,
    ServiceDueMoved,
    ServiceOrderCancelled,
    ServiceOrderOpened,
    ServicePerformed,
    ShipmentDelivered,
)
from contracts.quotes import (
    QuoteAccepted,
    QuoteContent,
    QuoteDeclined,
    QuoteDrafted,
    QuoteEdited,
    QuoteExpired,
    QuoteRevised,
    QuoteSent,
)
from kernel.colleagues import COLLEAGUES
from kernel.company import COMPANY
from kernel.copies import remembered
from kernel.currencies import CURRENCIES
from kernel.payment_terms import PAYMENT_TERMS
from kernel.tax_treatments import TAX_TREATMENTS
from kernel.units import UNITS
from orders.tables import (
    PARTIES,
    PRICE_LISTS,
    PRODUCTS,
    delivery_copy,
    quote_copy,
    service_copy,
    supply_copy,
)

project = remembered(
    COLLEAGUES, COMPANY, CURRENCIES, UNITS, PAYMENT_TERMS, TAX_TREATMENTS, PARTIES, PRODUCTS, PRICE_LISTS
)


MOVE_SUPPLY = (
    update(supply_copy)
    .where(supply_copy.c.id == bindparam("supply"), supply_copy.c.version < bindparam("sequence"))
    .values(version=bindparam("sequence"), status=bindparam("state"), done_on=bindparam("on"))
)


@project.on(
    JobOrderRequested,
    JobOrderCompleted,
    JobOrderCancelled,
    PurchaseRequested,
    PurchaseReceived,
    PurchaseCancelled,
)
async def copy_supply(work: Work, batch: Sequence[Received[Event]]) -> None:
    """What production makes and purchasing buys for an order, and whether it is there."""
    asked = [_supply(r) for r in batch if isinstance(r.event, JobOrderRequested | PurchaseRequested)]
    await upsert_newer(work, supply_copy, asked)
    moved = [_moved(r) for r in batch if not isinstance(r.event, JobOrderRequested | PurchaseRequested)]
    if moved:
        await work.execute(MOVE_SUPPLY, moved)


def _supply(received: Received[Event]) -> dict[str, object]:
    event = received.event
    assert isinstance(event, JobOrderRequested | PurchaseRequested)
    return {
        "id": event.key,
        "version": received.sequence,
        "kind": event.stream.name,
        "number": event.number,
        "order_id": event.order_id,
        "line_id": event.line_id,
        "product_number": event.product_number,
        "product_name": event.product_name,
        "quantity": event.quantity.value,
        "unit": event.quantity.unit,
        "due_on": event.due_on,
        "status": "open",
        "done_on": None,
    }


def _moved(received: Received[Event]) -> dict[str, object]:
    event = received.event
    moved: dict[str, object] = {"supply": event.key, "sequence": received.sequence, "on": None}
    if isinstance(event, JobOrderCompleted):
        return moved | {"state": "done", "on": event.completed_on}
    if isinstance(event, PurchaseReceived):
        return moved | {"state": "done", "on": event.received_on}
    return moved | {"state": "cancelled"}


@project.on(ServiceOrderOpened, ServiceDueMoved, ServicePerformed, ServiceOrderCancelled)
async def copy_services(work: Work, batch: Sequence[Received[Event]]) -> None:
    """What is to be performed for an order, and how much of it was."""
    for received in batch:
        if isinstance(received.event, ServiceOrderOpened):
            await upsert_newer(work, service_copy, [_service(received.event, received.sequence)])
        else:
            await work.execute(
                update(service_copy)
                .where(service_copy.c.id == received.aggregate_id, service_copy.c.version < received.sequence)
                .values(_changed(received.event) | {"version": received.sequence})
            )


def _service(opened: ServiceOrderOpened, sequence: int) -> dict[str, object]:
    names = ("number", "order_id", "line_id", "product_number", "product_name", "due_on")
    return {name: getattr(opened, name) for name in names} | {
        "id": opened.service_order_id,
        "version": sequence,
        "quantity": opened.quantity.value,
        "performed": 0,
        "unit": opened.quantity.unit,
        "status": "open",
    }


def _changed(event: Event) -> dict[str, object]:
    """The columns that the fact changes."""
    if isinstance(event, ServicePerformed):
        status = "performed" if event.complete else "open"
        return {"performed": service_copy.c.quantity - event.left.value, "status": status}
    if isinstance(event, ServiceDueMoved):
        return {"due_on": event.due_on}
    return {"status": "cancelled"}


STATUSES: dict[type[Event], str] = {
    QuoteDrafted: "draft",
    QuoteEdited: "draft",
    QuoteSent: "sent",
    QuoteRevised: "draft",
    QuoteAccepted: "accepted",
    QuoteDeclined: "declined",
    QuoteExpired: "expired",
}
MOVE_QUOTE = (
    update(quote_copy)
    .where(quote_copy.c.id == bindparam("quote"), quote_copy.c.version < bindparam("sequence"))
    .values(version=bindparam("sequence"), status=bindparam("state"))
)


@project.on(QuoteDrafted, QuoteEdited, QuoteSent, QuoteRevised, QuoteAccepted, QuoteDeclined, QuoteExpired)
async def copy_quotes(work: Work, batch: Sequence[Received[Event]]) -> None:
    """Where each quote stands and whose it is."""
    await upsert_newer(work, quote_copy, [_quote(r) for r in batch if isinstance(r.event, QuoteContent)])
    moved = [
        {"quote": r.aggregate_id, "sequence": r.sequence, "state": STATUSES[type(r.event)]}
        for r in batch
        if not isinstance(r.event, QuoteContent)
    ]
    if moved:
        await work.execute(MOVE_QUOTE, moved)


def _quote(received: Received[Event]) -> dict[str, object]:
    quote = received.event
    assert isinstance(quote, QuoteContent)
    return {
        "id": quote.quote_id,
        "version": received.sequence,
        "number": quote.number,
        "status": STATUSES[type(quote)],
        "valid_until": quote.valid_until,
        "owner_id": quote.owner_id,
        "client_id": quote.client.id,
    }


@project.on(ShipmentDelivered)
async def copy_deliveries(work: Work, batch: Sequence[Received[ShipmentDelivered]]) -> None:
    """When the client had the goods."""
    rows = [{"shipment_id": r.event.shipment_id, "delivered_on": r.event.delivered_on} for r in batch]
    await work.execute(insert(delivery_copy).on_conflict_do_nothing(), rows)
