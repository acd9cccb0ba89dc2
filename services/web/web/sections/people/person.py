"""The page of a person: roles, team, territories, access, and leaving."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.api import crm, identity, orders, quotes
from web.api.operation import Command, Get
from web.conflicts import conflict
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.lists.spec import Counted, Row
from web.rendering import page
from web.sections.people.lookups import Choices, choices
from web.visit import SignedIn, Visit, needs

LABELS = {
    "name": N_("Name"),
    "username": N_("Username"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "language": N_("Language"),
    "zone": N_("Time zone"),
}
SETTINGS = ("language", "zone")  # null where nothing is chosen
WORK: tuple[tuple[str, str, Get[Counted], str], ...] = (
    ("quotes", N_("Quotes"), quotes.total_quotes(), "quotes.read"),
    ("orders", N_("Sales orders"), orders.total_orders(), "orders.read"),
    ("clients", N_("Clients"), crm.total_clients(), "crm.read"),
)
STEPS: Mapping[str, tuple[Callable[[str], Command[Row]], str]] = {
    "leave": (identity.leave, N_("Every sign-in has ended. The name stays on what was done.")),
    "erase": (identity.erase, N_("The name is forgotten everywhere.")),
    "sign-out": (identity.sign_out_person, N_("Every sign-in has ended.")),
}
router = APIRouter()


@router.get("/people/new", dependencies=[needs("identity.manage")])
async def begin(visit: SignedIn) -> Response:
    """An empty form."""
    return await _form(visit, None)


@router.post("/people/new")
async def create(visit: SignedIn, form: Sent) -> Response:
    """Let somebody begin to work here."""
    body: dict[str, Any] = {name: form.text(name) for name in LABELS}
    body |= {"territories": form.texts("territories"), "roles": form.texts("roles")}
    body |= form.given(*SETTINGS) | form.filled("team_id", "password")
    try:
        answer = await visit.api.send(identity.join_person(), body, key=form.key)
    except ApiProblem as problem:
        return await _form(visit, None, problem, form)
    visit.house.names.forget("people")
    visit.say(_("%(name)s works here now.", name=answer.body["name"]))
    return RedirectResponse(f"/people/{answer.body['id']}", 303)


@router.get("/people/{person_id}")
async def detail(visit: SignedIn, person_id: str) -> Response:
    """The page."""
    return await _show(visit, person_id)


@router.get("/people/{person_id}/edit", dependencies=[needs("identity.manage")])
async def edit(visit: SignedIn, person_id: str) -> Response:
    """The form of what is there."""
    return await _form(visit, await visit.api.get(identity.read_person(person_id)))


@router.post("/people/{person_id}/edit")
async def save(visit: SignedIn, person_id: str, form: Sent) -> Response:
    """Save names and team; when somebody else was faster, show both sides."""
    body = {name: form.text(name) for name in LABELS} | form.given("team_id", *SETTINGS)
    try:
        await visit.api.send(identity.change_person(person_id), body, version=form.version)
    except ApiProblem as problem:
        return await _form(visit, await visit.api.get(identity.read_person(person_id)), problem, form)
    visit.house.names.forget("people")
    visit.say(_("Saved."))
    return RedirectResponse(f"/people/{person_id}", 303)


@router.post("/people/{person_id}/roles")
async def roles(visit: SignedIn, person_id: str, form: Sent) -> Response:
    """Grant a role, or revoke one."""
    revoked = form.text("do") == "revoke"
    command = identity.revoke_role(person_id) if revoked else identity.grant_role(person_id)
    said = _("The role is revoked.") if revoked else _("The role is granted.")
    return await _done(visit, person_id, form, command, {"role": form.text("role")}, said)


@router.post("/people/{person_id}/territories")
async def territories(visit: SignedIn, person_id: str, form: Sent) -> Response:
    """Give the person a territory, or take one away."""
    held = (await visit.api.get(identity.read_person(person_id)))["territories"]
    name = form.text("territory")
    kept = [one for one in held if one != name]
    body = {"territories": kept if form.text("do") == "remove" else [*kept, name]}
    command = identity.change_person(person_id)
    return await _done(visit, person_id, form, command, body, _("The territories are saved."))


@router.post("/people/{person_id}/password")
async def password(visit: SignedIn, person_id: str, form: Sent) -> Response:
    """Give the person another password."""
    body = {"password": form.text("password")}
    said = _("The password is set, and every sign-in has ended.")
    return await _done(visit, person_id, form, identity.set_password(person_id), body, said)


@router.post("/people/{person_id}/do/{step}")
async def act(visit: SignedIn, person_id: str, step: str, form: Sent) -> Response:
    """End all sign-ins, let the person leave, or forget the name of somebody who left."""
    if step not in STEPS:
        raise ApiProblem(404, {})
    command, said = STEPS[step]
    return await _done(visit, person_id, form, command(person_id), None, said)


async def _done(
    visit: Visit, person_id: str, form: Form, command: Command[Row], body: Row | None, said: str
) -> Response:
    version = "" if command == identity.sign_out_person(person_id) else form.version
    key = form.key if command.method == "POST" else ""
    try:
        await visit.api.send(command, body, version=version, key=key)
    except ApiProblem as problem:
        return await _show(visit, person_id, problem)
    visit.house.names.forget("people")
    visit.say(said)
    return RedirectResponse(f"/people/{person_id}", 303)


async def _show(visit: Visit, person_id: str, problem: ApiProblem | None = None) -> Response:
    someone, chosen, work = await asyncio.gather(
        visit.api.get(identity.read_person(person_id)), choices(visit), _work(visit, person_id)
    )
    team = next((one for one in chosen["teams"] if one["id"] == someone["team_id"]), None)
    return page(
        visit,
        "sections/people/person.html",
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


def _is_own(visit: Visit, someone: identity.PersonView) -> bool:
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
    someone: identity.PersonView | None,
    problem: ApiProblem | None = None,
    form: Form | None = None,
) -> Response:
    chosen = await choices(visit)
    found = conflict(problem, form, LABELS) if problem and form and someone else None
    values: Row = {
        **dict.fromkeys((*LABELS, "team_id"), ""),
        **(someone or {}),
        **(form.shown() if form else {}),
    }
    return page(
        visit,
        "sections/people/form.html",
        status=problem.status if problem else 200,
        someone=someone,
        values=values,
        held={name: form.texts(name) if form else [] for name in ("territories", "roles")},
        problem=None if found else problem,
        conflict=found,
        form=form,
        own=someone is not None and _is_own(visit, someone),
        team_options=_team_options(chosen, values["team_id"]),
        **chosen,
    )


def _team_options(chosen: Choices, held: str | None) -> list[tuple[str, str]]:
    """The teams that one may give, and the one that the person is in."""
    present = [team for team in chosen["teams"] if team["id"] == held]
    return [
        (team["id"], team["name"])
        for team in {t["id"]: t for t in [*chosen["giving_teams"], *present]}.values()
    ]
