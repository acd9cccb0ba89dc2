"""What people do with their notices: read them, and mute what they do not want to be told of."""

from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from chassis.errors import NotFound, refused
from chassis.language import _
from chassis.work import Work
from contracts.event import new_id
from contracts.messages import events
from notifications.bells import ring
from notifications.models import mute, notice_read
from notifications.queries import count, place, seen_by
from notifications.reach import Reader, reader
from notifications.schemas import Count, Mute, ReadNotices
from notifications.standstills import STANDS_STILL
from notifications.telling import person

KINDS = {tells.kind for event in events().values() for tells in event.tells} | {STANDS_STILL}


async def read_notices(work: Work, asked: ReadNotices) -> Count:
    """Note that the caller has read them; what was read stays read, whatever is replayed."""
    who = await reader(work)
    seen = seen_by(who).subquery("seen")
    c = seen.c
    wanted = select(c.id).where(c.read_at.is_(None))
    if asked.notice_id is not None:
        await place(work, who, asked.notice_id)
        wanted = wanted.where(c.id == asked.notice_id)
    if asked.thread_id is not None:
        await _must_see(work, who, asked.thread_id)
        wanted = wanted.where(c.thread_id == asked.thread_id)
    if asked.up_to is not None:
        wanted = wanted.where(tuple_(c.time, c.id) <= tuple_(*await place(work, who, asked.up_to)))
    ids = (await work.execute(wanted.order_by(c.id))).scalars().all()
    if ids:
        marks = [{"person_id": who.id, "notice_id": id} for id in ids]
        await work.execute(insert(notice_read).on_conflict_do_nothing(), marks)
        await ring(work, [person(who.id)])
    return await count(work, who)


async def mute_notices(work: Work, asked: Mute) -> UUID:
    """Nothing more of a thread, or of a kind; again is the same mute."""
    who = await reader(work)
    if asked.kind is not None and asked.kind not in KINDS:
        raise refused(_("No notices are of the kind %(kind)s.", kind=asked.kind), "unknown-kind", "/kind")
    if asked.thread_id is not None:
        await _must_see(work, who, asked.thread_id, muted=True)
    given = {"person_id": who.id, "thread_id": asked.thread_id, "kind": asked.kind}
    await work.execute(insert(mute).on_conflict_do_nothing(), given | {"id": new_id()})
    await ring(work, [person(who.id)])
    c = mute.c
    same = c.thread_id == asked.thread_id if asked.kind is None else c.kind == asked.kind
    id = await work.scalar(select(c.id).where(c.person_id == who.id, same))
    assert isinstance(id, UUID)
    return id


async def unmute_notices(work: Work, mute_id: UUID) -> None:
    """Be told of it again; what came meanwhile is there, too. Raises NotFound."""
    who = await reader(work)
    gone = delete(mute).where(mute.c.id == mute_id, mute.c.person_id == who.id).returning(mute.c.id)
    if (await work.execute(gone)).first() is None:
        raise NotFound(_("You have muted nothing as %(mute_id)s.", mute_id=mute_id))
    await ring(work, [person(who.id)])


async def _must_see(work: Work, who: Reader, thread_id: UUID, *, muted: bool = False) -> None:
    seen = seen_by(who).subquery("seen")
    found = await work.scalar(select(seen.c.id).where(seen.c.thread_id == thread_id).limit(1))
    already = select(mute.c.id).where(mute.c.person_id == who.id, mute.c.thread_id == thread_id)
    if found is None and not (muted and await work.scalar(already)):
        raise NotFound(_("You have no notices of %(thread_id)s.", thread_id=thread_id))
