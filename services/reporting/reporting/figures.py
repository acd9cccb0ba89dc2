"""What an event says about the amounts and days of its document: pure, for the tiles of the dashboard."""

from decimal import Decimal
from typing import Any

from contracts.billing import InvoiceIssued, PaymentReceived
from contracts.event import Event
from contracts.orders import OrderContent, OrderPlaced
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


def figures(event: Event) -> Row:
    """The columns of the document that the event changes."""
    return _amounts(event) | _days(event)


def _amounts(event: Event) -> Row:
    match event:
        case InvoiceIssued():
            return _sums(event.totals) | {"open_amount": event.totals.gross}
        case PaymentReceived():
            return {"open_amount": Decimal(event.open_amount)}
        case QuoteContent() | OrderContent():
            return _sums(event.totals)
    return {}


def _sums(totals: Totals) -> Row:
    return {"currency": totals.currency, "net": totals.net, "gross": totals.gross}


def _days(event: Event) -> Row:
    match event:
        case QuoteSent():
            return {"sent_on": event.sent_on}
        case QuoteRevised():
            return {"sent_on": None, "decided_on": None}
        case QuoteAccepted():
            return {"decided_on": event.accepted_on}
        case QuoteDeclined():
            return {"decided_on": event.declined_on}
        case QuoteExpired():
            return {"decided_on": event.expired_on}
        case OrderPlaced():
            return {"placed_on": event.placed_on}
        case InvoiceIssued():
            return {"issued_on": event.issued_on}
    return {}
