"""How a priced line stands on a paper: alike on quotes, order confirmations and invoices."""

import re
from decimal import Decimal
from typing import Any

from chassis.measures import measure
from contracts.orders import InvoiceLine
from contracts.values import LineItem
from kernel.papers import figures


def number_beside(number: str, name: str) -> str:
    """A product's number where its name does not hold it already."""
    words = re.escape(number)
    return "" if re.search(rf"(?<!\w){words}(?!\w)", name, re.IGNORECASE) else number


def priced_line(
    line: LineItem | InvoiceLine, quantity: Decimal, unit: str, currency: str, *notes: str
) -> dict[str, Any]:
    """The line as ``priced-items`` of the template reads it; ``notes`` stand below the name and number."""
    said = [
        number_beside(line.number, line.name),
        *notes,
    ]
    return {
        "position": str(line.position),
        "name": line.name,
        "notes": [note for note in said if note],
        "quantity": figures.count(quantity),
        "unit": measure(unit, quantity),
        "unit_price": figures.unit_price(line.unit_price, currency),
        "discount": figures.percent(line.discount) if line.discount else "",
        "net": figures.amount(line.net, currency),
    }
