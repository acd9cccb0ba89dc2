"""Goods that left together, and the serial numbers of the units among them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Table, Text, Uuid

from chassis.work import Stored
from contracts.values import ShippedLine
from fulfillment.models import metadata

shipment_table = Table(
    "shipment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("delivery_order_id", Uuid, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("order_number", Text, nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("client_name", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("dispatched_on", Date, nullable=False),
    Column("carrier", Text, nullable=False),
    Column("vehicle", Text, nullable=False),
    Column("tracking", Text, nullable=False),
    Column("lines", Stored(tuple[ShippedLine, ...]), nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("delivered_on", Date),
    Column("received_by", Text, nullable=False),
)

sold_unit = Table(
    "sold_unit",
    metadata,
    Column("product_id", Uuid, primary_key=True),
    Column("serial_number", Text, primary_key=True),
    Column("alike", Text, nullable=False),
    Column("id", Uuid, nullable=False, unique=True),
    Column("product_number", Text, nullable=False),
    Column("product_name", Text, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("order_number", Text, nullable=False),
    Column("line_id", Uuid, nullable=False),
    Column("shipment_id", Uuid, nullable=False),
    Column("shipment_number", Text, nullable=False),
    Column("shipped_on", Date, nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("client_name", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
)


@dataclass(kw_only=True)
class Shipment:
    """Goods that left together; its facts lie on the stream of its delivery order."""

    id: UUID
    number: str
    delivery_order_id: UUID
    order_id: UUID
    order_number: str
    client_id: UUID
    client_name: str
    owner_id: UUID
    dispatched_on: date
    carrier: str = ""
    vehicle: str = ""
    tracking: str = ""
    lines: tuple[ShippedLine, ...]
    complete: bool = False
    delivered_on: date | None = None
    received_by: str = ""


def shipment_from_row(row: Any) -> Shipment:
    """The shipment as its row says."""
    return Shipment(**{name: row[name] for name in Shipment.__dataclass_fields__})
