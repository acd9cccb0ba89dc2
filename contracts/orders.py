"""orders says what was sold and how far it has come, from the draft to the closed order.

A draft has no obligations. Placing asks billing for credit; a cleared order can be released to
production and shipping; each shipment, and each performance of a service, makes one trigger to invoice.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.event import Choice, Event, Stream
from contracts.remembered import OFFERED, Kind, Remembered
from contracts.steps import Stage, Step
from contracts.telling import Tells, asks, owner
from contracts.terms import DueRule
from contracts.values import (
    Address,
    Amount,
    Count,
    Fraction,
    ItemKind,
    LineItem,
    PartyRef,
    ShippedLine,
    Totals,
    UnitPrice,
    Value,
)

ORDER = Stream("order", "sales.order.v1", opens="orders.prices", shown="orders.read")


class SlipCause(Choice):
    """Why a promised ship date moved."""

    CLIENT = "client"
    PRODUCTION = "production"
    SUPPLIER = "supplier"
    CREDIT = "credit"
    OTHER = "other"
    UNKNOWN = "unknown"


class OrderContent(Event):
    """The whole order as it stands after the fact; fields of every event that changes its content."""

    room: ClassVar[int] = 64 * 1024
    remembered: ClassVar = Remembered(kind=Kind.ORDER, by=(*OFFERED, "quote_number", "customer_po"))

    order_id: UUID
    number: str
    quote_id: UUID | None = None
    quote_number: str = ""
    ordered_on: date
    client: PartyRef
    distributor: PartyRef | None = None
    owner_id: UUID
    terms: str = ""
    terms_id: Annotated[UUID | None, Field(description="The terms' entry in the register")] = None
    due: Annotated[DueRule | None, Field(description="When an invoice will be due")] = None
    project: str = ""
    description: str = ""
    lead_time_days: int = 0
    customer_po: str = ""
    estimated_ship_date: date | None = None
    call_before_delivery: bool = False
    external_ref: str = ""
    shipping_address: Address
    billing_address: Address
    lines: tuple[LineItem, ...]
    totals: Totals


class OrderDrafted(OrderContent, stream=ORDER, name="drafted", label="Order drafted"):
    """An order was begun, from an accepted quote or from blank."""

    step: ClassVar = Step(stage=Stage.ORDER, status="draft", funnel="order-drafted", on="ordered_on")


class OrderEdited(OrderContent, stream=ORDER, name="edited", label="Order edited"):
    """The draft's content changed."""

    step: ClassVar = Step(stage=Stage.ORDER, status="draft")


class OrderPlaced(OrderContent, stream=ORDER, name="placed", label="Order placed"):
    """The order is binding; it waits for the client's credit."""

    room: ClassVar[int] = 0
    step: ClassVar = Step(stage=Stage.ORDER, status="placed", funnel="order-placed", on="placed_on")

    placed_on: date


class OrderAnnotated(Event, stream=ORDER, name="annotated", label="Order annotated"):
    """What a placed order still takes was entered; nothing that the client owes or gets has changed.

    All these fields stand as they are after it; ``changed`` names those that it is about, and conditions that
    are printed only.
    """

    step: ClassVar = Step(stage=Stage.ORDER)
    remembered: ClassVar = Remembered(by=("customer_po", "project", "description", "external_ref"))

    order_id: UUID
    changed: tuple[str, ...]
    customer_po: str = ""
    po_received_on: date | None = None
    project: str = ""
    description: str = ""
    external_ref: str = ""
    call_before_delivery: bool = False


class OrderReassigned(Event, stream=ORDER, name="reassigned", label="Order reassigned"):
    """Another sales representative is responsible for the order and for what follows from it."""

    step: ClassVar = Step(stage=Stage.ORDER)
    tells: ClassVar = (owner("order-reassigned"),)
    remembered: ClassVar = Remembered()

    order_id: UUID
    previous_owner_id: UUID
    owner_id: UUID


class OrderCleared(Event, stream=ORDER, name="cleared", label="Order cleared"):
    """Credit was granted: the order can be released."""

    step: ClassVar = Step(stage=Stage.ORDER, status="cleared")
    tells: ClassVar = (*asks("order-to-release", "operations"), owner("order-cleared"))
    settles: ClassVar = ("credit-to-decide",)

    order_id: UUID
    credit_decision_id: UUID


class OrderHeld(Event, stream=ORDER, name="held", label="Order held"):
    """Credit was refused: the order waits until the limit or the exposure changes."""

    step: ClassVar = Step(stage=Stage.ORDER, status="held")
    tells: ClassVar = (Tells("credit-to-decide", holders="billing.credit", asks=True), owner("order-held"))
    settles: ClassVar = ("order-to-release",)

    order_id: UUID
    credit_decision_id: UUID


