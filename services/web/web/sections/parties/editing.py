"""The form of a new or a present client or distributor."""

import asyncio

from starlette.responses import Response

from chassis.language import _
from web.api import billing, crm, identity
from web.conflicts import conflict
from web.deals.parties import party as named
from web.forms import Form
from web.gateway import ApiProblem
from web.registers import in_force
from web.rendering import page
from web.sections.parties.kinds import KINDS, LABELS, Begun, Kind, body_of
from web.visit import Visit


async def show_form(
    visit: Visit,
    kind: Kind,
    party: crm.PartyView | Begun,
    problem: ApiProblem | None = None,
    form: Form | None = None,
) -> Response:
    """The form of a new or a present party; what was typed stays after a refusal."""
    colleagues, opened, terms, parent = await asyncio.gather(
        visit.colleagues(party.get("owner_id")),
        _territories(visit),
        in_force(visit, billing.list_payment_terms()),
        _parent(visit, kind, party),
    )
    found = conflict(problem, form, LABELS) if problem and form and "id" in party else None
    values = {**party, "parent": parent, "parent_was": parent}
    if form:
        values |= body_of(form) | {name: form.text(name) for name in ("parent", "parent_was")}
    return page(
        visit,
        "sections/parties/form.html",
        status=problem.status if problem else 200,
        kind=kind,
        party=party,
        values=values,
        colleagues=colleagues,
        territories=_with_present(opened, str(party.get("territory", ""))),
        terms=[(each["id"], each["name"]) for each in terms],
        kinds=KINDS,
        problem=None if found else problem,
        duplicate=bool(values.get("allow_duplicate"))
        or (problem is not None and problem.slug == "duplicate"),
        conflict=found,
        form=form,
    )


async def parent_of(visit: Visit, kind: Kind, form: Form) -> dict[str, str | None]:
    """The organisation that was typed, when it was changed; raises ApiProblem when it is not clear."""
    typed = form.text("parent")
    if typed == form.text("parent_was"):
        return {}
    id, wrong = await named(visit, kind.singular, typed) if typed else (None, "")
    if wrong:
        error = {"pointer": "/parent_id", "detail": wrong}
        raise ApiProblem(422, {"title": _("Part of which organisation?"), "detail": wrong, "errors": [error]})
    return {"parent_id": id}


async def _parent(visit: Visit, kind: Kind, party: crm.PartyView | Begun) -> str:
    """The organisation as the field names it; empty where there is none, or none in reach."""
    if not party.get("parent_id"):
        return ""
    parent = (await visit.api.get(kind.structure(str(party.get("id")))))["parent"]
    return f"{parent['number']} {parent['name']}" if parent else ""


async def _territories(visit: Visit) -> list[str]:
    found = await visit.api.find(identity.list_territories(), {"limit": 200, "cols": "name"})
    return [row["name"] for row in found["items"]] if found else []


def _with_present(opened: list[str], present: str) -> list[str]:
    """What may be chosen: a party stays where it lies, opened or not."""
    return [*opened, present] if opened and present and present not in opened else opened
