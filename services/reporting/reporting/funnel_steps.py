"""The funnel: which steps a document has taken, on which day, and what it is worth there. Pure.

What an event adds to the funnel is the difference that it makes to its document, so that a step which is
taken back (a sent quote is revised, a cancelled order shipped after all) leaves nothing behind.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.inbound import Received
from contracts.event import Event
from contracts.orders import OrderCancelled, OrderReadyToInvoice
from contracts.quotes import QuoteRevised

Row = dict[str, Any]
Steps = Mapping[str, str]  # the day of each step by its name
WHOSE = ("client_id", "owner_id", "currency")
OF_REVISION = ("quote-sent", "quote-declined", "quote-expired")
AS_ORDERED = ("order-drafted", "order-placed")
DONE = ("shipped", "invoiced")


def steps(before: Steps, event: Event, status: str) -> dict[str, str]:
    """The steps of a document after the event that left it in this status."""
    found = dict(before)
    match event:
        case QuoteRevised():
            found = {name: day for name, day in found.items() if name not in OF_REVISION}
        case OrderReadyToInvoice():  # what was closed is open again
            found.pop("order-closed", None)
        case OrderCancelled() if status in DONE:  # nothing is left to come of it
            found["order-shipped"] = event.cancelled_on.isoformat()
    step = event.step
    if step is not None and step.funnel and not event.in_part:
        found[step.funnel] = getattr(event, step.on).isoformat()
    return found


def changes(received: Received[Any], before: Row | None, after: Row | None) -> Iterator[Row]:
    """What the event adds to the funnel, by the document as it stood before it and as it stands after."""
    was, now = _taken(before), _taken(after)
    for stage in sorted(was.keys() | now.keys()):
        old, new = was.get(stage), now.get(stage)
        if old == new:
            continue
        known = {"document_id": received.aggregate_id, "sequence": received.sequence, "stage": stage}
        known["recorded_at"] = received.time
        if old and new and old[:-1] == new[:-1]:
            yield _row(known, new[:-1], new[-1] - old[-1], 0)
            continue
        if old:
            yield _row(known, old[:-1], -old[-1], -1)
        if new:
            yield _row(known, new[:-1], new[-1], 1)


Taken = tuple[Any, Any, str, date, Decimal]  # client, owner, currency, day, gross


def _taken(document: Row | None) -> dict[str, Taken]:
    if document is None:
        return {}
    client, owner, currency = (document[name] for name in WHOSE)
    return {
        stage: (client, owner, currency, date.fromisoformat(day), _worth(document, stage))
        for stage, day in document["steps"].items()
    }


def _worth(document: Row, stage: str) -> Decimal:
    """What was ordered, what of it was cancelled, or what stands of the document now."""
    if stage in AS_ORDERED:
        return Decimal(document["ordered_gross"])
    if stage == "order-cancelled":
        return Decimal(document["ordered_gross"] - document["gross"])
    return Decimal(document["gross"])


def _row(known: Row, key: tuple[Any, ...], gross: Decimal, documents: int) -> Row:
    client, owner, currency, day = key
    return known | {
        "business_date": day,
        "client_id": client,
        "owner_id": owner,
        "currency": currency,
        "gross": gross,
        "documents": documents,
    }


def monthly(rows: Iterable[Row]) -> Iterator[Row]:
    """What these rows add to the funnel by month, in key order."""
    sums: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (row["stage"], row["business_date"].replace(day=1), row["owner_id"], row["currency"])
        into = sums.setdefault(key, {"documents": 0, "gross": Decimal(0)})
        into["documents"] += row["documents"]
        into["gross"] += row["gross"]
    names = ("stage", "month", "owner_id", "currency")
    for key in sorted(sums, key=str):
        yield dict(zip(names, key, strict=True)) | sums[key]
