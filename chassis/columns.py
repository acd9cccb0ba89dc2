"""Column types that services share: stored values, money, quantities, times.

Decimals are ``numeric`` without a scale, which keeps the decimals that were written: 600.00 EUR stays
600.00, and 600 JPY stays 600.
"""

from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


def amount() -> Numeric[Decimal]:
    """A total in the document's currency."""
    return Numeric()


def unit_price() -> Numeric[Decimal]:
    """A price per unit."""
    return Numeric()


def quantity() -> Numeric[Decimal]:
    """How much, in the line's unit."""
    return Numeric()


def time() -> DateTime:
    """A moment, with zone."""
    return DateTime(timezone=True)


class Stored(TypeDecorator[Any]):
    """A pydantic value kept as jsonb: ``Stored(Address)``, or several: ``Stored(tuple[LineItem, ...])``."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._adapter: TypeAdapter[Any] | None = None

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002  # SQLAlchemy's signature
        """The value as it was stored, validated."""
        if value is None:
            return None
        if self._adapter is None:
            self._adapter = TypeAdapter(self.kind)
        return self._adapter.validate_python(value)
