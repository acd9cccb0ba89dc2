"""Whom somebody who manages people reaches, and what they may give: within their own, never to themselves.

The permission's scope says how far: one's team, people all of whose territories are one's own, everybody.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from chassis.errors import Forbidden, NotFound, Refused
from chassis.language import _, stated
from chassis.work import Caller, Work
from identity.models import Person, role_table
from identity.roles import covers, must_cover
from kernel.access import access_of

MANAGE = "identity.manage"


def reaches(caller: Caller | None, person: Person) -> bool:
    """Whether the person lies within the scope; nobody at the API (a first start) reaches all."""
    if caller is None or person.id == caller.person_id:
        return True
    mine = access_of(caller)
    match mine.scope(MANAGE):
        case "all":
            return True
        case "team":
            return mine.team_id is not None and person.team_id == mine.team_id
        case "territory":
            return bool(person.territories) and mine.territories.issuperset(person.territories)
        case _:
            return False


async def must_reach(work: Work, person: Person) -> None:
    """Raise NotFound for a person out of reach, Forbidden for one who may do more than the caller."""
    if not reaches(work.caller, person):
        raise NotFound(_("There is no %(what)s %(id)s.", what=stated("person"), id=person.id))
    for role in person.roles:
        await must_give_role(work, role)


async def is_reached(work: Work, person: Person) -> bool:
    """Whether the caller may change this colleague."""
    caller = work.caller
    if caller is None or person.id == caller.person_id or not caller.may(MANAGE):
        return False
    if not reaches(caller, person):
        return False
    held = await work.execute(select(role_table).where(role_table.c.name.in_(person.roles)))
    return all(covers(caller, row.scope, row.permissions) for row in held)


def must_be_somebody_else(work: Work, person: Person, what: str) -> None:
    """Raise Forbidden where the caller would change what they may do themselves; ``what`` is marked by N_."""
    if work.caller is not None and person.id == work.caller.person_id:
        raise Forbidden(
            _("Nobody changes their own %(what)s. Ask a colleague who manages people.", what=_(what))
        )


async def must_give_role(work: Work, role: str) -> None:
    """Raise Refused for an unknown role, Forbidden for one that reaches further than the caller's."""
    row = (await work.execute(select(role_table).where(role_table.c.name == role))).one_or_none()
    if row is None:
        raise Refused(_("There is no role %(role)s.", role=role), slug="no-such-role")
    must_cover(work.caller, row.name, row.scope, row.permissions)


def must_give_place(
    work: Work, team_id: UUID | None, territories: Collection[str], held: Person | None = None
) -> None:
    """Raise Forbidden where more than the person holds would be given that is not the caller's."""
    if work.caller is None or work.caller.scope(MANAGE) == "all":
        return
    mine = access_of(work.caller)
    if team_id not in (None, mine.team_id, held and held.team_id):
        raise Forbidden(_("You may put people into your own team only. Ask an administrator for another."))
    beyond = sorted(set(territories) - mine.territories - set(held.territories if held else ()))
    if beyond:
        raise Forbidden(
            _(
                "You may give your own territories only, not %(beyond)s. Ask an administrator.",
                beyond=", ".join(beyond),
            )
        )


def must_begin_within(work: Work, person: Person) -> None:
    """Raise Forbidden for a newcomer whom the caller would not reach."""
    if not reaches(work.caller, person):
        raise Forbidden(
            _(
                "You manage people of your own team or territories only. Put the newcomer into one "
                "of them, or ask an administrator."
            )
        )


def must_reach_all(work: Work, what: str) -> None:
    """Raise Forbidden unless the caller manages the whole company; ``what`` is marked by N_."""
    if work.caller is not None and work.caller.scope(MANAGE) != "all":
        raise Forbidden(
            _(
                "%(what)s concern the whole company, and you manage a part of it. Ask an administrator.",
                what=_(what),
            )
        )
