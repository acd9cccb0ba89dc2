"""Keeping a register that documents choose from: names that mean one entry, and always one default."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import exists, select, text

from billing.entries import Entry
from chassis.errors import Conflict, Refused
from chassis.language import N_, _
from chassis.work import Work, add, load, save
from contracts.event import new_id

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:register, 3))")
E = TypeVar("E", bound=Entry)


async def lock(work: Work, kind: type[Entry]) -> None:
    """One change of the register at a time."""
    await work.execute(ONE_AT_A_TIME, {"register": kind.stream.name})


async def is_empty(work: Work, kind: type[Entry]) -> bool:
    """Whether nothing was ever entered."""
    return not (await work.execute(select(exists(select(kind.table.c.id))))).scalar_one()


async def issue(work: Work, kind: type[E], content: dict[str, Any], id: UUID | None = None) -> E:
    """Enter this content into the register; the first entry is the default."""
    await lock(work, kind)
    id = id or new_id()
    entry = kind(id=id, correlation_id=work.correlation_id or id, **content)
    others = await _others(work, entry)
    entry.is_default = entry.is_default or not others
    await _hand_over(work, entry, others)
    work.publish(entry, entry.issue())
    await add(work, entry)
    return entry


async def change(work: Work, kind: type[E], id: UUID, content: dict[str, Any]) -> E:
    """Issue the entry anew with other content; nothing happens when nothing differs."""
    await lock(work, kind)
    entry = await load(work, kind, id)
    entry.must_hold(N_("changed"))
    if entry.is_default and not content["is_default"]:
        raise Refused(
            _("Make another entry the default instead of %(name)s.", name=entry.name),
            slug=f"default-{kind.word}",
        )
    for name, value in content.items():
        setattr(entry, name, value)
    if not entry.changed():
        return entry
    await _hand_over(work, entry, await _others(work, entry))
    work.publish(entry, entry.issue())
    await save(work, entry)
    return entry


async def withdraw(work: Work, kind: type[E], id: UUID) -> E:
    """Take the entry out of the register."""
    entry = await load(work, kind, id)
    work.publish(entry, entry.withdraw())
    await save(work, entry)
    return entry


async def _others(work: Work, entry: E) -> Sequence[E]:
    """The other entries in force; raises Conflict when a name means one of them already."""
    c = entry.table.c
    in_force = select(entry.table).where(~c.withdrawn).order_by(c.id).with_for_update()
    rows = (await work.execute(in_force)).mappings()
    others = [type(entry).from_row(row) for row in rows if row["id"] != entry.id]
    for other in others:
        if shared := entry.name_shared_with(other):
            raise Conflict(
                _("%(shared)s means %(name)s already. Choose another name.", shared=shared, name=other.name),
                slug="name-taken",
                existing_id=str(other.id),
            )
    return others


async def _hand_over(work: Work, entry: Entry, others: Sequence[Entry]) -> None:
    """There is one default: the earlier one is no longer."""
    if not entry.is_default:
        return
    for other in others:
        if other.is_default:
            other.is_default = False
            work.publish(other, other.issue())
            await save(work, other)
