"""Aggregates: one header row each, locked when loaded for a change, with a version that counts its events.

The dataclass is the model; its fields are columns of the same name.
"""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import BigInteger, Column, Table, Uuid

from contracts.event import Stream


def aggregate_columns() -> tuple[Column[Any], ...]:
    """The three columns that every aggregate's table begins with."""
    return (
        Column("id", Uuid, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("correlation_id", Uuid, nullable=False),
    )


def children() -> Any:
    """A dataclass field that is kept in rows of its own; the commands load and save it."""
    return field(default_factory=list, metadata={"children": True})


@dataclass(kw_only=True)
class Aggregate:
    """Base of every aggregate: subclass as a dataclass, set ``stream`` and ``table``."""

    stream: ClassVar[Stream]
    table: ClassVar[Table]

    id: UUID
    version: int = 0
    correlation_id: UUID

    @classmethod
    def from_row(cls, row: Any) -> Self:
        """The aggregate as the row says; remembers what was read so that ``save`` writes only changes."""
        aggregate = cls(**{name: row[name] for name in cls.columns()})
        aggregate.__dict__["_read"] = aggregate.values()
        return aggregate

    @classmethod
    def columns(cls) -> list[str]:
        """Fields that are columns of the header row: all but the children."""
        return [field.name for field in fields(cls) if not field.metadata.get("children")]

    def belongs_to(self) -> tuple[UUID | None, UUID | None] | None:
        """(owner, client) that decide who reaches it; None when everybody with the permission does."""
        return None

    def values(self) -> dict[str, Any]:
        """Column values of the header row."""
        return {name: getattr(self, name) for name in self.columns()}

    def changed(self) -> dict[str, Any]:
        """Column values that differ from what was loaded."""
        read = self.__dict__.get("_read", {})
        return {name: value for name, value in self.values().items() if read.get(name, _ABSENT) != value}


_ABSENT = object()
