"""The documents of a deal as their own events describe them: pure folding of one event into one row."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.inbound import Received
from contracts.billing import CREDIT
from contracts.event import Event
from contracts.fulfillment import ServicePerformed, ShipmentDispatched
from contracts.messages import events
from contracts.orders import OrderCancelled, OrderInvoiced, OrderReadyToInvoice
from reporting.figures import figures
from reporting.funnel_steps import steps

Row = dict[str, Any]
EVENTS: tuple[type[Event], ...] = tuple(event for event in events().values() if event.step is not None)
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
AMOUNTS = (
    "net",
    "gross",
    "ordered_net",
    "ordered_gross",
    "delivered_net",
    "delivered_gross",
    "open_amount",
)


def fold(document: Row | None, received: Received[Any]) -> Row | None:
    """The document after the event; None for events of aggregates that serve many deals (credit)."""
    event = received.event
    if event.stream is CREDIT:
        return document
    before = document or _new(received)
    body = event.model_dump(mode="json", include=KEPT)
    facts = (
        before["facts"]
        | body
        | _begun(event)
        | _left_to_perform(event)
        | _left_to_invoice(event, before["facts"])
    )
    status = _status(event, before)
    return (
        before
        | {
            "version": received.sequence,
            "number": body.get("number", "") or before["number"],
            "status": status,
            "client_id": _party(event) or before["client_id"],
            "owner_id": getattr(event, "owner_id", None) or before["owner_id"],
            "facts": {name: value for name, value in facts.items() if name != "number"},
            "changed_at": received.time,
            "steps": steps(before["steps"], event, status),
        }
        | figures(event, before)
    )


def _status(event: Event, before: Row) -> str:
    """As the event's step says, unless something else of the document is not done, or is done already."""
    status = str(before["status"])
    match event:
        case OrderInvoiced() if status != "shipped":
            return status
        case OrderCancelled() if status == "partially-shipped":  # what is done is done: it goes on as shipped
            return "shipped" if before["facts"].get("to_invoice") else "invoiced"
    assert event.step is not None
    return (event.step.in_part if event.in_part else event.step.status) or status


def _left_to_perform(event: Event) -> Row:
    """A service order's quantity is what is still to be performed."""
    return {"quantity": event.left.model_dump(mode="json")} if isinstance(event, ServicePerformed) else {}


def _begun(event: Event) -> Row:
    """Whether some of a delivery order left, or some of a service order was performed."""
    return {"begun": True} if isinstance(event, ShipmentDispatched | ServicePerformed) else {}


def _left_to_invoice(event: Event, facts: Row) -> Row:
    """How many shipments and performances of an order have no invoice yet."""
    match event:
        case OrderReadyToInvoice():
            return {"to_invoice": facts.get("to_invoice", 0) + 1}
        case OrderInvoiced():
            return {"to_invoice": facts.get("to_invoice", 0) - 1}
    return {}


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
        **dict.fromkeys(AMOUNTS, Decimal(0)),
        "sent_on": None,
        "decided_on": None,
        "placed_on": None,
        "cancelled_on": None,
        "issued_on": None,
        "steps": {},
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
