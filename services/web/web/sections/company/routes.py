"""The company's profile: what papers say of who sells, kept by administrators."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.api import identity
from web.conflicts import conflict
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.visit import SignedIn, Visit

ADDRESS = ("name", "street", "postal_code", "city", "region", "country")
LABELS = {
    "legal_name": "Legal name",
    "tax_id": "Tax ID",
    "registration": "Registration",
    "bank": "Bank",
    "iban": "IBAN",
    "bic": "BIC",
    "phone": "Phone",
    "email": "E-mail",
    "website": "Website",
}
router = APIRouter()


@router.get("/company")
async def show(visit: SignedIn) -> Response:
    """The profile in its form."""
    return _form(visit, await visit.api.get(identity.read_profile()))


@router.post("/company")
async def issue(visit: SignedIn, form: Sent) -> Response:
    """Issue the profile anew."""
    try:
        await visit.api.send(identity.issue_profile(), body_of(form), version=form.version)
    except ApiProblem as problem:
        return _form(visit, await visit.api.get(identity.read_profile()), problem, form)
    visit.say("Saved. Papers that are printed from now on say so.")
    return RedirectResponse("/company", 303)


def body_of(form: Form) -> dict[str, Any]:
    """The form as identity takes it: a line of the foot a line, and no address where none is typed."""
    address = {part: form.text(f"address.{part}") for part in ADDRESS}
    return {name: form.text(name) for name in LABELS} | {
        "address": address if any(address.values()) else None,
        "foot": [line.strip() for line in form.text("foot").splitlines() if line.strip()],
    }


def _form(
    visit: Visit, profile: identity.ProfileView, problem: ApiProblem | None = None, form: Form | None = None
) -> Response:
    found = conflict(problem, form, LABELS) if problem and form else None
    return page(
        visit,
        "sections/company/company.html",
        status=problem.status if problem else 200,
        values=body_of(form) if form else profile,
        version=form.version if form else profile["version"],
        problem=None if found else problem,
        conflict=found,
        form=form,
    )
