"""Aggregates are loaded locked, and saved after their event was published."""

from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.errors import NotFound, Stale
from chassis.language import _, stated
from chassis.work.aggregates import Aggregate
from chassis.work.work import Work

A = TypeVar("A", bound=Aggregate)


async def load(work: Work, kind: type[A], id: UUID) -> A:
    """Load and lock for a change.

    Raises NotFound when absent or out of the caller's reach, and Stale when the caller's If-Match names
    another version of this aggregate.
    """
    aggregate = await _select(work, kind, id, lock=True)
    if aggregate is None:
        raise NotFound(_("There is no %(what)s %(id)s.", what=stated(kind.stream.name), id=id))
    belongs_to = aggregate.belongs_to()
    if belongs_to is not None:
        await work.reach(*belongs_to, kind.stream.name)
    expected = work.expected_version
    if expected is not None and expected[0] is kind and expected[1] != aggregate.version:
        raise Stale(
            _(
                "You changed version %(yours)s, but version %(version)s is current. Read it again "
                "and repeat your change on it.",
                yours=expected[1],
                version=aggregate.version,
            )
        )
    return aggregate


async def peek(work: Work, kind: type[A], id: UUID) -> A | None:
    """Read without a lock; None when absent."""
    return await _select(work, kind, id, lock=False)


async def _select(work: Work, kind: type[A], id: UUID, *, lock: bool) -> A | None:
    row = (await work.execute(_selecting(kind.table, lock), {"wanted": id})).mappings().one_or_none()
    return None if row is None else kind.from_row(row)


async def add(work: Work, aggregate: Aggregate) -> None:
    """Insert the header row; call it after the first event was published."""
    values = aggregate.values()
    await work.execute(insert(aggregate.table).inline(), values)
    aggregate.__dict__["_read"] = values


async def enter(work: Work, fresh: A) -> A:
    """The aggregate with this id, locked; ``fresh`` itself, at version 0, when this is the first time."""
    table = fresh.table
    locked = upsert(table).on_conflict_do_update(index_elements=["id"], set_={"version": table.c.version})
    row = (await work.execute(locked.returning(table), fresh.values())).mappings().one()
    return type(fresh).from_row(row)


async def save(work: Work, aggregate: Aggregate) -> None:
    """Write the changed columns; call it after the event was published."""
    table, changed = aggregate.table, aggregate.changed()
    if changed:
        await work.execute(update(table).where(table.c.id == aggregate.id), changed)
        aggregate.__dict__["_read"] = aggregate.values()


@cache
def _selecting(table: Table, lock: bool) -> Select[Any]:
    statement = select(table).where(table.c.id == bindparam("wanted"))
    return statement.with_for_update() if lock else statement
