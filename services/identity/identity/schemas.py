"""What people send and see."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from contracts.edge import OneLine
from contracts.identity import Scope
from contracts.text import folded
from kernel.languages import LanguageCode, ZoneName

Username = Annotated[
    str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._@+-]*$"), AfterValidator(folded)
]
Name = Annotated[OneLine, Field(min_length=1, max_length=120)]
Email = Annotated[OneLine, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+$")]
Phone = Annotated[OneLine, Field(max_length=60, description="As clients dial it; it stands on papers")]
Language = Annotated[LanguageCode | None, Field(description="The company's when null")]
Zone = Annotated[ZoneName | None, Field(description="Whose clocks are shown; the company's when null")]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=256)]
RoleName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Permission = Annotated[str, Field(pattern=r"^(\*|[a-z]+(\.(\*|[a-z]+))?)$", max_length=64)]
Reach = Literal["own", "team", "territory", "all"]
PreferenceKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{0,63}$")]


class Input(BaseModel):
    """Base of everything that is sent: an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")


class View(BaseModel):
    """Base of everything that is shown."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)


class JoinPerson(Input):
    """Somebody new; without a password they cannot sign in yet."""

    username: Username
    name: Name
    email: Email = ""
    phone: Phone = ""
    team_id: UUID | None = None
    territories: list[Name] = Field(default=[], max_length=300)
    roles: list[RoleName] = Field(default=[], max_length=50)
    language: Language = None
    zone: Zone = None
    password: Secret | None = None


class ChangePerson(Input):
    """Fields that are left out stay as they are."""

    username: Username | None = None
    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None
    team_id: UUID | None = None
    territories: list[Name] | None = Field(default=None, max_length=300)
    language: Language = None
    zone: Zone = None


class ChooseSettings(Input):
    """One's own language and time zone; fields that are left out stay as they are."""

    language: Language = None
    zone: Zone = None


class NamedRole(Input):
    """A role to grant or revoke."""

    role: RoleName


class NewPassword(Input):
    """A password that somebody else is given."""

    password: Secret


class OwnPassword(Input):
    """One's own new password, with the present one as proof."""

    current: Secret
    password: Secret


class PersonView(View):
    """A person as colleagues see them."""

    id: UUID
    version: int
    username: str | None
    name: str
    email: str
    phone: str
    team_id: UUID | None
    territories: list[str]
    roles: list[str]
    active: bool
    language: str | None
    zone: str | None
    created_at: datetime
    manageable: bool = Field(default=False, description="Whether you may change this colleague")


class FormTeam(Input):
    """A new team."""

    name: Name
    department: Annotated[OneLine, Field(max_length=120)] = ""


class ChangeTeam(Input):
    """Fields that are left out stay as they are."""

    name: Name | None = None
    department: Annotated[OneLine, Field(max_length=120)] | None = None


class TeamView(View):
    """A team."""

    id: UUID
    version: int
    name: str
    department: str


class OpenTerritory(Input):
    """A new territory."""

    name: Name


class TerritoryView(View):
    """A territory."""

    id: UUID
    version: int
    name: str


class DefineRole(Input):
    """A role of the company's own."""

    name: RoleName
    scope: Reach
    permissions: list[Permission] = Field(max_length=200)


class ChangeRole(Input):
    """The whole new definition."""

    scope: Reach
    permissions: list[Permission] = Field(max_length=200)


class RoleView(View):
    """A role; built-in ones cannot be changed."""

    id: UUID
    version: int
    name: str
    scope: Scope
    permissions: list[str]
    built_in: bool


class Granted(View):
    """A permission that the person holds and how far it reaches."""

    permission: str
    scope: Scope


class Defaults(View):
    """What holds for who has chosen no language or time zone: the company's."""

    language: str
    zone: str


class Me(View):
    """Who is signed in and what they may do."""

    person: PersonView
    defaults: Defaults
    roles: list[str]
    permissions: list[Granted]


class Giving(View):
    """What the caller may give to people whom they manage."""

    roles: list[str]
    teams: list[TeamView]
    territories: list[str]


class Preference(View):
    """Something a person arranged for themselves: a saved view, the theme."""

    key: str
    value: Any
    version: int


class SetPreference(Input):
    """Any JSON value."""

    value: Any


class Ended(View):
    """How many sign-ins were ended."""

    sessions: int


class NewKey(View):
    """The signing key that signs from now on."""

    kid: str


class KeyView(View):
    """A signing key: until when it signed, and whether its tokens are refused."""

    kid: str
    created_at: datetime
    retired_at: datetime | None
    revoked_at: datetime | None


MachineName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,47}$")]


class AddMachine(Input):
    """A program that signs in by itself; its permissions are its alone."""

    client_id: MachineName
    name: Name
    scope: Reach = "all"
    permissions: list[Permission] = Field(min_length=1, max_length=200)


class RenewSecret(Input):
    """Another secret; those before stay good for the overlap."""

    overlap_seconds: int = Field(default=86_400, ge=0, le=30 * 86_400)


class SecretView(View):
    """A secret of a machine, without the secret."""

    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class MachineView(View):
    """A machine client."""

    id: UUID
    client_id: str
    name: str
    scope: Scope
    permissions: list[str]
    active: bool
    last_used_at: datetime | None
    secrets: list[SecretView]


class MachineSecret(MachineView):
    """A machine with its new secret, which is shown this once."""

    client_secret: str
