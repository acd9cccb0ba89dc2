"""How a priced line stands on a paper: alike on quotes, order confirmations and invoices."""

from decimal import Decimal
from typing import Any

from contracts.orders import InvoiceLine
from contracts.values import LineItem
from kernel.papers import figures


def priced_line(
    line: LineItem | InvoiceLine, quantity: Decimal, unit: str, currency: str, *notes: str
) -> dict[str, Any]:
    """The line as ``priced-items`` of the template reads it; ``notes`` stand below the name and number."""
    said = [
        line.number,
        *notes,
    ]
    return {
        "position": str(line.position),
        "name": line.name,
        "notes": [note for note in said if note],
        "quantity": figures.count(quantity),
        "unit": unit,
        "unit_price": figures.unit_price(line.unit_price, currency),
        "discount": figures.percent(line.discount) if line.discount else "",
        "net": figures.amount(line.net, currency),
    }
