"""Column types that services share: stored values and times."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


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
