"""The form of a new or a present client or distributor."""

import asyncio

from starlette.responses import Response

from web.api import billing, crm, identity
from web.conflicts import conflict
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
    names, opened, terms = await asyncio.gather(
        visit.names(), _territories(visit), in_force(visit, billing.list_payment_terms())
    )
    found = conflict(problem, form, LABELS) if problem and form and "id" in party else None
    values = {**party, **(body_of(form) if form else {})}
    return page(
        visit,
        "sections/parties/form.html",
        status=problem.status if problem else 200,
        kind=kind,
        party=party,
        values=values,
        names=names,
        territories=_with_present(opened, str(party.get("territory", ""))),
        terms=[(each["id"], each["name"]) for each in terms],
        kinds=KINDS,
        problem=None if found else problem,
        duplicate=bool(values.get("allow_duplicate"))
        or (problem is not None and problem.slug == "duplicate"),
        conflict=found,
        form=form,
    )


async def _territories(visit: Visit) -> list[str]:
    found = await visit.api.find(identity.list_territories(), {"limit": 200, "cols": "name"})
    return [row["name"] for row in found["items"]] if found else []


def _with_present(opened: list[str], present: str) -> list[str]:
    """What may be chosen: a party stays where it lies, opened or not."""
    return [*opened, present] if opened and present and present not in opened else opened
