"""What goes over the wire: the requests that sellers make, and orders as they see them.

Requests refuse unknown fields.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.http import Closable
from chassis.language import _
from contracts.edge import BusinessDay, OneLine, PastDay, Prose
from contracts.terms import DueRule
from contracts.values import (
    Address,
    Amount,
    Count,
    Currency,
    Fraction,
    LineItem,
    PartyRef,
    ShippedLine,
    Totals,
    UnitPrice,
)
from kernel.decisions import DecisionView
from kernel.drafting import DraftHead, Short, Text
from kernel.pricing import Lines
from orders.process import Credit, ShownStage, Status
from orders.remark_schemas import Remark


class Request(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class OrderHead(DraftHead):
    """Fields of a draft that a seller may set; what is left out keeps its value."""

    estimated_ship_date: BusinessDay | None = None
    customer_po: Short = ""
    po_received_on: PastDay | None = None
    po_received_by: Short = ""
    so_issued_by: Short = ""
    delivery_conditions: Text = ""
    acceptance_conditions: Text = ""
    payment_conditions: Text = ""
    call_before_delivery: bool = False


class NewOrder(OrderHead):
    """Either ``quote_id`` or ``quote_number`` alone (the draft made from it), or a new order for a client."""

    quote_id: UUID | None = None
    quote_number: Annotated[OneLine, Field(min_length=1, max_length=40)] | None = None
    client_id: UUID | None = None
    ordered_on: BusinessDay | None = None
    currency: Currency | None = None
    lines: Lines = Field(default=[])

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        sources = [self.quote_id, self.quote_number, self.client_id]
        if sum(source is not None for source in sources) != 1:
            raise ValueError(_("give one of quote_id, quote_number and client_id"))
        if self.client_id is None and len(self.model_fields_set) > 1:
            raise ValueError(_("the draft of a quote has its fields already: fetch it, then PATCH it"))
        return self

    @property
    def from_quote(self) -> bool:
        """Whether the order comes from an accepted quote."""
        return self.client_id is None


class EditOrder(OrderHead):
    """Changes to a draft: only the fields that are given; ``lines`` replaces all lines.

    A placed order takes the customer's purchase order, project, description, external reference, conditions
    and the call before delivery, until it is closed or cancelled.

    New and changed lines are priced as of ``priced_on``: today when left out, another day needs ``backdate``.
    """

    priced_on: BusinessDay | None = None
    ordered_on: BusinessDay | None = None
    lines: Lines | None = None


class OnDay(Request):
    """The business day of the step; today when left out, another day needs ``backdate``."""

    on: PastDay | None = None


class PlaceOrder(OnDay):
    """``accept_total`` is the gross total to place the order with where prices changed since its lines."""

    accept_total: Annotated[Amount, Field(ge=0)] | None = None


class MoveShipDate(Request):
    """The ship date promised from now on, and why it moved."""

    estimated_ship_date: BusinessDay
    cause: Literal["client", "production", "supplier", "credit", "other"]
    note: Text = ""


class ReassignOrder(Request):
    """The sales representative who is responsible from now on."""

    owner_id: UUID


class CancelOrder(OnDay):
    """Why what has not been shipped or performed is not wanted any more."""

    reason: Annotated[Prose, Field(min_length=1, max_length=2000)]


class ItemView(LineItem):
    """What is sold; its prices are null for those to whom they are closed."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)

    list_price: Annotated[UnitPrice, Closable()]
    unit_price: Annotated[UnitPrice, Closable()]
    discount: Annotated[Fraction, Closable()] = Decimal(0)
    net: Annotated[Amount, Closable()]
    tax_rate: Annotated[Fraction, Closable()] = Decimal(0)


class LineView(BaseModel):
    """A line with its ledger and, where it was recorded, how its price came about.

    Of a service ``shipped`` is what was performed.

    ``agreed_on`` is when the client accepted this price with a quote; null where price lists decide.
    """

    model_config = ConfigDict(from_attributes=True)

    item: ItemView
    decision: DecisionView | None
    agreed_on: date | None
    ordered: Count
    cancelled: Count
    released: Count
    shipped: Count
    invoiced: Count


class OrderView(BaseModel):
    """An order as it stands. ``stage`` is the status in three words: pending, processing, shipped.

    ``missing`` are fields that a draft still needs to be placed.
    """

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)

    id: UUID
    version: int
    number: str
    status: Status
    stage: ShownStage
    credit: Credit
    quote_id: UUID | None
    quote_number: str
    ordered_on: date
    placed_on: date | None
    released_on: date | None
    initial_ship_date: date | None
    estimated_ship_date: date | None
    actual_ship_date: date | None
    to_be_invoiced_on: date | None
    cancelled_on: date | None
    cancel_reason: str
    closed_on: date | None
    client: PartyRef
    distributor: PartyRef | None
    owner_id: UUID
    lead_time_days: int | None
    terms: str
    terms_id: UUID | None
    due: DueRule | None
    project: str
    description: str
    customer_po: str
    po_received_on: date | None
    po_received_by: str
    so_issued_by: str
    delivery_conditions: str
    acceptance_conditions: str
    payment_conditions: str
    call_before_delivery: bool
    external_ref: str
    shipping_address: Address
    billing_address: Address
    lines: list[LineView]
    totals: Annotated[Totals, Closable()]
    gross: Annotated[Amount, Closable()]
    cancelled_gross: Annotated[Amount, Closable()]
    missing: list[str] = []
    warnings: list[Remark] = []


class ShipmentView(BaseModel):
    """What left with one shipment, and what of the order's money it is."""

    shipment_id: UUID
    delivery_order_id: UUID
    number: str
    dispatched_on: date
    delivered_on: date | None
    carrier: str
    vehicle: str
    tracking: str
    lines: tuple[ShippedLine, ...]
    totals: Annotated[Totals, Closable()]


class UnitView(BaseModel):
    """One unit that was sold, with its serial number."""

    serial_number: str
    line_id: UUID
    product_id: UUID
    product_number: str
    product_name: str
    shipment_id: UUID
    shipped_on: date


class SupplyView(BaseModel):
    """A job order or purchase request made for the order; ``kind`` is job-order or purchase-request."""

    id: UUID
    kind: Literal["job-order", "purchase-request"]
    number: str
    line_id: UUID
    product_number: str
    product_name: str
    quantity: Count
    unit: str
    due_on: date | None
    status: Literal["open", "done", "cancelled"]
    done_on: date | None


class InvoiceView(BaseModel):
    """An invoice for a shipment or performance of the order; ``open_amount`` is what is still owed."""

    invoice_id: UUID
    trigger_id: UUID
    number: str
    issued_on: date
    due_on: date
    totals: Annotated[Totals, Closable()]
    open_amount: Annotated[Amount, Closable()]
    settled_on: date | None
