"""Reading people, teams, territories, roles, the company's profile and one's own things."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from chassis.errors import NotFound
from chassis.language import ENGLISH, LANGUAGES, N_, _, stated
from chassis.lists import Column, ListSpec
from chassis.work import Aggregate, Work, peek
from contracts.identity import COMPANY_ID, Scope
from identity.company import Company
from identity.company_schemas import ProfileView
from identity.models import (
    Person,
    Role,
    Team,
    Territory,
    person_table,
    role_table,
    team_table,
    territory_table,
)
from identity.protocol import UserInfo
from identity.reach import MANAGE, is_reached
from identity.roles import covers
from identity.schemas import (
    Defaults,
    Giving,
    Granted,
    MachineSecret,
    MachineView,
    Me,
    PersonView,
    Preference,
    RoleView,
    SecretView,
    TeamView,
    TerritoryView,
)
from identity.tables import machine_secret, preference, team_preference
from kernel import languages
from kernel.access import SCOPES, access_of

A = TypeVar("A", bound=Aggregate)
_person, _team, _territory, _role = person_table.c, team_table.c, territory_table.c, role_table.c


def _names(column: ColumnElement[list[str]]) -> Column:
    """A column of names as one text, ``name, name``."""
    return Column(func.array_to_string(column, ", "), "text", sortable=False, nullable=False)


PEOPLE = ListSpec(
    name="people",
    source=person_table,
    default_sort="name",
    columns={
        "id": Column(_person.id, "uuid", named_by="name"),
        "name": Column(_person.name, "text", sortable=True, searchable=True),
        "username": Column(_person.username, "text", searchable=True, code=True),
        "email": Column(_person.email, "text", searchable=True, code=True),
        "team_id": Column(_person.team_id, "uuid", leads_to="/api/identity/teams"),
        "roles": _names(_person.roles),
        "territories": _names(_person.territories),
        "active": Column(_person.active, "bool", label=N_("Works here")),
        "language": Column(
            _person.language, "enum", choices=languages.CHOICES, said=LANGUAGES, default=False
        ),
        "zone": Column(_person.zone, code=True, default=False),
        "machine": Column(_person.machine, "bool", label=N_("Technical account"), default=False),
        "version": Column(_person.version, "int"),
    },
)
TEAMS = ListSpec(
    name="teams",
    source=team_table,
    default_sort="name",
    columns={
        "id": Column(_team.id, "uuid", named_by="name"),
        "name": Column(_team.name, "text", sortable=True, searchable=True),
        "department": Column(_team.department, "text", searchable=True),
        "version": Column(_team.version, "int"),
    },
)
TERRITORIES = ListSpec(
    name="territories",
    source=territory_table,
    default_sort="name",
    columns={
        "id": Column(_territory.id, "uuid", named_by="name"),
        "name": Column(_territory.name, "text", sortable=True, searchable=True),
        "version": Column(_territory.version, "int"),
    },
)
ROLES = ListSpec(
    name="roles",
    source=role_table,
    default_sort="name",
    columns={
        "id": Column(_role.id, "uuid", named_by="name"),
        "name": Column(_role.name, "text", sortable=True, searchable=True),
        "scope": Column(_role.scope, "enum", choices=Scope, label=N_("Reach")),
        "built_in": Column(_role.built_in, "bool"),
        "version": Column(_role.version, "int"),
    },
)


async def person(work: Work, person_id: UUID) -> PersonView:
    """One person; raises NotFound."""
    return await shown(work, await _found(work, Person, person_id))


async def shown(work: Work, found: Person) -> PersonView:
    """The person as the caller sees them."""
    view = PersonView.model_validate(found)
    view.manageable = await is_reached(work, found)
    return view


async def team(work: Work, team_id: UUID) -> TeamView:
    """One team; raises NotFound."""
    return TeamView.model_validate(await _found(work, Team, team_id))


async def territory(work: Work, territory_id: UUID) -> TerritoryView:
    """One territory; raises NotFound."""
    return TerritoryView.model_validate(await _found(work, Territory, territory_id))


async def role(work: Work, role_id: UUID) -> RoleView:
    """One role; raises NotFound."""
    return RoleView.model_validate(await _found(work, Role, role_id))


async def _found(work: Work, kind: type[A], id: UUID) -> A:
    found = await peek(work, kind, id)
    if found is None:
        raise NotFound(_("There is no %(what)s %(id)s.", what=stated(kind.stream.name), id=id))
    return found


async def oneself(work: Work) -> PersonView:
    """The caller as a colleague."""
    assert work.caller is not None
    return await person(work, work.caller.person_id)


async def me(work: Work) -> Me:
    """The caller, and what the access data lets them do."""
    shown = await oneself(work)
    granted = [
        Granted(permission=name, scope=scope)
        for name, scope in sorted(access_of(work.caller).permissions.items())
    ]
    return Me(person=shown, defaults=await _defaults(work), roles=shown.roles, permissions=granted)


async def _defaults(work: Work) -> Defaults:
    company = await peek(work, Company, COMPANY_ID)
    return Defaults(language=company.language if company else ENGLISH, zone=work.settings.company_zone)


async def machines(work: Work) -> list[MachineView]:
    """All machine clients, those that work first."""
    found = select(person_table).where(_person.machine).order_by(_person.active.desc(), _person.name)
    return [await _machine(work, row) for row in (await work.execute(found)).all()]


async def machine(work: Work, machine_id: UUID) -> MachineView:
    """One machine client; raises NotFound."""
    meant = select(person_table).where(_person.machine, _person.id == machine_id)
    row = (await work.execute(meant)).one_or_none()
    if row is None:
        raise NotFound(_("There is no machine %(id)s.", id=machine_id))
    return await _machine(work, row)


async def machine_with_secret(work: Work, machine_id: UUID, secret: str) -> MachineSecret:
    """The machine and the secret that it has just been given."""
    shown = await machine(work, machine_id)
    return MachineSecret(**shown.model_dump(), client_secret=secret)


async def _machine(work: Work, row: Any) -> MachineView:
    secret = machine_secret.c
    given = select(machine_secret).where(secret.person_id == row.id).order_by(secret.created_at.desc())
    secrets = [SecretView.model_validate(one) for one in await work.execute(given)]
    held = (await work.execute(select(role_table).where(_role.name.in_(row.roles)))).all()
    used = [one.last_used_at for one in secrets if one.last_used_at is not None]
    return MachineView(
        id=row.id,
        client_id=row.username or "",
        name=row.name,
        scope=max((one.scope for one in held), key=SCOPES.index, default="own"),
        permissions=sorted({permission for one in held for permission in one.permissions}),
        active=row.active,
        last_used_at=max(used, default=None),
        secrets=secrets,
    )


async def giving(work: Work) -> Giving:
    """What the caller may give to people."""
    caller = access_of(work.caller)
    everything = caller.scope(MANAGE) == "all"
    roles = await work.execute(select(role_table).order_by(_role.name))
    teams, names = select(team_table).order_by(_team.name), select(_territory.name)
    if not everything:
        teams = teams.where(_team.id == caller.team_id)
        names = names.where(_territory.name.in_(caller.territories))
    return Giving(
        roles=[row.name for row in roles if covers(caller, row.scope, row.permissions)],
        teams=[TeamView.model_validate(row) for row in await work.execute(teams)],
        territories=sorted((await work.execute(names)).scalars()),
    )


async def user_info(work: Work) -> UserInfo:
    """The caller as OIDC claims."""
    assert work.caller is not None
    shown = await person(work, work.caller.person_id)
    return UserInfo(sub=shown.id, preferred_username=shown.username or "", name=shown.name, email=shown.email)


async def preferences(work: Work) -> list[Preference]:
    """All preferences of the caller."""
    rows = await work.execute(
        select(preference).where(preference.c.person_id == work.actor).order_by(preference.c.key)
    )
    return [Preference.model_validate(row) for row in rows]


async def one_preference(work: Work, key: str) -> Preference:
    """One preference of the caller; raises NotFound."""
    mine = (preference.c.person_id == work.actor) & (preference.c.key == key)
    row = (await work.execute(select(preference).where(mine))).one_or_none()
    if row is None:
        raise NotFound(_("You have no preference %(key)s.", key=key))
    return Preference.model_validate(row)


def _of_my_team(work: Work) -> Select[Any]:
    mine = select(_person.team_id).where(_person.id == work.actor).scalar_subquery()
    return select(team_preference).where(team_preference.c.team_id == mine)


async def team_preferences(work: Work) -> list[Preference]:
    """All preferences of the caller's team; none for who is in no team."""
    rows = await work.execute(_of_my_team(work).order_by(team_preference.c.key))
    return [Preference.model_validate(row) for row in rows]


async def one_team_preference(work: Work, key: str) -> Preference:
    """One preference of the caller's team; raises NotFound."""
    found = await work.execute(_of_my_team(work).where(team_preference.c.key == key))
    row = found.one_or_none()
    if row is None:
        raise NotFound(_("You are in no team that has a preference %(key)s.", key=key))
    return Preference.model_validate(row)


async def profile(work: Work) -> ProfileView:
    """The company's profile; raises NotFound before the first start has taken it over."""
    found = await peek(work, Company, COMPANY_ID)
    if found is None:
        raise NotFound(_("The company has no profile yet."))
    return ProfileView.model_validate(found)
