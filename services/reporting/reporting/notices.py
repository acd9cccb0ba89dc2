"""A person's notices: newest first, how many are unread, and what the person has read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Column, Select, and_, func, literal, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import insert

from chassis.errors import NotFound
from chassis.work import Work
from kernel.access import access_person, person_names
from reporting.models import notice, notice_read, parties, standstill
from reporting.standstills import ADMINISTRATION, noticed, notices_of, told_to

Row = dict[str, Any]
Place = tuple[datetime, UUID]  # in the order of all notices
_n, _r, _s = notice.c, notice_read.c, standstill.c


class NoticeView(BaseModel):
    """Something happened to a document of the person's; ``words`` are what a sentence about it needs.

    ``kind`` is what the event tells an owner by its contract, such as quote-accepted or order-shipped; or
    stands-still, of which administrators are told too, and which becomes goes-on, where nothing need be read.
    """

    id: UUID
    kind: str
    document_kind: str
    document_id: UUID | None
    number: str
    client_id: UUID | None
    client_name: str
    actor: UUID | None
    actor_name: str
    words: dict[str, Any]
    time: datetime
    read_at: datetime | None


class NoticePage(BaseModel):
    """Notices, newest first; ``next`` is the id to ask for as ``before``, None at the end."""

    items: list[NoticeView]
    unread: int
    next: UUID | None


class ReadNotices(BaseModel):
    """Which notices were read: all up to and including this one, or all there are."""

    model_config = ConfigDict(extra="forbid")

    up_to: UUID | None = Field(
        default=None, description="Id of the newest notice that was read; null for all"
    )


class Unread(BaseModel):
    """How many notices are unread now."""

    unread: int


async def notices(work: Work, before: UUID | None, limit: int, unread: bool) -> NoticePage:
    """A page of the caller's notices; raises NotFound for ``before`` that is none of them."""
    person = _person(work)
    at = None if before is None else await _place(work, before)
    rows = [*await _happened(work, at, limit, unread), *await _stood_still(work, at, limit, unread)]
    rows.sort(key=lambda row: (row["time"], row["id"]), reverse=True)
    names = await person_names(work, {row["actor"] for row in rows})
    items = [NoticeView(**row, actor_name=names.get(row["actor"], "")) for row in rows[:limit]]
    return NoticePage(
        items=items,
        unread=(await unread_of(work, [person]))[person],
        next=items[-1].id if len(rows) > limit else None,
    )


async def _happened(work: Work, at: Place | None, limit: int, unread: bool) -> list[Row]:
    shown = [column for column in notice.c if column.name != "person_id"]
    name = func.coalesce(parties.c.name, "").label("client_name")
    beside = notice.outerjoin(notice_read, and_(_r.notice_id == _n.id, _r.person_id == _n.person_id))
    found = (
        select(*shown, name, _r.read_at)
        .select_from(beside.outerjoin(parties, parties.c.id == _n.client_id))
        .where(_n.person_id == _person(work))
    )
    if unread:
        found = found.where(_r.notice_id.is_(None))
    return await _newest(work, found, _n.time, _n.id, at, limit)


async def _stood_still(work: Work, at: Place | None, limit: int, unread: bool) -> list[Row]:
    found = notices_of(_person(work))
    if unread:
        found = found.where(_r.notice_id.is_(None), _s.freed_at.is_(None))
    assert work.caller is not None
    administers = work.caller.may(ADMINISTRATION)
    rows = await _newest(work, found, _s.told_at, _s.id, at, limit)
    return [noticed(row, administers=administers) for row in rows]


async def _newest(
    work: Work, found: Select[Any], time: Column[Any], id: Column[Any], at: Place | None, limit: int
) -> list[Row]:
    if at is not None:
        found = found.where(tuple_(time, id) < tuple_(*at))
    rows = await work.execute(found.order_by(time.desc(), id.desc()).limit(limit + 1))
    return [dict(row) for row in rows.mappings()]


async def read(work: Work, up_to: UUID | None) -> Unread:
    """Note that the caller has read them; what was read stays read, whatever is replayed."""
    person = _person(work)
    at = None if up_to is None else await _place(work, up_to)
    for unread, time, id in ((_of_documents, _n.time, _n.id), (_of_standstills, _s.told_at, _s.id)):
        found = unread([person])
        if at is not None:
            found = found.where(tuple_(time, id) <= tuple_(*at))
        seen = insert(notice_read).from_select(["person_id", "notice_id"], found.order_by(id))
        await work.execute(seen.on_conflict_do_nothing())
    return Unread(unread=(await unread_of(work, [person]))[person])


async def unread_of(work: Work, people: list[UUID]) -> dict[UUID, int]:
    """How many notices each of these people has not read."""
    unread = union_all(_of_documents(people), _of_standstills(people)).subquery()
    counted = select(unread.c.person_id, func.count().label("unread")).group_by(unread.c.person_id)
    found = {row.person_id: row.unread for row in await work.execute(counted)}
    return {person: found.get(person, 0) for person in people}


def _of_documents(people: list[UUID]) -> Select[Any]:
    """(person, notice) of what they have not read of their own documents."""
    read = select(_r.notice_id).where(_r.notice_id == _n.id, _r.person_id == _n.person_id)
    return select(_n.person_id, _n.id).where(_n.person_id.in_(people), ~read.exists())


def _of_standstills(people: list[UUID]) -> Select[Any]:
    """(person, standstill) of what stands still now and they have not read."""
    person = access_person.c.id
    read = select(_r.notice_id).where(_r.notice_id == _s.id, _r.person_id == person)
    told = access_person.join(standstill, told_to(person))
    unread = select(person.label("person_id"), _s.id).select_from(told)
    return unread.where(person.in_(people), _s.freed_at.is_(None), ~read.exists())


async def _place(work: Work, id: UUID) -> Place:
    person = _person(work)
    own = select(_n.time).where(_n.id == id, _n.person_id == person)
    told = select(_s.told_at).where(_s.id == id, told_to(literal(person)))
    time: datetime | None = (await work.execute(union_all(own, told))).scalar_one_or_none()
    if time is None:
        raise NotFound(f"You have no notice {id}.")
    return time, id


def _person(work: Work) -> UUID:
    assert work.caller is not None
    return work.caller.person_id
