"""Machines: programs that sign in by themselves; their secret is shown on one page, once."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.api import identity
from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.people import permissions
from web.visit import SignedIn, Visit, needs

OVERLAPS = [("86400", N_("for a day")), ("604800", N_("for a week")), ("0", N_("not any more, from now on"))]
router = APIRouter()


@router.get("/machines")
async def listed(visit: SignedIn) -> Response:
    """All machines."""
    return page(
        visit, "sections/people/machines.html", machines=await visit.api.get(identity.read_machines())
    )


@router.get("/machines/new", dependencies=[needs("identity.manage")])
async def begin(visit: SignedIn) -> Response:
    """An empty form."""
    return _form(visit, {})


@router.post("/machines/new")
async def add(visit: SignedIn, form: Sent) -> Response:
    """Add a machine and show its secret."""
    body: dict[str, Any] = {name: form.text(name) for name in ("client_id", "name", "scope")}
    body["permissions"] = permissions.chosen(form)
    try:
        answer = await visit.api.send(identity.add_machine(), body)
    except ApiProblem as problem:
        return _form(visit, body, problem)
    return _shown(visit, answer.body, secret=answer.body["client_secret"])


@router.get("/machines/{machine_id}")
async def detail(visit: SignedIn, machine_id: str) -> Response:
    """What a machine may do, and when it was here."""
    return _shown(visit, await visit.api.get(identity.read_machine(machine_id)))


@router.post("/machines/{machine_id}/renew")
async def renew(visit: SignedIn, machine_id: str, form: Sent) -> Response:
    """Give it another secret and show that."""
    body = {"overlap_seconds": int(form.text("overlap") or 0)}
    try:
        answer = await visit.api.send(identity.renew_machine_secret(machine_id), body)
    except ApiProblem as problem:
        return _shown(visit, await visit.api.get(identity.read_machine(machine_id)), problem)
    return _shown(visit, answer.body, secret=answer.body["client_secret"])


@router.post("/machines/{machine_id}/revoke")
async def revoke(visit: SignedIn, machine_id: str, form: Sent) -> Response:
    """Let it in no more."""
    try:
        await visit.api.send(identity.revoke_machine(machine_id), key=form.key)
    except ApiProblem as problem:
        return _shown(visit, await visit.api.get(identity.read_machine(machine_id)), problem)
    visit.say(_("The machine is refused from now on."))
    return RedirectResponse(f"/machines/{machine_id}", 303)


def _shown(
    visit: Visit,
    machine: identity.MachineView | identity.MachineSecret,
    problem: ApiProblem | None = None,
    secret: str = "",
) -> Response:
    return page(
        visit,
        "sections/people/machine.html",
        status=problem.status if problem else 200,
        machine=machine,
        base=f"/machines/{machine['id']}",
        secret=secret,
        problem=problem,
        overlaps=OVERLAPS,
        scopes=dict(permissions.SCOPES),
        areas=permissions.AREAS,
        alone=permissions.ALONE,
        others=permissions.others(machine["permissions"]),
        grants=permissions.grants,
    )


def _form(visit: Visit, values: dict[str, Any], problem: ApiProblem | None = None) -> Response:
    held = values.get("permissions", [])
    return page(
        visit,
        "sections/people/machine_form.html",
        status=problem.status if problem else 200,
        values={"client_id": "", "name": "", "scope": "all"} | values,
        held=held,
        others=" ".join(permissions.others(held)),
        areas=permissions.AREAS,
        alone=permissions.ALONE,
        scopes=permissions.SCOPES,
        problem=problem,
    )
