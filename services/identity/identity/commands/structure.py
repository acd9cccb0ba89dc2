"""Teams, territories and roles."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from chassis.errors import Conflict
from chassis.language import N_, _
from chassis.work import Work, add, load, save
from contracts.event import new_id
from contracts.text import folded
from identity.models import Role, Team, Territory, role_table, team_table, territory_table
from identity.reach import must_reach_all
from identity.roles import BUILT_IN, must_cover
from identity.schemas import ChangeRole, ChangeTeam, DefineRole, FormTeam, OpenTerritory


async def form_team(work: Work, asked: FormTeam) -> Team:
    """A new team with a name of its own."""
    must_reach_all(work, N_("Teams"))
    await _must_be_free(work, team_table.c.alike, asked.name)
    id = new_id()
    team = Team(id=id, correlation_id=id, name=asked.name, department=asked.department)
    work.publish(team, team.form())
    await add(work, team)
    return team


async def change_team(work: Work, id: UUID, asked: ChangeTeam) -> Team:
    """Another name or department."""
    must_reach_all(work, N_("Teams"))
    team = await load(work, Team, id)
    name = team.name if asked.name is None else asked.name
    if folded(name) != team.alike:
        await _must_be_free(work, team_table.c.alike, name)
    event = team.change(name, team.department if asked.department is None else asked.department)
    if event is not None:
        work.publish(team, event)
        await save(work, team)
    return team


async def open_territory(work: Work, asked: OpenTerritory) -> Territory:
    """A new territory with a name of its own."""
    must_reach_all(work, N_("Territories"))
    await _must_be_free(work, territory_table.c.alike, asked.name)
    id = new_id()
    territory = Territory(id=id, correlation_id=id, name=asked.name)
    work.publish(territory, territory.open())
    await add(work, territory)
    return territory


async def define_role(work: Work, asked: DefineRole) -> Role:
    """A role of the company's own, within what the definer holds."""
    must_reach_all(work, N_("Roles"))
    await _must_be_free(work, role_table.c.name, asked.name)
    must_cover(work.caller, asked.name, asked.scope, asked.permissions)
    return await _defined(work, asked.name, asked.scope, asked.permissions, built_in=False)


async def change_role(work: Work, id: UUID, asked: ChangeRole) -> Role:
    """Replace the definition of a role of the company's own."""
    must_reach_all(work, N_("Roles"))
    role = await load(work, Role, id)
    role.must_be_own()
    must_cover(work.caller, role.name, role.scope, role.permissions)
    must_cover(work.caller, role.name, asked.scope, asked.permissions)
    event = role.redefine(asked.scope, list(dict.fromkeys(asked.permissions)))
    if event is not None:
        work.publish(role, event)
        await save(work, role)
    return role


async def define_built_in(work: Work) -> int:
    """Bring the built-in roles to this version's definitions; how many changed."""
    changed = 0
    for name, (scope, permissions) in BUILT_IN.items():
        id = (await work.execute(select(Role.table.c.id).where(Role.table.c.name == name))).scalar()
        if id is None:
            await _defined(work, name, scope, permissions, built_in=True)
            changed += 1
            continue
        role = await load(work, Role, id)
        event = role.redefine(scope, permissions)
        if event is not None:
            work.publish(role, event)
            await save(work, role)
            changed += 1
    return changed


async def _defined(
    work: Work, name: str, scope: str, permissions: list[str] | tuple[str, ...], *, built_in: bool
) -> Role:
    id = new_id()
    held = sorted(set(permissions))
    role = Role(id=id, correlation_id=id, name=name, scope=scope, permissions=held, built_in=built_in)
    work.publish(role, role.define())
    await add(work, role)
    return role


async def _must_be_free(work: Work, names: ColumnElement[str], name: str) -> None:
    if (await work.execute(select(1).where(names == folded(name)))).first():
        raise Conflict(_("The name %(name)s is taken.", name=name), slug="name-taken")
