"""The company's profile: what papers say of who sells, kept by administrators."""

from base64 import b64encode
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.api import identity, quotes
from web.conflicts import conflict
from web.forms import Form, Sent, misread
from web.gateway import ApiProblem
from web.lists.export import passed_through
from web.rendering import page
from web.visit import SignedIn, Visit

ADDRESS = ("name", "street", "postal_code", "city", "region", "country")
LABELS = {
    "legal_name": N_("Legal name"),
    "tax_id": N_("Tax ID"),
    "registration": N_("Registration"),
    "bank": N_("Bank"),
    "iban": "IBAN",
    "bic": "BIC",
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "website": N_("Website"),
    "vat_id": "VAT ID",
    "colour": N_("Colour"),
    "language": N_("Language"),
}
PNG = b"\x89PNG"
router = APIRouter()


@router.get("/company")
async def show(visit: SignedIn) -> Response:
    """The profile in its form."""
    return _form(visit, await visit.api.get(identity.read_profile()))


@router.get("/company/specimen")
async def specimen(visit: SignedIn) -> Response:
    """A quote that nobody got, on the letterhead as it is now."""
    return await passed_through(visit, quotes.print_specimen())


@router.post("/company")
async def issue(visit: SignedIn, form: Sent) -> Response:
    """Issue the profile anew; the logo stays unless another one is chosen, or none is wanted."""
    try:
        body = body_of(form) | {"logo": await _logo(visit, form)}
        await visit.api.send(identity.issue_profile(), body, version=form.version)
    except ApiProblem as problem:
        return _form(visit, await visit.api.get(identity.read_profile()), problem, form)
    visit.say(_("Saved. Papers that are printed from now on say so."))
    return RedirectResponse("/company", 303)


def body_of(form: Form) -> dict[str, Any]:
    """The form as identity takes it: a line of the foot a line, and no address where none is typed."""
    address = {part: form.text(f"address.{part}") for part in ADDRESS}
    return {name: form.text(name) for name in LABELS} | {
        "help_contact": form.text("help_contact"),
        "address": address if any(address.values()) else None,
        "foot": lines_of(form, "foot"),
        "further_tax_ids": lines_of(form, "further_tax_ids"),
    }


def lines_of(form: Form, name: str) -> list[str]:
    """The lines of a field that are not empty."""
    return [line.strip() for line in form.text(name).splitlines() if line.strip()]


async def _logo(visit: Visit, form: Form) -> str:
    chosen = form.file("logo")
    if chosen is None:
        kept = await visit.api.get(identity.read_profile())
        return "" if form.ticked("no_logo") else kept["logo"]
    content = await chosen.read()
    if content.startswith(PNG):
        return f"data:image/png;base64,{b64encode(content).decode()}"
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise misread({"logo": _("This is neither an SVG nor a PNG.")}) from None


def _form(
    visit: Visit, profile: identity.ProfileView, problem: ApiProblem | None = None, form: Form | None = None
) -> Response:
    found = conflict(problem, form, LABELS) if problem and form else None
    return page(
        visit,
        "sections/company/company.html",
        status=problem.status if problem else 200,
        values=body_of(form) | {"no_logo": form.ticked("no_logo")} if form else {**profile, "no_logo": False},
        has_logo=bool(profile["logo"]),
        version=form.version if form else profile["version"],
        problem=None if found else problem,
        conflict=found,
        form=form,
    )
