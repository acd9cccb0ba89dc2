"""Colleagues by their ids: names, and whether they work here."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from chassis.errors import refused, unknown
from chassis.language import _
from chassis.lists import Column
from chassis.work import Work
from kernel.access.tables import access_person

PEOPLE = "/api/identity/people"


def colleague(expr: ColumnElement[Any], label: str, **more: Any) -> Column:
    """A list's column with the ids of people, which exports write as names."""
    return Column(expr, "uuid", label=label, leads_to=PEOPLE, names=person_names, people=True, **more)


async def person_names(work: Work, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of people by id; who was erased or is not known yet is missing."""
    wanted = sorted({id for id in ids if id is not None})
    if not wanted:
        return {}
    people = access_person.c
    rows = await work.execute(select(people.id, people.name).where(people.id.in_(wanted), people.name != ""))
    return {row.id: row.name for row in rows}


async def check_person(work: Work, id: UUID, pointer: str) -> None:
    """Raise Refused at ``pointer`` unless this person works here; NotYet when the id is too young to say."""
    people = access_person.c
    # of whom only the name has come, it is not known yet whether they work here
    found = select(people.active).where(people.id == id, people.version > 0)
    active = (await work.execute(found)).scalar_one_or_none()
    if active is None:
        raise unknown("person", id, help=_("Choose a colleague."), pointer=pointer)
    if not active:
        detail = _("Nobody with the id %(id)s works here any more. Choose a colleague.", id=id)
        raise refused(detail, "person-left", pointer)
