"""A person's notices: newest first, how many are unread, and what the person has read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, and_, func, select, text, tuple_

from chassis.access import person_names
from chassis.errors import NotFound
from chassis.work import Work
from reporting.models import notice, notice_read, party_copy

_n, _r = notice.c, notice_read.c
READ = text("""
    INSERT INTO notice_read (notice_id, person_id)
    SELECT n.id, n.person_id FROM notice n
     WHERE n.person_id = :person AND (CAST(:id AS uuid) IS NULL OR (n.time, n.id) <= (:time, :id))
       AND NOT EXISTS (SELECT FROM notice_read r WHERE r.notice_id = n.id)
     ORDER BY n.id
    ON CONFLICT DO NOTHING
""")


class NoticeView(BaseModel):
    """Something happened to a document of the person's; ``words`` are what a sentence about it needs.

    ``kind`` is quote-accepted, quote-declined, quote-expired, order-cleared, order-held, order-released,
    ship-date-moved, order-shipped, order-cancelled, order-closed, order-invoiced or invoice-paid.
    """

    id: UUID
    kind: str
    document_kind: str
    document_id: UUID
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
    conditions: list[ColumnElement[bool]] = [_n.person_id == person]
    if before is not None:
        at = await _place(work, before)
        conditions.append(tuple_(_n.time, _n.id) < tuple_(*at))
    if unread:
        conditions.append(_r.notice_id.is_(None))
    rows = [dict(row) for row in (await work.execute(_page(and_(*conditions), limit))).mappings()]
    names = await person_names(work, {row["actor"] for row in rows})
    items = [NoticeView(**row, actor_name=names.get(row["actor"], "")) for row in rows[:limit]]
    return NoticePage(
        items=items,
        unread=(await unread_of(work, [person]))[person],
        next=items[-1].id if len(rows) > limit else None,
    )


def _page(condition: ColumnElement[bool], limit: int) -> Select[Any]:
    shown = [column for column in notice.c if column.name != "person_id"]
    name = func.coalesce(party_copy.c.name, "").label("client_name")
    beside = notice.outerjoin(notice_read, _r.notice_id == _n.id)
    return (
        select(*shown, name, _r.read_at)
        .select_from(beside.outerjoin(party_copy, party_copy.c.id == _n.client_id))
        .where(condition)
        .order_by(_n.time.desc(), _n.id.desc())
        .limit(limit + 1)
    )


async def read(work: Work, up_to: UUID | None) -> Unread:
    """Note that the caller has read them; what was read stays read, whatever is replayed."""
    person = _person(work)
    at, id = (None, None) if up_to is None else await _place(work, up_to)
    await work.execute(READ, {"person": person, "id": id, "time": at})
    return Unread(unread=(await unread_of(work, [person]))[person])


async def unread_of(work: Work, people: list[UUID]) -> dict[UUID, int]:
    """How many notices each of these people has not read."""
    wanted = (
        select(_n.person_id, func.count().label("unread"))
        .where(_n.person_id.in_(people), ~select(_r.notice_id).where(_r.notice_id == _n.id).exists())
        .group_by(_n.person_id)
    )
    found = {row.person_id: row.unread for row in await work.execute(wanted)}
    return {person: found.get(person, 0) for person in people}


async def _place(work: Work, id: UUID) -> tuple[datetime, UUID]:
    wanted = select(_n.time).where(_n.id == id, _n.person_id == _person(work))
    time: datetime | None = (await work.execute(wanted)).scalar_one_or_none()
    if time is None:
        raise NotFound(f"You have no notice {id}.")
    return time, id


def _person(work: Work) -> UUID:
    assert work.caller is not None
    return work.caller.person_id
