"""What an event says about the amounts and days of its document: pure, for the tiles of the dashboard."""

from datetime import date
from decimal import Decimal
from typing import Any

from contracts.billing import InvoiceIssued, PaymentReceived
from contracts.event import Event
from contracts.orders import OrderCancelled, OrderContent, OrderPlaced, OrderReadyToInvoice
from contracts.quotes import (
    QuoteAccepted,
    QuoteContent,
    QuoteDeclined,
    QuoteExpired,
    QuoteRevised,
    QuoteSent,
)
from contracts.values import Totals

Row = dict[str, Any]


def figures(event: Event, before: Row) -> Row:
    """The columns that the event changes of the document that stood like this before it."""
    return _amounts(event, before) | _days(event)


def _amounts(event: Event, before: Row) -> Row:
    match event:
        case InvoiceIssued():
            return _sums(event.totals) | {"open_amount": event.totals.gross}
        case PaymentReceived():
            return {"open_amount": Decimal(event.open_amount)}
        case QuoteContent():
            return _sums(event.totals)
        case OrderContent():
            totals = event.totals
            return _sums(totals) | {"ordered_net": totals.net, "ordered_gross": totals.gross}
        case OrderReadyToInvoice():
            net = before["delivered_net"] + event.totals.net
            gross = before["delivered_gross"] + event.totals.gross
            delivered = {"delivered_net": net, "delivered_gross": gross}
            return delivered | ({"net": net, "gross": gross} if before["cancelled_on"] else {})
        case OrderCancelled():  # what was delivered is what stands
            return {"net": before["delivered_net"], "gross": before["delivered_gross"]}
    return {}


def _sums(totals: Totals) -> Row:
    return {"currency": totals.currency, "net": totals.net, "gross": totals.gross}


def _days(event: Event) -> Row:
    match event:
        case QuoteSent():
            return {"sent_on": event.sent_on}
        case QuoteRevised():
            return {"sent_on": None, "decided_on": None}
        case OrderPlaced():
            return {"placed_on": event.placed_on}
        case OrderCancelled():
            return {"cancelled_on": event.cancelled_on}
        case InvoiceIssued():
            return {"issued_on": event.issued_on}
    decided_on = _decided_on(event)
    return {"decided_on": decided_on} if decided_on else {}


def _decided_on(event: Event) -> date | None:
    match event:
        case QuoteAccepted():
            return event.accepted_on
        case QuoteDeclined():
            return event.declined_on
        case QuoteExpired():
            return event.expired_on
    return None
