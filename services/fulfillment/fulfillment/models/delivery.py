"""What an order is to bring to whom, line by line, and the shipments that left for it.

waiting → ready → shipped, or cancelled; a part of what is reserved may leave at any time before.
Lines keep a ledger (ordered, reserved, shipped, cancelled); the rest of a line waits for stock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, Computed, Date, DateTime, Integer, Table, Text, Uuid, func

from chassis.errors import Conflict, Refused
from chassis.language import N_, _
from chassis.work import Aggregate, Stored, aggregate_columns, children
from contracts.event import Choice, Stream
from contracts.fulfillment import (
    DELIVERY_ORDER,
    DeliveryCallChanged,
    DeliveryDueMoved,
    DeliveryOrderCancelled,
    DeliveryOrderOpened,
    DeliveryOrderReady,
    ShipmentDelivered,
    ShipmentDispatched,
)
from contracts.values import Address, DeliveryLine, ItemKind, PartyRef, Quantity, ShippedLine, Supply
from fulfillment.models import metadata, quantity, refusals
from fulfillment.models.shipments import Shipment
from fulfillment.models.supply import check_serial_numbers
from kernel.days import must_follow

MOST_SERIAL_NUMBERS = 2000  # of one shipment: they travel in one event

delivery_order_table = Table(
    "delivery_order",
    metadata,
    *aggregate_columns(),
    Column("number", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("order_id", Uuid, nullable=False, unique=True),
    Column("order_number", Text, nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("client", Stored(PartyRef), nullable=False),
    Column("client_name", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("address", Stored(Address), nullable=False),
    Column("due_on", Date),
    Column("call_before_delivery", Boolean, nullable=False),
    Column("released_on", Date, nullable=False),
    Column("arrival", BigInteger, nullable=False),
    Column("missing", quantity(), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

delivery_line_table = Table(
    "delivery_line",
    metadata,
    Column("line_id", Uuid, primary_key=True),
    Column("delivery_order_id", Uuid, nullable=False),
    Column("arrival", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("product_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("supply", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("stocked", Boolean, nullable=False),
    Column("quantity", quantity(), nullable=False),
    Column("reserved", quantity(), nullable=False),
    Column("shipped", quantity(), nullable=False),
    Column("cancelled", quantity(), nullable=False),
    Column("waiting", quantity(), Computed("quantity - reserved - shipped - cancelled", persisted=True)),
)


class Status(Choice):
    """Where the delivery order stands."""

    WAITING = "waiting"
    READY = "ready"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


@dataclass(kw_only=True)
class Line:
    """What is to be brought for one order line.

    ``stocked`` is False for a service of the days when services left with the goods.
    """

    line_id: UUID
    delivery_order_id: UUID
    arrival: int
    position: int
    product_id: UUID
    kind: str
    number: str
    name: str
    supply: str = Supply.NONE
    unit: str = "pcs"
    stocked: bool
    quantity: Decimal
    reserved: Decimal = Decimal(0)
    shipped: Decimal = Decimal(0)
    cancelled: Decimal = Decimal(0)

    @property
    def waiting(self) -> Decimal:
        """Units that are neither reserved nor shipped nor cancelled."""
        return self.quantity - self.reserved - self.shipped - self.cancelled

    @property
    def open(self) -> Decimal:
        """Units that are still to leave."""
        return self.reserved + self.waiting

    def cancel(self) -> Decimal:
        """Nothing more of it will leave; returns the units on hand that this frees."""
        freed = self.reserved if self.stocked else Decimal(0)
        self.cancelled, self.reserved = self.cancelled + self.open, Decimal(0)
        return freed


@dataclass(kw_only=True)
class DeliveryOrder(Aggregate):
    """Everything that one order is to bring; ``missing`` is what its lines wait for, together."""

    stream: ClassVar[Stream] = DELIVERY_ORDER
    table: ClassVar[Table] = delivery_order_table

    number: str
    status: str = Status.WAITING
    order_id: UUID
    order_number: str
    client_id: UUID
    client: PartyRef
    client_name: str
    owner_id: UUID
    address: Address
    due_on: date | None = None
    call_before_delivery: bool = False
    released_on: date
    arrival: int
    missing: Decimal = Decimal(0)
    lines: list[Line] = children()  # noqa: RUF009  # it returns a dataclass field

    def belongs_to(self) -> tuple[UUID, UUID]:
        return self.owner_id, self.client_id

    @property
    def is_open(self) -> bool:
        """Whether something is still to leave."""
        return self.status in (Status.WAITING, Status.READY)

    def open(self) -> DeliveryOrderOpened:
        """The order is to be delivered."""
        self.missing = sum((line.waiting for line in self.lines), Decimal(0))
        return DeliveryOrderOpened(
            delivery_order_id=self.id,
            number=self.number,
            order_id=self.order_id,
            order_number=self.order_number,
            client=self.client,
            address=self.address,
            due_on=self.due_on,
            call_before_delivery=self.call_before_delivery,
            lines=tuple(_to_bring(line) for line in self.lines),
        )

    def move_due(self, to: date) -> DeliveryDueMoved | None:
        """Due on another day; None when it is due then already, or when nothing is left to leave."""
        if not self.is_open or self.due_on == to:
            return None
        previous, self.due_on = self.due_on, to
        return DeliveryDueMoved(
            delivery_order_id=self.id, order_id=self.order_id, previous=previous, due_on=to
        )

    def change_call(self, wanted: bool) -> DeliveryCallChanged | None:
        """Call the client first, or not; None when that is known, or when nothing is left to leave."""
        if not self.is_open or self.call_before_delivery == wanted:
            return None
        self.call_before_delivery = wanted
        return DeliveryCallChanged(
            delivery_order_id=self.id, order_id=self.order_id, call_before_delivery=wanted
        )

    def cover(self, units: Decimal) -> DeliveryOrderReady | None:
        """Units that its lines waited for are reserved; ready when that were the last."""
        self.missing -= units
        if self.missing > 0 or self.status != Status.WAITING:
            return None
        self.status = Status.READY
        return DeliveryOrderReady(delivery_order_id=self.id, order_id=self.order_id)

    def dispatch(self, shipment: Shipment, *, serials_required: bool = False) -> ShipmentDispatched:
        """The shipment's lines leave the house.

        Raises Conflict when nothing can leave, Refused for more than is reserved or for serial numbers
        that do not match the units.
        """
        self._must_be_open(N_("dispatched"))
        if sum(len(leaving.serial_numbers) for leaving in shipment.lines) > MOST_SERIAL_NUMBERS:
            raise Refused(
                _(
                    "A shipment has %(most_serial_numbers)s serial numbers at most. Dispatch the rest as "
                    "another.",
                    most_serial_numbers=MOST_SERIAL_NUMBERS,
                ),
                slug="too-many-serial-numbers",
            )
        must_follow(
            shipment.dispatched_on,
            self.released_on,
            N_("%(number)s was released on %(day)s"),
            self.order_number,
        )
        for leaving in shipment.lines:
            self._ship(leaving, serials_required=serials_required)
        shipment.complete = all(line.open == 0 for line in self.lines)
        if shipment.complete:
            self.status = Status.SHIPPED
        names = ("order_id", "dispatched_on", "carrier", "vehicle", "tracking", "lines", "complete")
        return ShipmentDispatched(
            delivery_order_id=self.id,
            shipment_id=shipment.id,
            shipment_number=shipment.number,
            **{name: getattr(shipment, name) for name in names},
        )

    def deliver(self, shipment: Shipment, on: date, received_by: str) -> ShipmentDelivered:
        """The client has the goods of this shipment."""
        if shipment.delivered_on is not None:
            raise Conflict(
                _(
                    "%(number)s was delivered on %(delivered_on)s.",
                    number=shipment.number,
                    delivered_on=shipment.delivered_on,
                ),
                slug="already-delivered",
            )
        must_follow(on, shipment.dispatched_on, N_("%(number)s left on %(day)s"), shipment.number)
        shipment.delivered_on, shipment.received_by = on, received_by
        return ShipmentDelivered(
            delivery_order_id=self.id,
            shipment_id=shipment.id,
            order_id=self.order_id,
            delivered_on=on,
            received_by=received_by,
        )

    def cancel(self) -> DeliveryOrderCancelled:
        """Nothing more leaves; what has left stays. The command has cancelled the lines."""
        self.status, self.missing = Status.CANCELLED, Decimal(0)
        return DeliveryOrderCancelled(delivery_order_id=self.id, order_id=self.order_id)

    def line(self, line_id: UUID) -> Line:
        """The line of that id; raises Refused when there is none."""
        for line in self.lines:
            if line.line_id == line_id:
                return line
        raise Refused(
            _("%(number)s has no line %(line_id)s.", number=self.number, line_id=line_id), slug="unknown-line"
        )

    def _ship(self, leaving: ShippedLine, *, serials_required: bool) -> None:
        line = self.line(leaving.line_id)
        if not 0 < leaving.quantity <= line.reserved:
            raise refusals.not_reserved(
                line.number, leaving.quantity, line.reserved, line.waiting, line.line_id
            )
        check_serial_numbers(line.number, leaving.quantity, leaving.serial_numbers)
        if serials_required and line.kind == ItemKind.DEVICE and not leaving.serial_numbers:
            raise Refused(
                _("Give the serial numbers of %(number)s.", number=line.number), slug="serial-numbers-missing"
            )
        line.reserved -= leaving.quantity
        line.shipped += leaving.quantity

    def _must_be_open(self, wanted: str) -> None:
        if not self.is_open:
            raise refusals.not_open(self.number, self.status, wanted)


def _to_bring(line: Line) -> DeliveryLine:
    return DeliveryLine(
        line_id=line.line_id,
        product_id=line.product_id,
        number=line.number,
        name=line.name,
        quantity=Quantity(value=line.quantity, unit=line.unit),
    )


def everything_reserved(lines: Sequence[Line]) -> tuple[ShippedLine, ...]:
    """What can leave now, all of it."""
    return tuple(
        ShippedLine(line_id=line.line_id, product_id=line.product_id, quantity=line.reserved)
        for line in lines
        if line.reserved > 0
    )


LINE_COLUMNS: tuple[str, ...] = tuple(Line.__dataclass_fields__)


def line_from_row(row: Any) -> Line:
    """The line as its row says."""
    return Line(**{name: row[name] for name in LINE_COLUMNS})
