"""People, teams, territories and roles: their rules, and the fact that each change returns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Column, MetaData, Table, Text, Uuid, false, func

from chassis.errors import Conflict, Refused
from chassis.language import _
from chassis.work import Aggregate, aggregate_columns, time
from contracts.event import Stream
from contracts.identity import (
    PERSON,
    ROLE,
    TEAM,
    TERRITORY,
    PersonErased,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    PersonSettingsChanged,
    PersonState,
    RoleDefined,
    RoleGranted,
    RoleRevoked,
    Scope,
    SessionRevoked,
    TeamChanged,
    TeamFormed,
    TerritoryOpened,
)
from contracts.text import folded

metadata = MetaData()

person_table = Table(
    "person",
    metadata,
    *aggregate_columns(),
    Column("username", Text, unique=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False, server_default=""),
    Column("team_id", Uuid),
    Column("territories", ARRAY(Text), nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("machine", Boolean, nullable=False, server_default=false()),
    Column("language", Text),
    Column("zone", Text),
    Column("created_at", time(), nullable=False, server_default=func.now()),
)
team_table = Table(
    "team",
    metadata,
    *aggregate_columns(),
    Column("name", Text, nullable=False, unique=True),
    Column("alike", Text, nullable=False),
    Column("department", Text, nullable=False),
)
territory_table = Table(
    "territory",
    metadata,
    *aggregate_columns(),
    Column("name", Text, nullable=False, unique=True),
    Column("alike", Text, nullable=False),
)
role_table = Table(
    "role",
    metadata,
    *aggregate_columns(),
    Column("name", Text, nullable=False, unique=True),
    Column("scope", Text, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    Column("built_in", Boolean, nullable=False),
)

ADMINISTRATOR = "administrator"


@dataclass(kw_only=True)
class Person(Aggregate):
    """Somebody who works here; after erasure only the id and what was held remain."""

    stream: ClassVar[Stream] = PERSON
    table: ClassVar[Table] = person_table

    username: str | None
    name: str
    email: str = ""
    phone: str = ""
    team_id: UUID | None = None
    territories: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    active: bool = True
    machine: bool = False
    language: str | None = None
    zone: str | None = None
    created_at: datetime

    def join(self) -> PersonJoined:
        """The person begins to work here."""
        return PersonJoined(
            person_id=self.id,
            team_id=self.team_id,
            territories=tuple(self.territories),
            roles=tuple(self.roles),
        )

    def move(self, team_id: UUID | None, territories: Sequence[str]) -> PersonMoved | None:
        """Another team or other territories; None when nothing is different."""
        self._must_work_here()
        if (team_id, sorted(territories)) == (self.team_id, sorted(self.territories)):
            return None
        self.team_id, self.territories = team_id, sorted(territories)
        return PersonMoved(person_id=self.id, team_id=team_id, territories=tuple(self.territories))

    def rename(self, username: str, name: str, email: str, phone: str) -> PersonRenamed | None:
        """Another name, mail, telephone or username; None when nothing is different."""
        self._must_work_here()
        if (username, name, email, phone) == (self.username, self.name, self.email, self.phone):
            return None
        self.username, self.name, self.email, self.phone = username, name, email, phone
        return PersonRenamed(person_id=self.id)

    def choose(self, language: str | None, zone: str | None) -> PersonSettingsChanged | None:
        """Another language or time zone; None when nothing is different."""
        self._must_work_here()
        if (language, zone) == (self.language, self.zone):
            return None
        self.language, self.zone = language, zone
        return PersonSettingsChanged(person_id=self.id)

    def grant(self, role: str) -> RoleGranted:
        """One role more."""
        self._must_work_here()
        if role in self.roles:
            raise Conflict(_("The person already holds the role %(role)s.", role=role), slug="role-held")
        self.roles = sorted([*self.roles, role])
        return RoleGranted(person_id=self.id, role=role)

    def revoke(self, role: str) -> RoleRevoked:
        """One role less."""
        if role not in self.roles:
            raise Conflict(_("The person does not hold the role %(role)s.", role=role), slug="role-not-held")
        self.roles = [held for held in self.roles if held != role]
        return RoleRevoked(person_id=self.id, role=role)

    def leave(self) -> PersonLeft:
        """The person stops working here; the name stays on what was done."""
        self._must_work_here()
        self.active = False
        return PersonLeft(person_id=self.id)

    def erase(self) -> PersonErased:
        """Forget how somebody who left was called."""
        if self.active:
            raise Conflict(_("Only somebody who has left can be erased."), slug="person-active")
        if self.username is None and not self.name:
            raise Conflict(_("The person was erased before."), slug="person-erased")
        self.username, self.name, self.email, self.phone = None, "", "", ""
        self.language = self.zone = None
        return PersonErased(person_id=self.id)

    def end(self, session_id: UUID) -> SessionRevoked:
        """A sign-in of the person ends early."""
        return SessionRevoked(person_id=self.id, session_id=session_id)

    def state(self) -> PersonState:
        """How the person is called and spoken to, as of the latest event."""
        return PersonState(
            person_id=self.id,
            sequence=self.version,
            username=self.username or "",
            name=self.name,
            email=self.email,
            phone=self.phone,
            language=self.language,
            zone=self.zone,
        )

    def _must_work_here(self) -> None:
        if not self.active:
            raise Conflict(_("The person has left. Let a new person join instead."), slug="person-left")


@dataclass(kw_only=True)
class Team(Aggregate):
    """People who sell together; its department is a field of it."""

    stream: ClassVar[Stream] = TEAM
    table: ClassVar[Table] = team_table

    name: str
    department: str = ""
    alike: str = ""  # the name as it is compared

    def form(self) -> TeamFormed:
        """The team begins."""
        self.alike = folded(self.name)
        return TeamFormed(team_id=self.id, name=self.name, department=self.department)

    def change(self, name: str, department: str) -> TeamChanged | None:
        """Another name or department; None when nothing is different."""
        if (name, department) == (self.name, self.department):
            return None
        self.name, self.alike, self.department = name, folded(name), department
        return TeamChanged(team_id=self.id, name=name, department=department)


@dataclass(kw_only=True)
class Territory(Aggregate):
    """A territory; its name is how clients and people refer to it, so it never changes."""

    stream: ClassVar[Stream] = TERRITORY
    table: ClassVar[Table] = territory_table

    name: str
    alike: str = ""  # the name as it is compared

    def open(self) -> TerritoryOpened:
        """The territory begins."""
        self.alike = folded(self.name)
        return TerritoryOpened(territory_id=self.id, name=self.name)


@dataclass(kw_only=True)
class Role(Aggregate):
    """What its holders may do. Built-in roles follow the program's version, others the administrator."""

    stream: ClassVar[Stream] = ROLE
    table: ClassVar[Table] = role_table

    name: str
    scope: str
    permissions: list[str]
    built_in: bool = False

    def define(self) -> RoleDefined:
        """The role as it stands."""
        return RoleDefined(
            role_id=self.id, name=self.name, scope=Scope(self.scope), permissions=tuple(self.permissions)
        )

    def redefine(self, scope: str, permissions: Sequence[str]) -> RoleDefined | None:
        """Another scope or other permissions; None when nothing is different."""
        if (scope, sorted(permissions)) == (self.scope, sorted(self.permissions)):
            return None
        self.scope, self.permissions = scope, sorted(permissions)
        return self.define()

    def must_be_own(self) -> None:
        """Raise Refused for a built-in role: the next start would undo the change."""
        if self.built_in:
            raise Refused(
                _("%(name)s is built in and cannot be changed. Define a role of your own.", name=self.name),
                slug="role-built-in",
            )
