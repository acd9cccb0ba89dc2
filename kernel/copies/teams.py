"""A service's copy of teams: the department that each works for, and so that of its people."""

from typing import Any

from sqlalchemy import ColumnElement, MetaData, Select, Text, func, select

from contracts.identity import TeamChanged, TeamFormed
from kernel.access import access_person
from kernel.copies.copy_columns import Copy, Kept, copy_table, created

KEPT = {"department": Kept(Text())}


class Teams(Copy):
    """Teams as identity last described them."""

    def __init__(self, metadata: MetaData) -> None:
        super().__init__(copy_table("team_copy", metadata, KEPT, tuple(KEPT)), TeamFormed, TeamChanged)

    def departments(self, person: ColumnElement[Any]) -> Select[Any]:
        """Departments of a person: that of the team, and those that roles of theirs are named after."""
        people, teams = access_person.c, self.table.c
        named = func.lower(func.btrim(teams.department))
        team = select(named).where(teams.id == people.team_id).scalar_subquery()
        return select(func.unnest(func.array_append(people.roles, team))).where(people.id == person)


def migration() -> str:
    """SQL that makes the table."""
    return created(Teams(MetaData()).table)
