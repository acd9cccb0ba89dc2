"""Routes about teams, territories and roles."""

from uuid import UUID

from chassis.http import Router
from chassis.lists import listing
from chassis.work import Work
from identity import queries
from identity.commands import structure
from identity.models import Role, Team
from identity.schemas import (
    ChangeRole,
    ChangeTeam,
    DefineRole,
    FormTeam,
    OpenTerritory,
    RoleView,
    TeamView,
    TerritoryView,
)

READ, MANAGE = "identity.read", "identity.manage"
teams = Router(prefix="/api/identity/teams", tag="identity")
territories = Router(prefix="/api/identity/territories", tag="identity")
roles = Router(prefix="/api/identity/roles", tag="identity")
routers = [teams, territories, roles]


listing(teams, "", spec=queries.TEAMS, permission=READ)


@teams.command("POST", "", permission=MANAGE, creates=True, status=201)
async def form_team(work: Work, body: FormTeam) -> TeamView:
    """Form a team."""
    return TeamView.model_validate(await structure.form_team(work, body))


@teams.query("/{team_id}", permission=READ)
async def read_team(work: Work, team_id: UUID) -> TeamView:
    """One team."""
    return await queries.team(work, team_id)


@teams.command("PATCH", "/{team_id}", permission=MANAGE, of=Team, current=queries.team)
async def change_team(work: Work, team_id: UUID, body: ChangeTeam) -> TeamView:
    """Change a team's name or department."""
    return TeamView.model_validate(await structure.change_team(work, team_id, body))


listing(territories, "", spec=queries.TERRITORIES, permission=READ)


@territories.command("POST", "", permission=MANAGE, creates=True, status=201)
async def open_territory(work: Work, body: OpenTerritory) -> TerritoryView:
    """Open a territory; its name never changes, because clients refer to it."""
    return TerritoryView.model_validate(await structure.open_territory(work, body))


@territories.query("/{territory_id}", permission=READ)
async def read_territory(work: Work, territory_id: UUID) -> TerritoryView:
    """One territory."""
    return await queries.territory(work, territory_id)


listing(roles, "", spec=queries.ROLES, permission=READ)


@roles.command("POST", "", permission=MANAGE, creates=True, status=201)
async def define_role(work: Work, body: DefineRole) -> RoleView:
    """Define a role of the company's own."""
    return RoleView.model_validate(await structure.define_role(work, body))


@roles.query("/{role_id}", permission=READ)
async def read_role(work: Work, role_id: UUID) -> RoleView:
    """One role with its permissions."""
    return await queries.role(work, role_id)


@roles.command("PATCH", "/{role_id}", permission=MANAGE, of=Role, current=queries.role)
async def change_role(work: Work, role_id: UUID, body: ChangeRole) -> RoleView:
    """Replace the definition of a role of the company's own."""
    return RoleView.model_validate(await structure.change_role(work, role_id, body))
