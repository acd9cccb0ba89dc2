"""Teams and territories: who is in them, making them, renaming a team."""

import asyncio

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.api import crm, identity
from web.api.operation import Command
from web.conflicts import conflict
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.lists.spec import Row
from web.rendering import page
from web.sections.people.lookups import members
from web.visit import SignedIn, Visit, needs

Unit = identity.TeamView | identity.TerritoryView
LABELS = {"name": N_("Name"), "department": N_("Department")}
router = APIRouter()


@router.get("/teams/new", dependencies=[needs("identity.manage")])
async def begin_team(visit: SignedIn) -> Response:
    """An empty form."""
    return _form(visit, "team", None)


@router.post("/teams/new")
async def form_team(visit: SignedIn, form: Sent) -> Response:
    """Form a team."""
    return await _made(visit, "team", identity.form_team(), form.filled("name", "department"), form)


@router.get("/territories/new", dependencies=[needs("identity.manage")])
async def begin_territory(visit: SignedIn) -> Response:
    """An empty form."""
    return _form(visit, "territory", None)


@router.post("/territories/new")
async def open_territory(visit: SignedIn, form: Sent) -> Response:
    """Open a territory."""
    return await _made(visit, "territory", identity.open_territory(), form.filled("name"), form)


@router.get("/teams/{team_id}")
async def team(visit: SignedIn, team_id: str) -> Response:
    """A team with its members."""
    found, people = await asyncio.gather(
        visit.api.get(identity.read_team(team_id)), members(visit, team_id=team_id)
    )
    return page(visit, "sections/people/unit.html", what="team", unit=found, members=people, clients=None)


@router.get("/teams/{team_id}/edit", dependencies=[needs("identity.manage")])
async def edit_team(visit: SignedIn, team_id: str) -> Response:
    """The form of what is there."""
    return _form(visit, "team", await visit.api.get(identity.read_team(team_id)))


@router.post("/teams/{team_id}/edit")
async def save_team(visit: SignedIn, team_id: str, form: Sent) -> Response:
    """Save it; when somebody else was faster, show both sides."""
    body = {name: form.text(name) for name in LABELS}
    try:
        await visit.api.send(identity.change_team(team_id), body, version=form.version)
    except ApiProblem as problem:
        return _form(visit, "team", await visit.api.get(identity.read_team(team_id)), problem, form)
    visit.say(_("Saved."))
    return RedirectResponse(f"/teams/{team_id}", 303)


@router.get("/territories/{territory_id}")
async def territory(visit: SignedIn, territory_id: str) -> Response:
    """A territory with the people who work in it and how many clients it has."""
    found = await visit.api.get(identity.read_territory(territory_id))
    name = found["name"]
    people, clients = await asyncio.gather(members(visit, **{"territories.has": name}), _clients(visit, name))
    own = [one for one in people if name in one["territories"].split(", ")]
    return page(
        visit, "sections/people/unit.html", what="territory", unit=found, members=own, clients=clients
    )


async def _clients(visit: Visit, territory: str) -> int | None:
    if not visit.may("crm.read"):
        return None
    found = await visit.api.find(crm.total_clients(), {"territory": territory})
    return found["count"] if found else None


async def _made(visit: Visit, what: str, command: Command[Unit], body: Row, form: Form) -> Response:
    try:
        answer = await visit.api.send(command, body, key=form.key)
    except ApiProblem as problem:
        return _form(visit, what, None, problem, form)
    visit.say(_("%(name)s is there.", name=answer.body["name"]))
    return RedirectResponse(f"{_path(what)}/{answer.body['id']}", 303)


def _path(what: str) -> str:
    return "/teams" if what == "team" else "/territories"


def _form(
    visit: Visit,
    what: str,
    unit: Unit | None,
    problem: ApiProblem | None = None,
    form: Form | None = None,
) -> Response:
    found = conflict(problem, form, LABELS) if problem and form and unit else None
    return page(
        visit,
        "sections/people/unit_form.html",
        status=problem.status if problem else 200,
        what=what,
        area=_path(what),
        unit=unit,
        values={"name": "", "department": ""} | {**(unit or {})} | (form.shown() if form else {}),
        problem=None if found else problem,
        conflict=found,
        form=form,
    )
