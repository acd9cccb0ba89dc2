"""Units of measure that every company begins with: code → (decimals of a quantity, name).

They hold until catalog says otherwise, so that nobody sells half a piece before the first word arrives.
"""

from decimal import Decimal

CUSTOMARY: dict[str, tuple[int, str]] = {
    "pcs": (0, "piece"),
    "set": (0, "set"),
    "license": (0, "licence"),
    "h": (2, "hour"),
    "day": (2, "day"),
    "month": (2, "month"),
    "year": (2, "year"),
    "g": (0, "gram"),
    "kg": (3, "kilogram"),
    "mm": (0, "millimetre"),
    "m": (3, "metre"),
    "m2": (3, "square metre"),
    "l": (3, "litre"),
}
MOST = 4  # decimals of any quantity


def decimals(unit: str, defined: int | None = None) -> int:
    """Decimals of a quantity: as defined, as customary, or four in a unit of old that nobody defined."""
    return CUSTOMARY.get(unit, (MOST, ""))[0] if defined is None else defined


def fits(quantity: Decimal, decimals: int) -> bool:
    """Whether the quantity is a whole number of the unit's smallest part."""
    return quantity == quantity.quantize(Decimal(1).scaleb(-decimals))
