"""The files as they are, with dates and decimals read; what is made of them stands elsewhere."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from samples.venue import CannotBegin

Row = Mapping[str, str]
TABLES = ("categories", "customers", "employees", "order_details", "orders", "products", "shippers")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One line of an order; the discount as the two-decimal fraction that the stored float means."""

    product: str
    unit_price: Decimal
    quantity: int
    discount: Decimal


@dataclass(frozen=True)
class Order:
    """One order with its lines; ``shipped_on`` is None for those that never left."""

    number: str
    customer: str
    employee: str
    ordered_on: date
    required_on: date
    shipped_on: date | None
    carrier: str
    freight: Decimal
    ship_to: Row
    lines: tuple[Line, ...]

    @property
    def ref(self) -> str:
        """How our documents name it."""
        return f"NW-{self.number}"


@dataclass(frozen=True)
class Files:
    """The whole company; keys are the files' own ids."""

    customers: Mapping[str, Row]
    employees: Mapping[str, Row]
    products: Mapping[str, Row]
    categories: Mapping[str, str]
    orders: tuple[Order, ...]  # by day and number


def read(folder: Path) -> Files:
    """Read the folder; raises CannotBegin when a file is not there."""
    tables = {name: _table(folder, name) for name in TABLES}
    return Files(
        customers={row["customer_id"]: row for row in tables["customers"]},
        employees={row["employee_id"]: row for row in tables["employees"]},
        products={row["product_id"]: row for row in tables["products"]},
        categories={row["category_id"]: row["category_name"] for row in tables["categories"]},
        orders=_orders(tables),
    )


def _table(folder: Path, name: str) -> list[Row]:
    file = folder / f"{name}.csv"
    if not file.is_file():
        raise CannotBegin(f"{file} is not there", "name the folder that holds Northwind's CSV files")
    with file.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def _orders(tables: Mapping[str, list[Row]]) -> tuple[Order, ...]:
    carriers = {row["shipper_id"]: row["company_name"] for row in tables["shippers"]}
    lines: dict[str, list[Line]] = {}
    for row in tables["order_details"]:
        lines.setdefault(row["order_id"], []).append(_line(row))
    orders = [_order(row, tuple(lines[row["order_id"]]), carriers) for row in tables["orders"]]
    return tuple(sorted(orders, key=lambda order: (order.ordered_on, int(order.number))))


def _line(row: Row) -> Line:
    return Line(
        product=row["product_id"],
        unit_price=Decimal(row["unit_price"]),
        quantity=int(row["quantity"]),
        discount=Decimal(row["discount"]).quantize(CENT),
    )


def _order(row: Row, lines: tuple[Line, ...], carriers: Mapping[str, str]) -> Order:
    return Order(
        number=row["order_id"],
        customer=row["customer_id"],
        employee=row["employee_id"],
        ordered_on=date.fromisoformat(row["order_date"]),
        required_on=date.fromisoformat(row["required_date"]),
        shipped_on=date.fromisoformat(row["shipped_date"]) if row["shipped_date"] else None,
        carrier=carriers[row["ship_via"]],
        freight=Decimal(row["freight"]),
        ship_to=row,
        lines=lines,
    )
