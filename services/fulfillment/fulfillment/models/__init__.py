"""What fulfillment decides about: stock and reservations, supply, delivery orders, each in its module."""

from decimal import Decimal

from sqlalchemy import MetaData, Numeric

metadata = MetaData()


def quantity() -> Numeric[Decimal]:
    """How much, with the four decimals of every unit of measure."""
    return Numeric(19, 4)
