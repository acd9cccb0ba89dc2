"""Reading what a person has muted."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, true

from chassis.work import Work
from notifications.models import document, mute, parties
from notifications.reach import reader
from notifications.schemas import MuteView

_m, _d = mute.c, document.c


async def muted(work: Work) -> list[MuteView]:
    """The caller's mutes, the newest first."""
    return [MuteView.model_validate(dict(row)) for row in (await work.execute(await _mine(work))).mappings()]


async def one(work: Work, id: UUID) -> MuteView:
    """One of them."""
    wanted = (await _mine(work)).where(_m.id == id)
    return MuteView.model_validate(dict((await work.execute(wanted)).mappings().one()))


async def _mine(work: Work) -> Select[Any]:
    """A thread is called by its first document."""
    first = select(_d.kind, _d.number, _d.client_id).where(_d.thread_id == _m.thread_id)
    named = first.order_by(_d.id != _m.thread_id, _d.id).limit(1).lateral("named")
    beside = mute.outerjoin(named, true()).outerjoin(parties, parties.c.id == named.c.client_id)
    shown = (
        func.coalesce(named.c.kind, "").label("document_kind"),
        func.coalesce(named.c.number, "").label("number"),
        func.coalesce(parties.c.name, "").label("client_name"),
    )
    mine = select(_m.id, _m.thread_id, _m.kind, _m.muted_at, *shown).select_from(beside)
    who = await reader(work)
    return mine.where(_m.person_id == who.id).order_by(_m.muted_at.desc(), _m.id.desc())
