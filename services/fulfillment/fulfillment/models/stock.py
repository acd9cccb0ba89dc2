"""Units on hand and the promises made on them; never more is promised than is there.

A stock item's id is the product's. Its version counts receipts and shipments; what happens to its
``reserved`` is said by the reservations, which are aggregates of their own.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Column, Numeric, Table, Text, Uuid

from chassis.work import Aggregate, aggregate_columns
from contracts.event import Stream
from contracts.fulfillment import (
    RESERVATION,
    STOCK_ITEM,
    ReservationReleased,
    StockReceived,
    StockReserved,
    StockShipped,
)
from contracts.values import Quantity
from fulfillment.models import metadata, quantity
from kernel.colleagues import COLLEAGUES
from kernel.company import COMPANY
from kernel.copies import PartyLanguages, product_copy
from kernel.units import UNITS

stock_item_table = Table(
    "stock_item",
    metadata,
    *aggregate_columns(),
    Column("on_hand", quantity(), nullable=False),
    Column("reserved", quantity(), nullable=False),
)

reservation_table = Table(
    "reservation",
    metadata,
    *aggregate_columns(),
    Column("order_id", Uuid, nullable=False),
    Column("line_id", Uuid, nullable=False),
    Column("product_id", Uuid, nullable=False),
    Column("quantity", quantity(), nullable=False),
    Column("released", quantity(), nullable=False),
    Column("unit", Text, nullable=False),
)

shelf = Table(
    "shelf",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("supply", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("on_hand", quantity(), nullable=False),
    Column("reserved", quantity(), nullable=False),
    Column("available", Numeric(), nullable=False),
    Column("waiting", quantity(), nullable=False),
    comment="A view: the stock item with its product and with what waits for it",
)

colleague_copy = COLLEAGUES.table(metadata)
company_copy = COMPANY.table(metadata)
LANGUAGES = PartyLanguages(metadata)
unit_copy = UNITS.table(metadata)

PRODUCTS = product_copy(metadata, "number", "name", "kind", "unit", "supply")


@dataclass(kw_only=True)
class StockItem(Aggregate):
    """The units of one product; loaded with its row locked."""

    stream: ClassVar[Stream] = STOCK_ITEM
    table: ClassVar[Table] = stock_item_table

    on_hand: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)

    @property
    def available(self) -> Decimal:
        """Units on hand that nobody was promised."""
        return self.on_hand - self.reserved

    def receive(self, units: Decimal, reference: str) -> StockReceived:
        """Units came in."""
        self.on_hand += units
        return StockReceived(
            stock_item_id=self.id,
            quantity=units,
            on_hand=self.on_hand,
            reserved=self.reserved,
            reference=reference,
        )

    def ship(self, units: Decimal, shipment_id: UUID) -> StockShipped:
        """Promised units leave; the promise is kept."""
        self.reserved -= units
        self.on_hand -= units
        return StockShipped(
            stock_item_id=self.id,
            quantity=units,
            on_hand=self.on_hand,
            reserved=self.reserved,
            shipment_id=shipment_id,
        )

    def promise(self, units: Decimal) -> None:
        """Promise units to order lines; the reservations say to which."""
        self.reserved += units

    def free(self, units: Decimal) -> None:
        """Promises ended without a shipment."""
        self.reserved -= units


@dataclass(kw_only=True)
class Reservation(Aggregate):
    """A promise of units on hand to one order line; shipments use up a line's oldest ones first."""

    stream: ClassVar[Stream] = RESERVATION
    table: ClassVar[Table] = reservation_table

    order_id: UUID
    line_id: UUID
    product_id: UUID
    quantity: Decimal
    released: Decimal = Decimal(0)
    unit: str

    def reserve(self) -> StockReserved:
        """The promise begins."""
        return StockReserved(**self._facts(self.quantity))

    def release(self, units: Decimal) -> ReservationReleased:
        """So many of the promised units did not ship, and are free again."""
        self.released = units
        return ReservationReleased(**self._facts(units))

    def _facts(self, units: Decimal) -> dict[str, UUID | Quantity]:
        return {
            "reservation_id": self.id,
            "order_id": self.order_id,
            "line_id": self.line_id,
            "product_id": self.product_id,
            "quantity": Quantity(value=units, unit=self.unit),
        }
