"""Who reads which ticket: sales all of them, everybody else those that are theirs.

Theirs are the tickets that they opened, that are assigned to them, and those of their department: the
department of their team, or the one that their role is named after.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, func, literal, or_, select, true

from chassis.errors import NotFound
from chassis.language import _
from chassis.work import Caller, Work
from contracts.tickets import TICKET
from tickets.models import Ticket
from tickets.tables import TEAMS, ticket_table

ALL = "tickets.all"


def readable(caller: Caller | None) -> ColumnElement[bool]:
    """The condition that keeps what the caller reads; nobody at the API (a timer) reads all."""
    if caller is None or caller.may(ALL):
        return true()
    return _theirs(literal(caller.person_id))


def _theirs(me: ColumnElement[Any]) -> ColumnElement[bool]:
    ticket = ticket_table.c
    departments = func.array(TEAMS.departments(me).scalar_subquery())
    return or_(ticket.opened_by == me, ticket.assignee_id == me, ticket.department == any_(departments))


async def reads(work: Work, caller: Caller, ticket: Ticket) -> bool:
    """Whether somebody reads a ticket that may be stored nowhere yet."""
    if not caller.may(TICKET.opens):
        return False
    if caller.may(ALL) or caller.person_id in (ticket.opened_by, ticket.assignee_id):
        return True
    found = await work.execute(TEAMS.departments(literal(caller.person_id)))
    return ticket.department is not None and ticket.department in found.scalars().all()


async def must_read(work: Work, ticket_id: UUID) -> None:
    """Raise NotFound when there is no such ticket, or none for this caller: both look the same."""
    ticket = ticket_table.c
    found = select(ticket.id).where(ticket.id == ticket_id, readable(work.caller))
    if (await work.execute(found)).first() is None:
        raise NotFound(_("There is no ticket %(ticket_id)s.", ticket_id=ticket_id))
