"""What the owner of a document is told about: pure, from an event and its document to a notice."""

from typing import Any

from chassis.inbound import Received
from contracts.billing import InvoiceIssued, PaymentReceived
from contracts.event import Event
from contracts.orders import OrderCancelled, OrderPerformed, OrderShipped, ShipDateMoved

Row = dict[str, Any]


def notice_of(document: Row | None, received: Received[Any]) -> Row | None:
    """The notice for the document's owner, or None: no news, nobody's document, or the owner's own deed."""
    event = received.event
    kind = event.step.tells_owner if event.step else ""
    if not kind or document is None or document["owner_id"] is None or received.via == "import":
        return None
    if isinstance(event, PaymentReceived) and event.open_amount:
        return None
    if received.actor == document["owner_id"] and not _automatic(received.via):
        return None
    return {
        "id": received.id,
        "person_id": document["owner_id"],
        "kind": kind,
        "document_kind": document["stream"],
        "document_id": document["id"],
        "number": document["number"],
        "client_id": document["client_id"],
        "actor": received.actor,
        "words": _words(event, document),
        "time": received.time,
    }


def _automatic(via: str) -> bool:
    # a reaction carries the person who began it all, but credit is not what a seller decides
    return via.startswith(("reaction:", "timer:"))


def _words(event: Event, document: Row) -> Row:
    """What a sentence about it needs besides number and client."""
    amount = {"amount": str(document["gross"]), "currency": document["currency"]}
    match event:
        case ShipDateMoved():
            return {"to": event.estimated_ship_date.isoformat(), "cause": event.cause}
        case OrderShipped() | OrderPerformed():
            return {"complete": event.complete}
        case OrderCancelled():
            return {"reason": event.reason}
        case InvoiceIssued():
            return amount | {"order_id": str(event.order_id), "order_number": event.order_number}
        case PaymentReceived():
            number = document["facts"].get("order_number", "")
            return amount | {"order_id": str(event.order_id), "order_number": number}
    return amount
