"""Reports and traces as people see them; each says how fresh it is."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.steps import Stage
from contracts.values import Amount

By = Literal["product", "category", "client", "seller", "region", "segment", "total"]
Period = Literal["day", "week", "month", "quarter", "year", "all"]
MeasureName = Literal["booked", "placed", "cancelled", "shipped", "invoiced"]
Summed = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", description="A decimal")]


class SalesRow(BaseModel):
    """Sales of one key in one period.

    ``orders`` counts those placed, less those of which nothing is wanted any more; 0 for other measures.
    """

    period: date | None
    key: str
    label: str
    currency: str
    net: Summed
    quantity: Summed
    orders: int


class SalesReport(BaseModel):
    """Sales by something and period; within a period by currency, ours first, and the largest first."""

    by: By
    period: Period
    measure: MeasureName
    rows: list[SalesRow]
    fresh_until: datetime | None


class FunnelRow(BaseModel):
    """How many documents took a step in a period, and their gross total.

    A document counts once for a step, on the day of its present revision. Its gross is what was ordered for
    order-drafted and order-placed, what was cancelled for order-cancelled, else what stands of it now.
    """

    period: date | None
    stage: str
    currency: str
    documents: int
    gross: Amount


class FunnelReport(BaseModel):
    """The steps from the drafted quote to the closed order; ``hit_rate`` in percent, as on the dashboard."""

    period: Period
    rows: list[FunnelRow]
    hit_rate: Summed | None
    fresh_until: datetime | None


class StatusCount(BaseModel):
    """Documents of one kind in one status."""

    kind: str
    status: str
    documents: int


class TraceEvent(BaseModel):
    """One event of a deal; lags in ms since its cause, since the event before it, and since the deal began.

    ``kind``, ``document_id`` and ``sequence`` name its aggregate and its place there, ``stage`` its part of
    the deal. ``reported_by`` names the outsider who reported it, such as accounting; else it is empty.
    ``body`` leaves out lines and price decisions, which the event's own address has, and is empty where it is
    not ``opened``.
    """

    id: UUID
    name: str
    label: str
    stage: Stage | None
    type: str
    kind: str
    document_id: UUID
    document: str
    sequence: int
    time: datetime
    after_cause_ms: float | None
    after_previous_ms: float | None
    after_start_ms: float
    causation_id: UUID | None
    actor: UUID | None
    actor_name: str
    via: str
    reported_by: str
    opened: bool
    body: dict[str, Any]


class WholeEvent(BaseModel):
    """One event as it was published; ``withheld`` names fields of ``data`` that the reader may not see."""

    id: UUID
    name: str
    label: str
    type: str
    kind: str
    document_id: UUID
    document: str
    sequence: int
    time: datetime
    actor: UUID | None
    actor_name: str
    via: str
    correlation_id: UUID
    causation_id: UUID | None
    data: dict[str, Any]
    withheld: list[str]


class TraceDocument(BaseModel):
    """One document of a deal as it stands."""

    id: UUID
    kind: str
    number: str
    status: str
    changed_at: datetime


class WaitingView(BaseModel):
    """The next step, what it waits for, who can move it, and since when."""

    next_step: str
    reason: str
    waits_for: str
    since: datetime
    document: str
    document_id: UUID
    kind: str


class Standstill(BaseModel):
    """What happened to ``document`` could not be applied somewhere, and what comes after it waits, too.

    It goes on by itself when it ``heals``, else an administrator has to help.
    ``group``, ``cause`` and ``waiting``, the number of events that wait, are for administrators.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    kind: str
    document_id: UUID | None
    document: str
    reason: str
    heals: bool
    since: datetime
    group: str | None = None
    cause: str | None = None
    waiting: int | None = None


class Trace(BaseModel):
    """A deal from its first document to the payment, and why the next step has not happened yet."""

    correlation_id: UUID
    documents: list[TraceDocument]
    events: list[TraceEvent]
    why_not_yet: list[WaitingView]
    standing: list[Standstill]
    fresh_until: datetime | None
