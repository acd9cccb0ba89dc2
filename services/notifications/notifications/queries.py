"""Reading notices: by thread, the newest first, with the earlier ones behind it; and how many are unread."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, and_, case, func, null, or_, select, true, tuple_, union_all

from chassis.errors import NotFound
from chassis.language import _
from chassis.work import Work
from kernel.access import person_names
from notifications.models import beginning, document, mute, notice_read, parties
from notifications.reach import Reader, deal_opened, opened, readable, reader, told
from notifications.schemas import Count, NoticePage, NoticeView, ThreadView
from notifications.standstills import GOES_ON, STANDS_STILL, said, standstills

Row = dict[str, Any]
EARLIER = 20  # of a thread, behind the newest
_d, _r = document.c, notice_read.c


async def threads(work: Work, before: UUID | None, limit: int, *, unread: bool, asking: bool) -> NoticePage:
    """A page of the caller's threads; raises NotFound for ``before`` that is none of their notices."""
    who = await reader(work)
    shown = _shown(who, unread=unread, asking=asking)
    leading = select(shown).where(shown.c.place == 1)
    if before is not None:
        leading = leading.where(tuple_(shown.c.time, shown.c.id) < tuple_(*await place(work, who, before)))
    newest = leading.order_by(shown.c.time.desc(), shown.c.id.desc()).limit(limit + 1)
    rows = [dict(row) for row in (await work.execute(newest)).mappings()]
    behind = await _behind(work, shown, [row["thread_id"] for row in rows[:limit] if row["notices"] > 1])
    everything = [*rows, *(row for of_one in behind.values() for row in of_one)]
    names = await person_names(work, {row["actor"] for row in everything})
    clients = await _clients(work, everything)

    def view(row: Row) -> NoticeView:
        stuck = row["kind"] in (STANDS_STILL, GOES_ON)
        words = (
            said(row, administers=who.administers) if stuck else who.words(row["document_kind"], row["words"])
        )
        named = {"client_name": clients.get(row["client_id"], ""), "actor_name": names.get(row["actor"], "")}
        return NoticeView.model_validate(row | named | {"words": words})

    items = [
        ThreadView(
            thread_id=row["thread_id"],
            newest=view(row),
            earlier=[view(each) for each in behind.get(row["thread_id"], ())],
            notices=row["notices"],
            unread=row["unread"],
        )
        for row in rows[:limit]
    ]
    counted = await count(work, who)
    following = items[-1].newest.id if len(rows) > limit else None
    return NoticePage(items=items, unread=counted.unread, asking=counted.asking, next=following)


def _shown(who: Reader, *, unread: bool, asking: bool) -> CTE:
    """What the reader sees, each with its place in its thread, and what the thread holds."""
    seen = seen_by(who).cte("seen")
    kept = select(
        seen,
        func.row_number()
        .over(partition_by=seen.c.thread_id, order_by=[seen.c.time.desc(), seen.c.id.desc()])
        .label("place"),
        func.count().over(partition_by=seen.c.thread_id).label("notices"),
        func.count(case((seen.c.read_at.is_(None), 1))).over(partition_by=seen.c.thread_id).label("unread"),
    )
    if unread:
        kept = kept.where(seen.c.read_at.is_(None))
    if asking:
        kept = kept.where(seen.c.asks)
    return kept.cte("shown")


def seen_by(who: Reader) -> Select[Any]:
    """All that the reader is told, may open and has not muted; once, whatever audiences they are part of."""
    mine = told(who)
    _n = mine.c
    of_documents = (
        select(
            _n.id,
            _n.kind,
            _d.thread_id,
            _n.document_id,
            _d.kind.label("document_kind"),
            _d.number,
            _d.title,
            _d.client_id,
            _n.actor,
            _n.words,
            _n.time,
            and_(_n.asks, _n.settled_at.is_(None)).label("asks"),
            null().cast(_n.time.type).label("done_at"),
            opened(who).label("document_open"),
            deal_opened(who).label("deal_open"),
        )
        .distinct(_n.id)
        .select_from(mine.join(document, _d.id == _n.document_id))
        .where(readable(who))
        .order_by(_n.id, _n.asks.desc())
    )
    all_ = union_all(of_documents.subquery().select(), standstills(who)).subquery("told")
    read = and_(_r.notice_id == all_.c.id, _r.person_id == who.id)
    muted = select(mute.c.id).where(
        mute.c.person_id == who.id, or_(mute.c.thread_id == all_.c.thread_id, mute.c.kind == all_.c.kind)
    )
    known = case((all_.c.time < beginning.c.began_at, all_.c.time))  # before there was a bell
    return (
        select(all_, func.coalesce(_r.read_at, all_.c.done_at, known).label("read_at"))
        .select_from(all_.outerjoin(notice_read, read).join(beginning, true()))
        .where(~muted.exists())
    )


async def count(work: Work, who: Reader) -> Count:
    """How many threads hold something unread, and how many something that is asked."""
    seen = seen_by(who).subquery("seen")
    threads = func.count(seen.c.thread_id.distinct())
    found = select(
        threads.filter(seen.c.read_at.is_(None)).label("unread"), threads.filter(seen.c.asks).label("asking")
    )
    row = (await work.execute(found)).one()
    return Count(unread=row.unread, asking=row.asking)


async def place(work: Work, who: Reader, id: UUID) -> tuple[datetime, UUID]:
    """Where one of the reader's notices stands in their order; raises NotFound."""
    seen = seen_by(who).subquery("seen")
    time: datetime | None = await work.scalar(select(seen.c.time).where(seen.c.id == id))
    if time is None:
        raise NotFound(_("You have no notice %(id)s.", id=id))
    return time, id


async def _behind(work: Work, shown: CTE, threads: list[UUID]) -> dict[UUID, list[Row]]:
    """The earlier notices of these threads, the newest first."""
    behind: dict[UUID, list[Row]] = defaultdict(list)
    if threads:
        c = shown.c
        wanted = select(shown).where(c.thread_id.in_(threads), c.place.between(2, 1 + EARLIER))
        for row in (await work.execute(wanted.order_by(c.place))).mappings():
            behind[row["thread_id"]].append(dict(row))
    return behind


async def _clients(work: Work, rows: Sequence[Row]) -> dict[UUID, str]:
    ids = sorted({row["client_id"] for row in rows} - {None})
    found = await work.execute(select(parties.c.id, parties.c.name).where(parties.c.id.in_(ids)))
    return {row.id: row.name for row in found}
