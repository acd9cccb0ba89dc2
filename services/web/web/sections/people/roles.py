"""Roles: what they allow, defining and changing those of the company's own."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import identity
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.lists.spec import Row
from web.rendering import page
from web.sections.people import permissions
from web.sections.people.lookups import members
from web.visit import SignedIn, Visit, needs

router = APIRouter()


@router.get("/roles/new", dependencies=[needs("identity.manage")])
async def begin(visit: SignedIn, copy: str = "") -> Response:
    """A form, empty or with the permissions of another role."""
    like = await visit.api.find(identity.read_role(copy)) if copy else None
    kept = {"scope": like["scope"], "permissions": like["permissions"]} if like else {}
    return _form(visit, None, kept)


@router.post("/roles/new")
async def define(visit: SignedIn, form: Sent) -> Response:
    """Define a role of the company's own."""
    try:
        answer = await visit.api.send(
            identity.define_role(), _body(form) | {"name": form.text("name")}, key=form.key
        )
    except ApiProblem as problem:
        return _form(visit, None, _body(form) | {"name": form.text("name")}, problem)
    visit.say(_("The role %(name)s is defined.", name=answer.body["name"]))
    return RedirectResponse(f"/roles/{answer.body['id']}", 303)


@router.get("/roles/{role_id}")
async def detail(visit: SignedIn, role_id: str) -> Response:
    """A role with what it allows and who holds it."""
    role = await visit.api.get(identity.read_role(role_id))
    name = role["name"]
    people = await members(visit, **{"roles.has": name})
    return page(
        visit,
        "sections/people/role.html",
        role=role,
        members=[one for one in people if name in one["roles"].split(", ")],
        areas=permissions.AREAS,
        alone=permissions.ALONE,
        others=permissions.others(role["permissions"]),
        scopes=dict(permissions.SCOPES),
        grants=permissions.grants,
    )


@router.get("/roles/{role_id}/edit", dependencies=[needs("identity.manage")])
async def edit(visit: SignedIn, role_id: str) -> Response:
    """The form of what is there."""
    role = await visit.api.get(identity.read_role(role_id))
    return _form(visit, role, role)


@router.post("/roles/{role_id}/edit")
async def save(visit: SignedIn, role_id: str, form: Sent) -> Response:
    """Replace the definition; after somebody else's change it has to be sent again."""
    try:
        await visit.api.send(identity.change_role(role_id), _body(form), version=form.version)
    except ApiProblem as problem:
        return _form(visit, await visit.api.get(identity.read_role(role_id)), _body(form), problem)
    visit.say(_("Saved. It holds everywhere within seconds."))
    return RedirectResponse(f"/roles/{role_id}", 303)


def _body(form: Form) -> dict[str, Any]:
    return {"scope": form.text("scope"), "permissions": permissions.chosen(form)}


def _form(
    visit: Visit, role: identity.RoleView | None, values: Row, problem: ApiProblem | None = None
) -> Response:
    held = values.get("permissions", [])
    return page(
        visit,
        "sections/people/role_form.html",
        status=problem.status if problem else 200,
        role=role,
        role_name=values.get("name", ""),
        scope=values.get("scope", "own"),
        held=held,
        others=" ".join(permissions.others(held)),
        areas=permissions.AREAS,
        alone=permissions.ALONE,
        scopes=permissions.SCOPES,
        problem=problem,
    )
