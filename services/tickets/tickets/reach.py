"""Who reads which ticket: sales all of them, everybody else those that are theirs.

Theirs are the tickets that they opened, that are assigned to them, and those of their department: the
department of their team, or the one that their role is named after.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, func, literal, or_, select, true

from chassis.errors import NotFound
from chassis.work import Caller, Work
from kernel.access import access_person
from tickets.tables import team_copy, ticket_table

ALL = "tickets.all"


def readable(caller: Caller | None) -> ColumnElement[bool]:
    """The condition that keeps what the caller reads; nobody at the API (a timer) reads all."""
    if caller is None or caller.may(ALL):
        return true()
    return _theirs(literal(caller.person_id))


def _theirs(me: ColumnElement[Any]) -> ColumnElement[bool]:
    ticket = ticket_table.c
    departments = func.array(_departments(me).scalar_subquery())
    return or_(ticket.opened_by == me, ticket.assignee_id == me, ticket.department == any_(departments))


def _departments(me: ColumnElement[Any]) -> Select[Any]:
    person = access_person.c
    team = select(team_copy.c.department).where(team_copy.c.id == person.team_id).scalar_subquery()
    return select(func.unnest(func.array_append(person.roles, team))).where(person.id == me)


async def must_read(work: Work, ticket_id: UUID) -> None:
    """Raise NotFound when there is no such ticket, or none for this caller: both look the same."""
    ticket = ticket_table.c
    found = select(ticket.id).where(ticket.id == ticket_id, readable(work.caller))
    if (await work.execute(found)).first() is None:
        raise NotFound(f"There is no ticket {ticket_id}.")
