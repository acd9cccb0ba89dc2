"""Teams and territories: who is in them, making them, renaming a team."""

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.conflicts import conflict
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.pages.people.lookups import IDENTITY, rows
from web.rendering import page
from web.visit import SignedIn, Visit

TEAMS, TERRITORIES = f"{IDENTITY}/teams", f"{IDENTITY}/territories"
MEMBERS = "id,name,username,roles,territories,active"
LABELS = {"name": "Name", "department": "Department"}
router = APIRouter()


@router.get("/teams/new")
async def begin_team(visit: SignedIn) -> Response:
    """An empty form."""
    return _form(visit, "team", {})


@router.post("/teams/new")
async def form_team(visit: SignedIn, form: Sent) -> Response:
    """Form a team."""
    return await _made(visit, "team", TEAMS, form.filled("name", "department"), form)


@router.get("/territories/new")
async def begin_territory(visit: SignedIn) -> Response:
    """An empty form."""
    return _form(visit, "territory", {})


@router.post("/territories/new")
async def open_territory(visit: SignedIn, form: Sent) -> Response:
    """Open a territory."""
    return await _made(visit, "territory", TERRITORIES, form.filled("name"), form)


@router.get("/teams/{team_id}")
async def team(visit: SignedIn, team_id: str) -> Response:
    """A team with its members."""
    found, members = await asyncio.gather(
        visit.api.get(f"{TEAMS}/{team_id}"), rows(visit, "people", MEMBERS, team_id=team_id)
    )
    return page(visit, "pages/people/unit.html", what="team", unit=found, members=members, clients=None)


@router.get("/teams/{team_id}/edit")
async def edit_team(visit: SignedIn, team_id: str) -> Response:
    """The form of what is there."""
    return _form(visit, "team", await visit.api.get(f"{TEAMS}/{team_id}"))


@router.post("/teams/{team_id}/edit")
async def save_team(visit: SignedIn, team_id: str, form: Sent) -> Response:
    """Save it; when somebody else was faster, show both sides."""
    body = {name: form.text(name) for name in LABELS}
    try:
        await visit.api.send("PATCH", f"{TEAMS}/{team_id}", body, version=form.version)
    except ApiProblem as problem:
        return _form(visit, "team", await visit.api.get(f"{TEAMS}/{team_id}"), problem, form)
    visit.say("Saved.")
    return RedirectResponse(f"/teams/{team_id}", 303)


@router.get("/territories/{territory_id}")
async def territory(visit: SignedIn, territory_id: str) -> Response:
    """A territory with the people who work in it and how many clients it has."""
    found = await visit.api.get(f"{TERRITORIES}/{territory_id}")
    name = found["name"]
    people, clients = await asyncio.gather(
        rows(visit, "people", MEMBERS, **{"territories.has": name}), _clients(visit, name)
    )
    members = [one for one in people if name in one["territories"].split(", ")]
    return page(
        visit, "pages/people/unit.html", what="territory", unit=found, members=members, clients=clients
    )


async def _clients(visit: Visit, territory: str) -> int | None:
    if not visit.may("crm.read"):
        return None
    found = await visit.api.find("/api/crm/clients/totals", {"territory": territory})
    return found["count"] if found else None


async def _made(visit: Visit, what: str, api: str, body: dict[str, Any], form: Form) -> Response:
    try:
        answer = await visit.api.send("POST", api, body, key=form.key)
    except ApiProblem as problem:
        return _form(visit, what, {}, problem, form)
    visit.say(f"{answer.body['name']} is there.")
    return RedirectResponse(f"{_path(what)}/{answer.body['id']}", 303)


def _path(what: str) -> str:
    return "/teams" if what == "team" else "/territories"


def _form(
    visit: Visit,
    what: str,
    unit: dict[str, Any],
    problem: ApiProblem | None = None,
    form: Form | None = None,
) -> Response:
    found = conflict(problem, form, LABELS) if problem and form and unit else None
    return page(
        visit,
        "pages/people/unit_form.html",
        status=problem.status if problem else 200,
        what=what,
        area=_path(what),
        unit=unit,
        values={"name": "", "department": ""} | unit | (form.shown() if form else {}),
        problem=None if found else problem,
        conflict=found,
        form=form,
    )