class OrderReleased(Event, stream=ORDER, name="released", label="Order released"):
    """Production release: units may be reserved, made, bought and shipped, services performed."""

    step: ClassVar = Step(
        stage=Stage.ORDER,
        status="released",
        funnel="order-released",
        on="released_on",
    )
    tells: ClassVar = (owner("order-released"),)
    settles: ClassVar = ("order-to-release",)

    order_id: UUID
    number: str
    client: PartyRef
    owner_id: UUID
    released_on: date
    estimated_ship_date: date | None = None
    call_before_delivery: bool = False
    shipping_address: Address
    lines: tuple[LineItem, ...]


class ShipDateMoved(Event, stream=ORDER, name="ship-date-moved", label="Ship date moved"):
    """The committed ship date changed; the initial one never does."""

    step: ClassVar = Step(stage=Stage.ORDER)
    tells: ClassVar = (owner("ship-date-moved"),)

    order_id: UUID
    previous: date | None
    estimated_ship_date: date
    cause: SlipCause
    note: str = ""


class OrderShipped(Event, stream=ORDER, name="shipped", label="Order shipped"):
    """A shipment left; ``complete`` when nothing of the order is left to ship or to perform."""

    step: ClassVar = Step(
        stage=Stage.ORDER,
        status="shipped",
        in_part="partially-shipped",
        funnel="order-shipped",
        on="shipped_on",
    )
    tells: ClassVar = (owner("order-shipped"),)
    remembered: ClassVar = Remembered(adds=("lines.serial_numbers",))

    order_id: UUID
    shipment_id: UUID
    shipped_on: date
    lines: tuple[ShippedLine, ...]
    complete: bool


class PerformedLine(Value):
    """What was performed for one order line."""

    line_id: UUID
    product_id: UUID
    quantity: Count


class OrderPerformed(Event, stream=ORDER, name="performed", label="Order performed"):
    """A service was performed; ``complete`` when nothing of the order is left to ship or to perform."""

    step: ClassVar = Step(
        stage=Stage.ORDER,
        status="shipped",
        in_part="partially-shipped",
        funnel="order-shipped",
        on="performed_on",
    )
    tells: ClassVar = (owner("order-performed"),)

    order_id: UUID
    performance_id: UUID
    performed_on: date
    lines: tuple[PerformedLine, ...]
    complete: bool


class InvoiceLine(Value):
    """What to invoice of one order line: the quantity shipped or performed, its exact share of the net."""

    line_id: UUID
    position: int
    product_id: UUID
    kind: ItemKind = ItemKind.UNKNOWN
    number: str
    name: str
    quantity: Count
    unit: str = "pcs"
    unit_price: UnitPrice
    discount: Fraction = Decimal(0)
    net: Amount
    tax_rate: Fraction = Decimal(0)


class OrderReadyToInvoice(Event, stream=ORDER, name="ready-to-invoice", label="Order ready to invoice"):
    """Accounting may invoice this shipment or performance: exactly one invoice per ``trigger_id``.

    Amounts are cumulative shares, so that those of all triggers add up to the order's totals.
    """

    step: ClassVar = Step(stage=Stage.ORDER)

    order_id: UUID
    trigger_id: UUID
    number: str
    client: PartyRef
    owner_id: UUID
    to_be_invoiced_on: date
    terms: str = ""
    due: DueRule | None = None
    customer_po: str = ""
    billing_address: Address
    lines: tuple[InvoiceLine, ...]
    totals: Totals


class OrderInvoiced(Event, stream=ORDER, name="invoiced", label="Order invoiced"):
    """An invoice was issued for a trigger; ``complete`` when every line is invoiced whole."""

    step: ClassVar = Step(stage=Stage.ORDER, status="invoiced")

    order_id: UUID
    invoice_id: UUID
    trigger_id: UUID
    complete: bool


class OrderCancelled(Event, stream=ORDER, name="cancelled", label="Order cancelled"):
    """What had not been shipped or performed will not be; credit and stock are free again."""

    step: ClassVar = Step(
        stage=Stage.ORDER,
        status="cancelled",
        funnel="order-cancelled",
        on="cancelled_on",
    )
    tells: ClassVar = (owner("order-cancelled"),)
    settles: ClassVar = ("order-to-release", "credit-to-decide")

    order_id: UUID
    cancelled_on: date
    reason: str


class OrderClosed(Event, stream=ORDER, name="closed", label="Order closed"):
    """Everything shipped or performed, invoiced and paid."""

    step: ClassVar = Step(stage=Stage.ORDER, status="closed", funnel="order-closed", on="closed_on")
    tells: ClassVar = (owner("order-closed"),)

    order_id: UUID
    closed_on: date
