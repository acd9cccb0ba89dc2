"""Prices as they are pasted from a spreadsheet: product, from quantity, price, floor, cost. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from chassis.language import N_, _
from web.api.catalog import CostedListedPriceView, ListedPriceView, ProductsItem

COLUMNS = (N_("From quantity"), N_("Price"), N_("Floor"), N_("Cost"))


@dataclass(frozen=True)
class Row:
    """One line that was pasted; ``wrong`` says why it cannot be taken."""

    line: int
    product: str
    quantity: Decimal
    price: Decimal
    floor: Decimal | None
    cost: Decimal | None
    wrong: str = ""


def read(text: str) -> list[Row]:
    """The lines of a paste; a first line without any number is taken as the head."""
    rows: list[Row] = []
    for place, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in re.split(r"\t|;", line)]
        if not any(cells):
            continue
        if not rows and not any(map(str.isdigit, "".join(cells[1:]))):
            continue  # names of columns
        rows.append(_row(place, cells))
    return rows


def _row(line: int, cells: list[str]) -> Row:
    product, *typed = (*cells, "", "", "", "", "")[:5]
    quantity, price, floor, cost = (number(text) for text in (typed[0] or "1", *typed[1:]))
    wrong = [] if product else [_("the product number is missing")]
    wrong += [] if typed[1] else [_("the price is missing")]
    wrong += [
        _("%(name)s “%(text)s” is no number", name=_(name), text=text)
        for name, text in zip(COLUMNS, typed, strict=True)
        if text and number(text) is None
    ]
    return Row(line, product, quantity or Decimal(0), price or Decimal(0), floor, cost, "; ".join(wrong))


def number(text: str) -> Decimal | None:
    """``1 234,50``, ``1.234,50`` and ``1,234.50`` alike; a single comma or point parts the decimals."""
    bare = re.sub(r"[\s\u00a0\u202f']", "", text)
    last = max(bare.rfind(","), bare.rfind("."))
    if last >= 0:
        bare = re.sub(r"[.,]", "", bare[:last]) + "." + bare[last + 1 :]
    try:
        return Decimal(bare) if re.fullmatch(r"-?\d*\.?\d+|\d+\.", bare) else None
    except InvalidOperation:
        return None


def with_products(rows: Iterable[Row], known: Mapping[str, ProductsItem]) -> list[Row]:
    """The rows, with those marked whose product nobody knows; ``known`` is by number in capitals."""
    return [
        row
        if row.wrong or row.product.upper() in known
        else Row(row.line, row.product, row.quantity, row.price, row.floor, row.cost,
                 _("there is no product %(product)s", product=row.product))
        for row in rows
    ]  # fmt: skip


def prices_of(rows: Sequence[Row], known: Mapping[str, ProductsItem]) -> list[dict[str, Any]]:
    """Prices as catalog takes them; a product's rows are its breaks, and its lowest price is its floor."""
    by_product: dict[str, list[Row]] = {}
    for row in rows:
        by_product.setdefault(known[row.product.upper()]["id"], []).append(row)
    return [_price(id, sorted(own, key=lambda row: row.quantity)) for id, own in by_product.items()]


def _price(product_id: str, rows: list[Row]) -> dict[str, Any]:
    floors = [row.floor for row in rows if row.floor is not None]
    costs = [row.cost for row in rows if row.cost is not None]
    breaks = [{"min_quantity": f"{row.quantity:f}", "unit_price": f"{row.price:f}"} for row in rows]
    floor = min(floors) if floors else min(row.price for row in rows)
    price = {"product_id": product_id, "breaks": breaks, "floor": f"{floor:f}"}
    return price | ({"cost": f"{costs[0]:f}"} if costs else {})


def pasted(prices: Iterable[CostedListedPriceView | ListedPriceView]) -> str:
    """The prices of a list as they could have been pasted."""
    lines = [
        "\t".join(
            (
                price["number"],
                step["min_quantity"],
                step["unit_price"],
                price["floor"] or "",
                str(price.get("cost", "")),
            )
        )
        for price in prices
        for step in price["breaks"]
    ]
    return "\n".join(line.rstrip("\t") for line in lines)
