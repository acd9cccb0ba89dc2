"""Whom a text mentions with @username: told by id, if they may read the ticket; the text stays here."""

import re
from uuid import UUID

from sqlalchemy import or_, select

from chassis.errors import refused
from chassis.language import _, all_of
from chassis.work import Work, load
from contracts.text import folded
from kernel.access import access_person, copied_standing
from tickets.models import Called, Ticket
from tickets.reach import must_read, reads
from tickets.schemas import Colleague
from tickets.tables import username_copy

MENTION = re.compile(r"(?<![\w@.+-])@([A-Za-z0-9][A-Za-z0-9._@+-]*)")
MOST = 20  # of one text
OFFERED, LOOKED_AT = 8, 60
NO_SIGN_IN = UUID(int=0)
_u, _p = username_copy.c, access_person.c


def usernames(text: str | None) -> list[str]:
    """Usernames that the text mentions, each once; what ends a sentence is none of theirs."""
    return sorted({folded(name.rstrip("._@+-")) for name in MENTION.findall(text or "")})


async def mentioned(
    work: Work, ticket: Ticket, text: str | None, before: str = "", at: str = "/text"
) -> Called:
    """Whom the text mentions and the one before did not; a name that nobody has is just a word.

    Raises Refused for somebody who may not read the ticket, or when there are too many.
    """
    names = sorted({*usernames(text)} - {*usernames(before)})
    if len(names) > MOST:
        raise refused(
            _("A text mentions %(most)s people at most. Mention fewer.", most=MOST), "too-many-mentioned", at
        )
    found = select(_u.id, _u.username).where(_u.username.in_(names)).order_by(_u.username)
    people = (await work.execute(found)).all() if names else []
    closed = [row.username for row in people if not await _reads(work, row.id, ticket)]
    if closed:
        who = all_of(f"@{name}" for name in closed)
        raise refused(
            _(
                "%(who)s may not read this ticket, so nobody would be told. "
                "Assign it to them or their department, or leave the mention out.",
                who=who,
            ),
            "mentioned-cannot-read",
            at,
        )
    return tuple(row.id for row in people if row.id != work.actor)


async def colleagues(work: Work, ticket_id: UUID, words: str) -> list[Colleague]:
    """Who may read the ticket and is called like this; raises NotFound for whom it does not exist."""
    await must_read(work, ticket_id)
    ticket = await load(work, Ticket, ticket_id)
    start = folded(words).replace("%", "").replace("_", r"\_")
    like = or_(_u.username.like(f"{start}%"), _p.name.ilike(f"{start}%"), _p.name.ilike(f"% {start}%"))
    found = (
        select(_u.id, _u.username, _p.name)
        .join(access_person, _p.id == _u.id)
        .where(_p.active, _u.username != "", like)
        .order_by(_p.name, _u.username)
        .limit(LOOKED_AT)
    )
    offered: list[Colleague] = []
    for row in await work.execute(found):
        if len(offered) < OFFERED and row.id != work.actor and await _reads(work, row.id, ticket):
            offered.append(Colleague(id=row.id, username=row.username, name=row.name))
    return offered


async def _reads(work: Work, id: UUID, ticket: Ticket) -> bool:
    caller = (await copied_standing(work, id, NO_SIGN_IN)).caller
    return caller is not None and await reads(work, caller, ticket)
