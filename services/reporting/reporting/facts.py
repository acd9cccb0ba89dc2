"""What an event means for the figures: pure functions from facts to rows that are only added."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.inbound import Received
from contracts.billing import InvoiceIssued
from contracts.orders import OrderCancelled, OrderPlaced, OrderReadyToInvoice, OrderReassigned
from reporting.models import Measure

Row = dict[str, Any]
SUMS = ("quantity", "net", "orders")
COUNTED = ("quantity", "net", "product_orders", "client_orders")
ORDERED = (Measure.BOOKED, Measure.CANCELLED)


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
    """A shipment or performance that crossed the cancellation: what it brought is cancelled no more.

    That is booked on the day of the cancellation, as the order's own figures have it.
    """
    taken_back = {
        fact["line_id"]: fact["business_date"] for fact in earlier if fact["measure"] == Measure.CANCELLED
    }
    return [
        row | {"measure": Measure.CANCELLED.value, "business_date": taken_back[row["line_id"]]}
        for row in shipment
        if row["line_id"] in taken_back
    ]


def cancelled(received: Received[OrderCancelled], earlier: Iterable[Mapping[str, Any]]) -> list[Row]:
    """A cancellation takes back what was booked and is not delivered; ``earlier`` are the order's facts."""
    left: dict[UUID, Row] = {}
    shipped_so_far: dict[UUID, tuple[Decimal, Decimal]] = {}
    for fact in standing(earlier):
        if fact["measure"] == Measure.BOOKED:
            left[fact["line_id"]] = dict(fact)
        elif fact["measure"] == Measure.SHIPPED:
            quantity, net = shipped_so_far.get(fact["line_id"], (Decimal(0), Decimal(0)))
            shipped_so_far[fact["line_id"]] = quantity + fact["quantity"], net + fact["net"]
    return [
        _taken_back(received, fact, *shipped_so_far.get(id, (Decimal(0), Decimal(0))))
        for id, fact in left.items()
    ]


def reassigned(received: Received[OrderReassigned], earlier: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The order's sales, and the orders that they count as, are its new representative's.

    ``earlier`` are the order's facts. What was invoiced stays with whoever the invoice names.
    """
    rows: list[Row] = []
    order = received.event
    for fact in standing(one for one in earlier if one["source_id"] == order.order_id):
        if fact["owner_id"] == order.owner_id:
            continue
        moved = fact | _fact(received, fact["line_id"], Measure(fact["measure"]))
        rows.append(moved | {name: -fact[name] for name in COUNTED})
        rows.append(moved | {"owner_id": order.owner_id})
    return rows


def standing(facts: Iterable[Mapping[str, Any]]) -> list[Row]:
    """What stands of facts by line, measure, day and representative, once what was moved has gone."""
    sums: dict[tuple[Any, ...], Row] = {}
    for fact in facts:
        key = tuple(fact[name] for name in ("line_id", "measure", "business_date", "owner_id"))
        if key in sums:
            sums[key] |= {name: sums[key][name] + fact[name] for name in COUNTED}
        else:
            sums[key] = dict(fact)
    return [row for row in sums.values() if any(row[name] for name in COUNTED)]


def mark_orders(rows: Iterable[Row], earlier: Iterable[Mapping[str, Any]]) -> None:
    """Note where an order begins (1) or ceases (-1) to count for its client, and for each of its products.

    It counts while something of it is ordered and not cancelled; ``earlier`` are its facts before the rows.
    """
    before: dict[Any, Decimal] = defaultdict(Decimal)
    _add_ordered(before, earlier)
    after = before.copy()
    _add_ordered(after, rows)
    told = set()
    for row in rows:
        for name, key in (("product_orders", row["product_id"]), ("client_orders", None)):
            counts = row["measure"] in ORDERED and key not in told
            row[name] = (after[key] > 0) - (before[key] > 0) if counts else 0
            if counts:
                told.add(key)


def _add_ordered(sums: dict[Any, Decimal], facts: Iterable[Mapping[str, Any]]) -> None:
    for fact in facts:
        if fact["measure"] in ORDERED:
            sums[fact["product_id"]] += fact["quantity"]
            sums[None] += fact["quantity"]


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


SUMMED_BY = ("dimension", "measure", "month", "key", "owner_id", "territory", "currency")
OF_ALL = ("dimension", "measure", "month", "key", "currency")


def monthly(facts: Sequence[Row], territories: Mapping[UUID, str]) -> list[Row]:
    """What these facts add to the sums by month, in key order; territories by client."""
    sums: dict[tuple[Any, ...], Row] = {}
    for fact in facts:
        month, place = fact["business_date"].replace(day=1), territories[fact["client_id"]]
        for dimension in ("product", "client"):
            key = (
                dimension,
                fact["measure"],
                month,
                fact[f"{dimension}_id"],
                fact["owner_id"],
                place,
                fact["currency"],
            )
            row = sums.setdefault(key, {"quantity": Decimal(0), "net": Decimal(0), "orders": 0})
            row["quantity"] += fact["quantity"]
            row["net"] += fact["net"]
            row["orders"] += fact[f"{dimension}_orders"]
    return [dict(zip(SUMMED_BY, key, strict=True)) | sums[key] for key in sorted(sums, key=str)]


def of_all(monthly: Iterable[Row]) -> list[Row]:
    """The sums by month without sellers and territories, in key order."""
    sums: dict[tuple[Any, ...], Row] = {}
    for row in monthly:
        into = sums.setdefault(tuple(row[name] for name in OF_ALL), dict.fromkeys(SUMS, 0))
        for name in SUMS:
            into[name] += row[name]
    return [dict(zip(OF_ALL, key, strict=True)) | sums[key] for key in sorted(sums, key=str)]
