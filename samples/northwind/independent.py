"""The figures straight from the CSV files, in Decimal. Shares nothing with the import, on purpose."""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

CENT = Decimal("0.01")
DIMENSIONS = ("total", "seller", "client", "product", "country")
Sums = dict[tuple[str, str, str], Decimal]  # (dimension, year, name); year "all" is every year


@dataclass
class Figures:
    """Sums of net amounts, each line rounded half up unless said otherwise."""

    orders: int = 0
    lines: int = 0
    shipped: int = 0
    unrounded: Sums = field(default_factory=lambda: defaultdict(Decimal))
    booked: Sums = field(default_factory=lambda: defaultdict(Decimal))
    left: Sums = field(default_factory=lambda: defaultdict(Decimal))  # by the year of shipping
    counts: Sums = field(default_factory=lambda: defaultdict(Decimal))  # orders, by the year of ordering
    freight: Decimal = Decimal(0)
    lines_of: dict[str, dict[str, tuple[Decimal, Decimal, Decimal, Decimal]]] = field(default_factory=dict)
    order: dict[str, dict[str, str]] = field(default_factory=dict)
    on_hand: dict[str, Decimal] = field(default_factory=dict)


def calculate(folder: Path) -> Figures:
    """The figures that any honest system shows after these orders."""
    orders = {row["order_id"]: row for row in _rows(folder, "orders")}
    clients = {row["customer_id"]: row for row in _rows(folder, "customers")}
    people = {
        row["employee_id"]: f"{row['first_name']} {row['last_name']}" for row in _rows(folder, "employees")
    }
    products = {row["product_id"]: row for row in _rows(folder, "products")}
    found = Figures(orders=len(orders), shipped=sum(bool(row["shipped_date"]) for row in orders.values()))
    found.on_hand = {row["product_name"]: Decimal(row["units_in_stock"]) for row in products.values()}
    seen = set()
    for row in _rows(folder, "order_details"):
        order = orders[row["order_id"]]
        client = clients[order["customer_id"]]
        price, quantity = Decimal(row["unit_price"]), Decimal(row["quantity"])
        discount = Decimal(row["discount"]).quantize(CENT)
        exact = price * quantity * (1 - discount)
        net = exact.quantize(CENT, ROUND_HALF_UP)
        product = products[row["product_id"]]["product_name"]
        names = (
            "total",
            people[order["employee_id"]],
            client["company_name"],
            product,
            client["country"],
        )
        for dimension, name in zip(DIMENSIONS, names, strict=True):
            for year in ("all", order["order_date"][:4]):
                key = dimension, year, name
                found.unrounded[key] += exact
                found.booked[key] += net
                if (key, row["order_id"]) not in seen:
                    seen.add((key, row["order_id"]))
                    found.counts[key] += 1
            if order["shipped_date"]:
                for year in ("all", order["shipped_date"][:4]):
                    found.left[dimension, year, name] += net
        found.lines += 1
        found.lines_of.setdefault(row["order_id"], {})[product] = (quantity, price, discount, net)
    for id, order in orders.items():
        found.freight += Decimal(order["freight"])
        found.order[id] = {
            "client": clients[order["customer_id"]]["company_name"],
            "seller": people[order["employee_id"]],
            "ordered": order["order_date"],
            "required": order["required_date"],
            "shipped": order["shipped_date"],
            "freight": order["freight"],
        }
    return found


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))
