"""What the files imply: the days on which prices changed, and the stock before the first order. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from samples.northwind.files import Files, Order

Prices = dict[str, Decimal]  # by product


def price_changes(files: Files) -> dict[date, Prices]:
    """Products whose price changes on a day, with the new price, in order of days.

    The first day names every product; the day after the last order names those whose present price in
    the product file differs from what they were last sold at.
    """
    changes: dict[date, Prices] = defaultdict(dict)
    first = files.orders[0].ordered_on
    known: Prices = {}
    for order in files.orders:
        for line in order.lines:
            if known.get(line.product) != line.unit_price:
                day = order.ordered_on if line.product in known else first
                changes[day][line.product] = known[line.product] = line.unit_price
    present = {id: Decimal(row["unit_price"]) for id, row in files.products.items()}
    after = day_after_the_last(files)
    for id, price in present.items():
        if id not in known:
            changes[first][id] = price
        elif price != known[id]:
            changes[after][id] = price
    return dict(sorted(changes.items()))


def day_after_the_last(files: Files) -> date:
    """The first day on which the files know of no order any more."""
    return files.orders[-1].ordered_on + timedelta(days=1)


def opening_stock(files: Files) -> dict[str, int]:
    """Units by product before the first order: what is left in the end and all that was shipped."""
    shipped: Counter[str] = Counter()
    for order in files.orders:
        if order.shipped_on:
            shipped.update({line.product: line.quantity for line in order.lines})
    return {id: int(row["units_in_stock"]) + shipped[id] for id, row in files.products.items()}


def last_sellers(files: Files) -> Mapping[str, str]:
    """The employee who sold to a customer last; customers who never ordered are missing."""
    return {order.customer: order.employee for order in files.orders}


def address(order: Order) -> dict[str, str]:
    """Where an order was sent."""
    row = order.ship_to
    names = ("street", "address"), ("city", "city"), ("region", "region"), ("postal_code", "postal_code")
    return {"name": row["ship_name"], "country": row["ship_country"]} | {
        ours: row[f"ship_{theirs}"] for ours, theirs in names
    }
