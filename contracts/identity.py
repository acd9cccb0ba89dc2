"""identity says who works here, what each may do, and what papers tell of the company.

People, teams, territories and roles are facts by id; names of people travel only on the compacted
state topic ``identity.person.state.v1`` and vanish with a tombstone.
"""

from typing import Annotated
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import Field

from contracts.event import Choice, Event, State, Stream
from contracts.values import Address

PERSON = Stream("person", "sales.person.v1", opens="identity.read")
TEAM = Stream("team", "sales.team.v1", opens="identity.read")
TERRITORY = Stream("territory", "sales.territory.v1", opens="identity.read")
ROLE = Stream("role", "sales.role.v1", opens="identity.read")
COMPANY = Stream("company", "sales.company.v1", opens="identity.read")
COMPANY_ID = uuid5(NAMESPACE_URL, "urn:saleswire:company")  # a system serves one company
PERSON_STATE = Stream("person-state", "identity.person.state.v1", compacted=True, opens="identity.read")


class Scope(Choice):
    """How far a permission reaches: own documents, the team's, the territory's, all."""

    OWN = "own"
    TEAM = "team"
    TERRITORY = "territory"
    ALL = "all"
    UNKNOWN = "unknown"


class PersonJoined(Event, stream=PERSON, name="joined", label="Person joined"):
    """Somebody works here from now on."""

    person_id: UUID
    team_id: UUID | None = None
    territories: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


class PersonMoved(Event, stream=PERSON, name="moved", label="Person moved"):
    """The person's team or territories changed; both are given whole."""

    person_id: UUID
    team_id: UUID | None = None
    territories: tuple[str, ...] = ()


class PersonRenamed(Event, stream=PERSON, name="renamed", label="Person renamed"):
    """The person is called differently; how, says the state topic alone."""

    person_id: UUID


class PersonSettingsChanged(Event, stream=PERSON, name="settings-changed", label="Personal settings changed"):
    """The person reads in another language or by other clocks; in which, says the state topic alone."""

    person_id: UUID


class RoleGranted(Event, stream=PERSON, name="role-granted", label="Role granted"):
    """The person holds one more role."""

    person_id: UUID
    role: str


class RoleRevoked(Event, stream=PERSON, name="role-revoked", label="Role revoked"):
    """The person holds one role less."""

    person_id: UUID
    role: str


class PersonLeft(Event, stream=PERSON, name="left", label="Person left"):
    """The person no longer works here: no access from now on."""

    person_id: UUID


class PersonErased(Event, stream=PERSON, name="erased", label="Person erased"):
    """How a person who left was called is forgotten; a tombstone stands on the state topic."""

    person_id: UUID


class SessionRevoked(Event, stream=PERSON, name="session-revoked", label="Session revoked"):
    """A sign-in was ended early: tokens of that session are refused everywhere."""

    person_id: UUID
    session_id: UUID


class TeamFormed(Event, stream=TEAM, name="formed", label="Team formed"):
    """A team exists."""

    team_id: UUID
    name: str
    department: str = ""


class TeamChanged(Event, stream=TEAM, name="changed", label="Team changed"):
    """The team has another name or department; both are given whole."""

    team_id: UUID
    name: str
    department: str = ""


class TerritoryOpened(Event, stream=TERRITORY, name="opened", label="Territory opened"):
    """A territory exists; clients and people refer to it by name."""

    territory_id: UUID
    name: str


class RoleDefined(Event, stream=ROLE, name="defined", label="Role defined"):
    """What holders of a role may do; a later definition replaces the earlier one whole."""

    role_id: UUID
    name: str
    scope: Scope
    permissions: Annotated[tuple[str, ...], Field(description="``quotes.read``, …; ``*`` is everything")]


class CompanyProfileIssued(Event, stream=COMPANY, name="profile-issued", label="Company profile issued"):
    """What papers say of the company from now on, whole; a part that is empty is not printed."""

    company_id: UUID
    legal_name: str
    address: Address | None = None
    tax_id: str = ""
    registration: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    foot: Annotated[tuple[str, ...], Field(description="Further lines of the foot of papers")] = ()
    vat_id: Annotated[str, Field(description="For value added tax; ``tax_id`` is for other taxes")] = ""
    further_tax_ids: Annotated[tuple[str, ...], Field(description="Printed as they are written")] = ()
    colour: Annotated[str, Field(description="Of headings and lines, such as #0b5cad")] = ""
    logo: Annotated[str, Field(description="An SVG that only draws; a PNG stands in it")] = ""
    language: Annotated[str, Field(description="Of papers for a client without one of its own")] = "en"


class PersonState(State, stream=PERSON_STATE, key="person_id"):
    """How the person is called and spoken to, as of ``sequence`` of the person's events."""

    person_id: UUID
    sequence: int
    username: str
    name: str
    email: str = ""
    phone: str = ""
    language: Annotated[str | None, Field(description="The company's when null")] = None
    zone: Annotated[str | None, Field(description="IANA name of a time zone; the company's when null")] = None
