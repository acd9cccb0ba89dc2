"""The documents of a deal as their own events describe them: pure folding of one event into one row."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.projections import Received
from contracts.billing import (
    CreditGranted,
    CreditRefused,
    CreditReleased,
    InvoiceIssued,
    PaymentReceived,
)
from contracts.event import Event
from contracts.fulfillment import (
    DeliveryCallChanged,
    DeliveryDueMoved,
    DeliveryOrderCancelled,
    DeliveryOrderOpened,
    DeliveryOrderReady,
    JobOrderCancelled,
    JobOrderCompleted,
    JobOrderRequested,
    PurchaseCancelled,
    PurchaseReceived,
    PurchaseRequested,
    ReservationReleased,
    ShipmentDelivered,
    ShipmentDispatched,
    StockReserved,
)
from contracts.orders import (
    OrderAnnotated,
    OrderCancelled,
    OrderCleared,
    OrderClosed,
    OrderDrafted,
    OrderEdited,
    OrderHeld,
    OrderInvoiced,
    OrderPlaced,
    OrderReadyToInvoice,
    OrderReleased,
    OrderShipped,
    ShipDateMoved,
)
from contracts.quotes import (
    QuoteAccepted,
    QuoteDeclined,
    QuoteDrafted,
    QuoteEdited,
    QuoteExpired,
    QuoteRevised,
    QuoteSent,
)
from reporting.figures import figures

Row = dict[str, Any]
Status = str | Callable[[Any, Row], str]


def _shipped(event: OrderShipped, _before: Row) -> str:
    return "shipped" if event.complete else "partially-shipped"


def _delivered(_event: ShipmentDelivered, before: Row) -> str:
    return "partially-dispatched" if before["status"] == "partially-dispatched" else "delivered"


def _dispatched(event: ShipmentDispatched, _before: Row) -> str:
    return "dispatched" if event.complete else "partially-dispatched"


def _invoiced(event: OrderInvoiced, before: Row) -> str:
    return "invoiced" if event.complete and before["status"] == "shipped" else str(before["status"])


def _cancelled(_event: OrderCancelled, before: Row) -> str:
    """What left, left: with its rest cancelled the order goes on as a shipped one."""
    if before["status"] != "partially-shipped":
        return "cancelled"
    return "shipped" if before["facts"].get("to_invoice") else "invoiced"


def _paid(event: PaymentReceived, _before: Row) -> str:
    return "paid" if event.open_amount == 0 else "open"


def _as_before(_event: Event, before: Row) -> str:
    return str(before["status"])


STATUS: Mapping[type[Event], Status] = {
    QuoteDrafted: "draft",
    QuoteEdited: "draft",
    QuoteSent: "sent",
    QuoteRevised: "draft",
    QuoteAccepted: "accepted",
    QuoteDeclined: "declined",
    QuoteExpired: "expired",
    OrderDrafted: "draft",
    OrderEdited: "draft",
    OrderPlaced: "placed",
    OrderCleared: "cleared",
    OrderHeld: "held",
    OrderReleased: "released",
    OrderAnnotated: _as_before,
    ShipDateMoved: _as_before,
    OrderShipped: _shipped,
    OrderReadyToInvoice: _as_before,
    OrderInvoiced: _invoiced,
    OrderCancelled: _cancelled,
    OrderClosed: "closed",
    StockReserved: "reserved",
    ReservationReleased: "released",
    JobOrderRequested: "open",
    JobOrderCompleted: "completed",
    JobOrderCancelled: _cancelled,
    PurchaseRequested: "open",
    PurchaseReceived: "received",
    PurchaseCancelled: "cancelled",
    DeliveryOrderOpened: "waiting",
    DeliveryDueMoved: _as_before,
    DeliveryCallChanged: _as_before,
    DeliveryOrderReady: "ready",
    ShipmentDispatched: _dispatched,
    ShipmentDelivered: _delivered,
    DeliveryOrderCancelled: _cancelled,
    InvoiceIssued: "open",
    PaymentReceived: _paid,
}
CREDIT = (CreditGranted, CreditRefused, CreditReleased)
EVENTS: tuple[type[Event], ...] = (*STATUS, *CREDIT)
KEPT = {
    "valid_until",
    "estimated_ship_date",
    "due_on",
    "order_id",
    "order_number",
    "product_name",
    "product_number",
    "quantity",
    "open_amount",
    "totals",
    "reason",
    "number",
}


def fold(document: Row | None, received: Received[Any]) -> Row | None:
    """The document after the event; None for events of aggregates that serve many deals (credit)."""
    event = received.event
    if type(event) not in STATUS:
        return document
    before = document or _new(received)
    status = STATUS[type(event)]
    body = event.model_dump(mode="json", include=KEPT)
    facts = before["facts"] | body | _left_to_invoice(event, before["facts"])
    return (
        before
        | {
            "version": received.sequence,
            "number": body.get("number", "") or before["number"],
            "status": status if isinstance(status, str) else status(event, before),
            "client_id": _party(event) or before["client_id"],
            "owner_id": getattr(event, "owner_id", None) or before["owner_id"],
            "facts": {name: value for name, value in facts.items() if name != "number"},
            "changed_at": received.time,
        }
        | figures(event)
    )


def _left_to_invoice(event: Event, facts: Row) -> Row:
    """How many shipments of an order have no invoice yet."""
    step = {OrderReadyToInvoice: 1, OrderInvoiced: -1}.get(type(event), 0)
    return {"to_invoice": facts.get("to_invoice", 0) + step} if step else {}


def _party(event: Any) -> UUID | None:
    client = getattr(event, "client", None)
    return None if client is None else client.id


def _new(received: Received[Any]) -> Row:
    return {
        "id": received.aggregate_id,
        "correlation_id": received.correlation_id,
        "stream": received.event.stream.name,
        "number": "",
        "status": "",
        "client_id": None,
        "owner_id": None,
        "facts": {},
        "currency": "",
        "net": Decimal(0),
        "gross": Decimal(0),
        "open_amount": Decimal(0),
        "sent_on": None,
        "decided_on": None,
        "placed_on": None,
        "issued_on": None,
    }


def event_row(received: Received[Any]) -> Row:
    """The event as the trace keeps it."""
    event = received.event
    return {
        "id": received.id,
        "correlation_id": received.correlation_id,
        "causation_id": received.causation_id,
        "stream": event.stream.name,
        "document_id": received.aggregate_id,
        "type": received.type,
        "name": type(event).__name__,
        "sequence": received.sequence,
        "time": received.time,
        "actor": received.actor,
        "via": received.via,
        "body": event.model_dump(mode="json"),
    }
