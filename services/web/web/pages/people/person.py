"""The page of a person: roles, team, territories, access, and leaving."""

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.conflicts import conflict
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.pages.people.lookups import IDENTITY, choices
from web.rendering import page
from web.visit import SignedIn, Visit

API = f"{IDENTITY}/people"
LABELS = {"name": "Name", "username": "Username", "email": "E-mail"}
WORK = (
    ("quotes", "Quotes", "/api/quotes/totals", "quotes.read"),
    ("orders", "Sales orders", "/api/orders/totals", "orders.read"),
    ("clients", "Clients", "/api/crm/clients/totals", "crm.read"),
)
DONE = {
    "leave": "Every sign-in has ended. The name stays on what was done.",
    "erase": "The name is forgotten everywhere.",
    "sign-out": "Every sign-in has ended.",
    "password": "The password is set, and every sign-in has ended.",
}
router = APIRouter()


@router.get("/people/new")
async def begin(visit: SignedIn) -> Response:
    """An empty form."""
    return await _form(visit, None)


@router.post("/people/new")
async def create(visit: SignedIn, form: Sent) -> Response:
    """Let somebody begin to work here."""
    body: dict[str, Any] = {name: form.text(name) for name in LABELS}
    body |= {"territories": form.texts("territories"), "roles": form.texts("roles")}
    body |= form.filled("team_id", "password")
    try:
        answer = await visit.api.send("POST", API, body, key=form.key)
    except ApiProblem as problem:
        return await _form(visit, None, problem, form)
    visit.house.names.forget("people")
    visit.say(f"{answer.body['name']} works here now.")
    return RedirectResponse(f"/people/{answer.body['id']}", 303)


@router.get("/people/{person_id}")
async def detail(visit: SignedIn, person_id: str) -> Response:
    """The page."""
    return await _show(visit, person_id)


@router.get("/people/{person_id}/edit")
async def edit(visit: SignedIn, person_id: str) -> Response:
    """The form of what is there."""
    return await _form(visit, await visit.api.get(f"{API}/{person_id}"))


@router.post("/people/{person_id}/edit")
async def save(visit: SignedIn, person_id: str, form: Sent) -> Response:
    """Save names and team; when somebody else was faster, show both sides."""
    path = f"{API}/{person_id}"
    body = {name: form.text(name) for name in LABELS} | form.given("team_id")
    try:
        await visit.api.send("PATCH", path, body, version=form.version)
    except ApiProblem as problem:
        return await _form(visit, await visit.api.get(path), problem, form)
    visit.house.names.forget("people")
    visit.say("Saved.")
    return RedirectResponse(f"/people/{person_id}", 303)


@router.post("/people/{person_id}/roles")
async def roles(visit: SignedIn, person_id: str, form: Sent) -> Response:
    """Grant a role, or revoke one."""
    step = "revoke-role" if form.text("do") == "revoke" else "grant-role"
    said = "The role is revoked." if form.text("do") == "revoke" else "The role is granted."
    return await _done(visit, person_id, form, "POST", f"/{step}", {"role": form.text("role")}, said)


@router.post("/people/{person_id}/territories")
async def territories(visit: SignedIn, person_id: str, form: Sent) -> Response:
    """Give the person a territory, or take one away."""
    held = (await visit.api.get(f"{API}/{person_id}"))["territories"]
    name = form.text("territory")
    kept = [one for one in held if one != name]
    body = {"territories": kept if form.text("do") == "remove" else [*kept, name]}
    return await _done(visit, person_id, form, "PATCH", "", body, "The territories are saved.")


@router.post("/people/{person_id}/password")
async def password(visit: SignedIn, person_id: str, form: Sent) -> Response:
    """Give the person another password."""
    body = {"password": form.text("password")}
    return await _done(visit, person_id, form, "PUT", "/password", body, DONE["password"])


@router.post("/people/{person_id}/do/{step}")
async def act(visit: SignedIn, person_id: str, step: str, form: Sent) -> Response:
    """End all sign-ins, let the person leave, or forget the name of somebody who left."""
    if step not in ("leave", "erase", "sign-out"):
        raise ApiProblem(404, {})
    return await _done(visit, person_id, form, "POST", f"/{step}", None, DONE[step])


async def _done(
    visit: Visit, person_id: str, form: Form, method: str, step: str, body: Any, said: str
) -> Response:
    version = "" if step == "/sign-out" else form.version
    key = form.key if method == "POST" else ""
    try:
        await visit.api.send(method, f"{API}/{person_id}{step}", body, version=version, key=key)
    except ApiProblem as problem:
        return await _show(visit, person_id, problem)
    visit.house.names.forget("people")
    visit.say(said)
    return RedirectResponse(f"/people/{person_id}", 303)


async def _show(visit: Visit, person_id: str, problem: ApiProblem | None = None) -> Response:
    someone, chosen, work = await asyncio.gather(
        visit.api.get(f"{API}/{person_id}"), choices(visit), _work(visit, person_id)
    )
    team = next((one for one in chosen["teams"] if one["id"] == someone["team_id"]), None)
    return page(
        visit,
        "pages/people/person.html",
        status=problem.status if problem else 200,
        someone=someone,
        base=f"/people/{person_id}",
        team=team,
        work=work,
        manages=visit.may("identity.manage") and someone["manageable"],
        own=_is_own(visit, someone),
        erased=someone["username"] is None,
        problem=problem,
        **chosen,
    )


def _is_own(visit: Visit, someone: dict[str, Any]) -> bool:
    return bool(someone["id"] == visit.person.get("id") and visit.may("identity.manage"))


async def _work(visit: Visit, person_id: str) -> list[tuple[str, str, int]]:
    """What the person looks after, as far as the one who looks may see it."""
    open_to = [one for one in WORK if visit.may(one[3])]
    totals = await asyncio.gather(*(visit.api.find(api, {"owner_id": person_id}) for _, _, api, _ in open_to))
    return [
        (f"/{key}?owner_id={person_id}", label, found["count"])
        for (key, label, _, _), found in zip(open_to, totals, strict=True)
        if found and found["count"]
    ]


async def _form(
    visit: Visit,
    someone: dict[str, Any] | None,
    problem: ApiProblem | None = None,
    form: Form | None = None,
) -> Response:
    chosen = await choices(visit)
    found = conflict(problem, form, LABELS) if problem and form and someone else None
    values = dict.fromkeys((*LABELS, "team_id"), "") | (someone or {}) | (form.shown() if form else {})
    return page(
        visit,
        "pages/people/form.html",
        status=problem.status if problem else 200,
        someone=someone,
        values=values,
        held={name: form.texts(name) if form else [] for name in ("territories", "roles")},
        problem=None if found else problem,
        conflict=found,
        form=form,
        own=bool(someone) and _is_own(visit, someone or {}),
        team_options=_team_options(chosen, values["team_id"]),
        **chosen,
    )


def _team_options(chosen: dict[str, Any], held: str | None) -> list[tuple[str, str]]:
    """The teams that one may give, and the one that the person is in."""
    present = [team for team in chosen["teams"] if team["id"] == held]
    return [
        (team["id"], team["name"]) for team in {t["id"]: t for t in chosen["giving_teams"] + present}.values()
    ]
