"""What an event means for the figures: pure functions from facts to rows that are only added."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.inbound import Received
from contracts.billing import InvoiceIssued
from contracts.event import Event
from contracts.messages import events
from contracts.orders import OrderCancelled, OrderContent, OrderPlaced, OrderReadyToInvoice
from contracts.quotes import QuoteContent
from reporting.models import Measure

Row = dict[str, Any]
Dimension = str
SUMS = ("quantity", "net", "orders")


def booked(received: Received[OrderPlaced]) -> list[Row]:
    """Placing an order books its lines."""
    order = received.event
    return [
        _fact(received, line.line_id, Measure.BOOKED)
        | {
            "order_id": order.order_id,
            "business_date": order.placed_on,
            "product_id": line.product_id,
            "client_id": order.client.id,
            "owner_id": order.owner_id,
            "currency": order.totals.currency,
            "quantity": line.quantity.value,
            "net": line.net,
        }
        for line in order.lines
    ]


def shipped(received: Received[OrderReadyToInvoice]) -> list[Row]:
    """What left or was performed and may be invoiced, with its exact share of the line."""
    return _of_invoice_lines(received, Measure.SHIPPED, received.event.to_be_invoiced_on)


def invoiced(received: Received[InvoiceIssued]) -> list[Row]:
    """What was invoiced."""
    return _of_invoice_lines(received, Measure.INVOICED, received.event.issued_on)


def crossed(shipment: Iterable[Row], earlier: Iterable[Mapping[str, Any]]) -> list[Row]:
    """A shipment or performance that crossed the cancellation: what it brought is booked again."""
    taken_back = {fact["line_id"] for fact in earlier if fact["measure"] == Measure.CANCELLED}
    return [row | {"measure": Measure.CANCELLED.value} for row in shipment if row["line_id"] in taken_back]


def cancelled(received: Received[OrderCancelled], earlier: Iterable[Mapping[str, Any]]) -> list[Row]:
    """A cancellation takes back what was booked and is not delivered; ``earlier`` are the order's facts."""
    left: dict[UUID, Row] = {}
    shipped_so_far: dict[UUID, tuple[Decimal, Decimal]] = {}
    for fact in earlier:
        if fact["measure"] == Measure.BOOKED:
            left[fact["line_id"]] = dict(fact)
        elif fact["measure"] == Measure.SHIPPED:
            quantity, net = shipped_so_far.get(fact["line_id"], (Decimal(0), Decimal(0)))
            shipped_so_far[fact["line_id"]] = quantity + fact["quantity"], net + fact["net"]
    return [
        _taken_back(received, fact, *shipped_so_far.get(id, (Decimal(0), Decimal(0))))
        for id, fact in left.items()
    ]


def _taken_back(received: Received[OrderCancelled], fact: Row, quantity: Decimal, net: Decimal) -> Row:
    return (
        fact
        | _fact(received, fact["line_id"], Measure.CANCELLED)
        | {
            "business_date": received.event.cancelled_on,
            "quantity": quantity - fact["quantity"],
            "net": net - fact["net"],
        }
    )


def _of_invoice_lines(
    received: Received[OrderReadyToInvoice] | Received[InvoiceIssued], measure: Measure, on: date
) -> list[Row]:
    document = received.event
    return [
        _fact(received, line.line_id, measure)
        | {
            "order_id": document.order_id,
            "business_date": on,
            "product_id": line.product_id,
            "client_id": document.client.id,
            "owner_id": document.owner_id,
            "currency": document.totals.currency,
            "quantity": line.quantity,
            "net": line.net,
        }
        for line in document.lines
    ]


def _fact(received: Received[Any], line_id: UUID, measure: Measure) -> Row:
    return {
        "line_id": line_id,
        "source_id": received.aggregate_id,
        "sequence": received.sequence,
        "measure": measure.value,
        "recorded_at": received.time,
    }


def monthly(facts: Sequence[Row]) -> list[Row]:
    """What these facts add to the sums by month, in key order; an order counts once per key and measure."""
    sums: dict[tuple[Any, ...], Row] = {}
    counted: set[tuple[Any, ...]] = set()
    for fact in facts:
        for dimension in ("product", "client"):
            key = (
                dimension,
                fact["measure"],
                fact["business_date"].replace(day=1),
                fact[f"{dimension}_id"],
                fact["owner_id"],
                fact["currency"],
            )
            row = sums.setdefault(key, {"quantity": Decimal(0), "net": Decimal(0), "orders": 0})
            row["quantity"] += fact["quantity"]
            row["net"] += fact["net"]
            if fact["measure"] == Measure.BOOKED and (*key, fact["order_id"]) not in counted:
                counted.add((*key, fact["order_id"]))
                row["orders"] += 1
    names = ("dimension", "measure", "month", "key", "owner_id", "currency")
    return [dict(zip(names, key, strict=True)) | sums[key] for key in sorted(sums, key=str)]


def of_all_sellers(by_seller: Iterable[Row]) -> list[Row]:
    """The sums by month without their sellers, in key order: an order has one seller."""
    sums: dict[tuple[Any, ...], Row] = {}
    names = ("dimension", "measure", "month", "key", "currency")
    for row in by_seller:
        into = sums.setdefault(tuple(row[name] for name in names), dict.fromkeys(SUMS, 0))
        for name in SUMS:
            into[name] += row[name]
    return [dict(zip(names, key, strict=True)) | sums[key] for key in sorted(sums, key=str)]


COUNTED: tuple[type[Event], ...] = tuple(
    event for event in events().values() if event.step is not None and event.step.funnel
)


def stage(received: Received[Any], known: Row | None) -> Row | None:
    """The step of the funnel that the event is, or None.

    ``known`` says whose the document is (client, owner, currency, gross) when the event does not.
    """
    event, step = received.event, received.event.step
    if step is None or not step.funnel or event.in_part:
        return None
    whose = whose_is(event) or known
    if whose is None:
        return None
    return {
        "document_id": received.aggregate_id,
        "sequence": received.sequence,
        "stage": step.funnel,
        "business_date": getattr(event, step.on) if step.on else received.time.date(),
        "recorded_at": received.time,
    } | whose


def whose_is(event: Any) -> Row | None:
    """Client, owner, currency and gross of an event that carries the whole document."""
    if not isinstance(event, QuoteContent | OrderContent | InvoiceIssued):
        return None
    return {
        "client_id": event.client.id,
        "owner_id": event.owner_id,
        "currency": event.totals.currency,
        "gross": event.totals.gross,
    }


def monthly_stages(facts: Iterable[Row]) -> Iterator[Row]:
    """What these steps add to the funnel by month, in key order."""
    sums: dict[tuple[Any, ...], Row] = {}
    for fact in facts:
        key = (fact["stage"], fact["business_date"].replace(day=1), fact["owner_id"], fact["currency"])
        row = sums.setdefault(key, {"documents": 0, "gross": Decimal(0)})
        row["documents"] += 1
        row["gross"] += fact["gross"]
    names = ("stage", "month", "owner_id", "currency")
    for key in sorted(sums, key=str):
        yield dict(zip(names, key, strict=True)) | sums[key]
