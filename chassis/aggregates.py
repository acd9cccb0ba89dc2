"""Aggregates: one header row each, locked when loaded for a change, with a version that counts its events.

The dataclass is the model; its fields are columns of the same name.
"""

from dataclasses import dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, Column, Table, Uuid, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.errors import NotFound, Stale
from chassis.prepared import Prepared
from contracts.event import Stream

if TYPE_CHECKING:
    from chassis.work import Work


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
A = TypeVar("A", bound=Aggregate)


async def load(work: "Work", kind: type[A], id: UUID) -> A:
    """Load and lock for a change.

    Raises NotFound when absent or out of the caller's reach, and Stale when the caller's If-Match names
    another version of this aggregate.
    """
    aggregate = await _select(work, kind, id, lock=True)
    if aggregate is None:
        raise NotFound(f"There is no {kind.stream.name} {id}.")
    belongs_to = aggregate.belongs_to()
    if belongs_to is not None:
        await work.reach(*belongs_to, kind.stream.name)
    expected = work.expected_version
    if expected is not None and expected[0] is kind and expected[1] != aggregate.version:
        raise Stale(
            f"You changed version {expected[1]}, but version {aggregate.version} is current. "
            "Read it again and repeat your change on it."
        )
    return aggregate


async def peek(work: "Work", kind: type[A], id: UUID) -> A | None:
    """Read without a lock; None when absent."""
    return await _select(work, kind, id, lock=False)


async def _select(work: "Work", kind: type[A], id: UUID, *, lock: bool) -> A | None:
    rows = await _selecting(kind.table, lock).rows(work, {"wanted": id})
    return kind.from_row(rows[0]) if rows else None


async def add(work: "Work", aggregate: Aggregate) -> None:
    """Insert the header row; call it after the first event was published."""
    values = aggregate.values()
    await _inserting(aggregate.table, tuple(values)).run(work, values)
    aggregate.__dict__["_read"] = values


async def enter(work: "Work", fresh: A) -> A:
    """The aggregate with this id, locked; ``fresh`` itself, at version 0, when this is the first time."""
    table = fresh.table
    locked = upsert(table).on_conflict_do_update(index_elements=["id"], set_={"version": table.c.version})
    row = (await work.execute(locked.returning(table), fresh.values())).mappings().one()
    return type(fresh).from_row(row)


async def save(work: "Work", aggregate: Aggregate) -> None:
    """Write the changed columns; call it after the event was published."""
    changed = aggregate.changed()
    if changed:
        parameters = {f"new_{name}": value for name, value in changed.items()} | {"wanted": aggregate.id}
        await _updating(aggregate.table, tuple(changed)).run(work, parameters)
        aggregate.__dict__["_read"] = aggregate.values()


@cache
def _selecting(table: Table, lock: bool) -> Prepared:
    statement = select(table).where(table.c.id == bindparam("wanted"))
    return Prepared(statement.with_for_update() if lock else statement)


@cache
def _inserting(table: Table, names: tuple[str, ...]) -> Prepared:
    return Prepared(insert(table).inline().values({name: bindparam(name) for name in names}))


@cache
def _updating(table: Table, names: tuple[str, ...]) -> Prepared:
    statement = update(table).where(table.c.id == bindparam("wanted"))
    return Prepared(statement.values({name: bindparam(f"new_{name}") for name in names}))
