"""What reporting says: a deal's trace and what of it stands still, notices, reports."""

from typing import Any

from stand_ins.answers import Answer, said
from stand_ins.varied import varied
from web.api import reporting

QUOTE, ORDER, CLIENT = (f"01900000-0000-7000-8000-0000000000{end}" for end in ("a1", "a2", "a3"))
START = "2026-11-22T13:00:00Z"
SEARCH = "/api/search"
COMMAND = "saleswire dlq list"
REASON = "Billing could not apply “Order placed” and waits for an administrator."


@varied
def trace() -> reporting.Trace:
    """A deal of which nothing is known."""
    return reporting.Trace(
        correlation_id=QUOTE, documents=[], events=[], why_not_yet=[], standing=[], fresh_until=START
    )


@varied
def document() -> reporting.TraceDocument:
    """The quote that the deal began with."""
    return reporting.TraceDocument(id=QUOTE, kind="quote", number="Q-1", status="accepted", changed_at=START)


@varied
def event() -> reporting.TraceEvent:
    """The first event of a deal."""
    return reporting.TraceEvent(
        id="e0",
        name="QuoteDrafted",
        label="Quote drafted",
        stage="quote",
        type="sales.quote.drafted.v1",
        kind="quote",
        document_id=QUOTE,
        document="Q-1",
        sequence=1,
        time=START,
        after_cause_ms=None,
        after_previous_ms=None,
        after_start_ms=0.0,
        causation_id=None,
        actor=None,
        actor_name="Elin Sand",
        via="web",
        reported_by="",
        opened=True,
        body={},
    )


@varied
def whole_event() -> reporting.WholeEvent:
    """An event as it was published, without what the reader may not see."""
    return reporting.WholeEvent(
        id="e5",
        name="CreditRefused",
        label="Credit refused",
        type="sales.credit.refused.v1",
        kind="credit",
        document_id=CLIENT,
        document="C-1",
        sequence=1,
        time=START,
        actor=None,
        actor_name="",
        via="reaction:billing.reactions",
        correlation_id=QUOTE,
        causation_id="e4",
        data={"order_id": ORDER},
        withheld=["limit"],
    )


@varied
def waiting() -> reporting.WaitingView:
    """An order that waits for credit."""
    return reporting.WaitingView(
        next_step="OrderCleared",
        reason="Order SO-1 would exceed the limit by 10 EUR.",
        waits_for="accounting",
        since="2026-11-22T13:00:05Z",
        document="SO-1",
        document_id=ORDER,
        kind="order",
    )


def standing(document_id: str, kind: str, **told: Any) -> reporting.Standstill:
    """What stands still of a document, as everybody gets it."""
    return _standing(document_id=document_id, kind=kind, **told)


@varied
def _standing() -> reporting.Standstill:
    return reporting.Standstill(
        kind="order",
        document_id=None,
        document="NO-7",
        reason=REASON,
        heals=False,
        since="2026-03-02T09:30:00Z",
        group=None,
        cause=None,
        waiting=None,
    )


def for_administrators(document_id: str, kind: str) -> reporting.Standstill:
    """The same with what only administrators get."""
    return standing(document_id, kind, group="billing.reactions", cause="error", waiting=1)


@varied
def sales() -> reporting.SalesReport:
    """Sales by client and month: nothing yet."""
    return reporting.SalesReport(by="client", period="month", measure="booked", rows=[], fresh_until=None)


@varied
def sales_row() -> reporting.SalesRow:
    """One order of a client's."""
    return reporting.SalesRow(
        period="2026-11-01",
        key=CLIENT,
        label="Norrland Skog AB",
        currency="EUR",
        net="50.20",
        quantity="1",
        orders=1,
    )


@varied
def funnel() -> reporting.FunnelReport:
    """Every second quote was accepted."""
    return reporting.FunnelReport(period="month", rows=[], hit_rate="50.0", fresh_until=None)


@varied
def funnel_row() -> reporting.FunnelRow:
    """Two documents took a step."""
    return reporting.FunnelRow(
        period="2026-11-01", stage="quote-drafted", currency="EUR", documents=2, gross="10.00"
    )


@varied
def hit() -> reporting.Hit:
    """A client that was found."""
    return reporting.Hit(
        kind="client",
        id=CLIENT,
        name="Tallinna Vesi",
        about=["C-2026-000001", "Tallinn"],
        status="",
        within=None,
        within_kind=None,
    )


def found(*hits: reporting.Hit, read_as: str | None = None) -> Answer:
    """What the search answers."""
    return said(reporting.Found(items=list(hits), read_as=read_as))
