"""Column types of what several services count: money and quantities.

Decimals are ``numeric`` without a scale, which keeps the decimals that were written: 600.00 EUR stays
600.00, and 600 JPY stays 600.
"""

from decimal import Decimal

from sqlalchemy import Numeric


def amount() -> Numeric[Decimal]:
    """A total in the document's currency."""
    return Numeric()


def quantity() -> Numeric[Decimal]:
    """How much, in the line's unit."""
    return Numeric()
