"""The register of payment terms: accounting enters, changes and withdraws what may be agreed."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.pages.products.fields import fraction, percent
from web.rendering import fragment, page
from web.visit import SignedIn, Visit

API = "/api/billing/payment-terms"
NEW = {"id": None, "version": None, "name": "", "is_default": False, "withdrawn": False}
router = APIRouter()


@router.get("/payment-terms/names")
async def names(visit: SignedIn) -> Response:
    """What may be agreed, for the list below a field."""
    found = await in_force(visit)
    return fragment(visit, "pages/payment_terms/names.html", found=found)


async def in_force(visit: Visit) -> list[dict[str, Any]]:
    """Id and name of the terms that may be agreed."""
    asked = {"withdrawn": "false", "cols": "id,name", "limit": 200}
    found = await visit.api.find(API, asked)
    return list(found["items"]) if found else []


@router.get("/payment-terms/new")
async def begin(visit: SignedIn) -> Response:
    """An empty form."""
    return _form(visit, NEW, {})


@router.post("/payment-terms/new")
async def issue(visit: SignedIn, form: Sent) -> Response:
    """Enter terms into the register."""
    try:
        answer = await visit.api.send("POST", API, body_of(form), key=form.key)
    except ApiProblem as problem:
        return _form(visit, NEW, form.shown(), problem)
    visit.say(f"{answer.body['name']} may be agreed from now on.")
    return RedirectResponse("/payment-terms", 303)


@router.get("/payment-terms/{terms_id}")
async def show(visit: SignedIn, terms_id: str) -> Response:
    """The terms in their form."""
    terms = await visit.api.get(f"{API}/{terms_id}")
    return _form(visit, terms, typed(terms))


@router.post("/payment-terms/{terms_id}")
async def change(visit: SignedIn, terms_id: str, form: Sent) -> Response:
    """Issue them anew; documents keep what they agreed."""
    try:
        await visit.api.send("PUT", f"{API}/{terms_id}", body_of(form), version=form.version)
    except ApiProblem as problem:
        return _form(visit, await visit.api.get(f"{API}/{terms_id}"), form.shown(), problem)
    visit.say("Saved. Documents that are there keep what they agreed.")
    return RedirectResponse("/payment-terms", 303)


@router.post("/payment-terms/{terms_id}/withdraw")
async def withdraw(visit: SignedIn, terms_id: str, form: Sent) -> Response:
    """Take them out of the register."""
    path = f"{API}/{terms_id}"
    try:
        await visit.api.send("POST", f"{path}/withdraw", {}, version=form.version, key=form.key)
    except ApiProblem as problem:
        terms = await visit.api.get(path)
        return _form(visit, terms, typed(terms), problem)
    visit.say("Withdrawn. Documents that are there keep what they agreed.")
    return RedirectResponse("/payment-terms", 303)


def body_of(form: Form) -> dict[str, Any]:
    """The form as billing takes it: a name a line, and an instalment a line as per cent and days."""
    parts = [line.split() for line in form.text("instalments").splitlines() if line.strip()]
    return {
        "name": form.text("name"),
        "aliases": [line.strip() for line in form.text("aliases").splitlines() if line.strip()],
        "text": form.text("text"),
        "is_default": form.ticked("is_default"),
        "due": {
            "net_days": form.text("net_days"),
            "end_of_month": form.ticked("end_of_month"),
            "discount_rate": fraction(form.text("discount")),
            "discount_days": form.text("discount_days") or 0,
            "instalments": [{"share": fraction(part[0].rstrip("%")), "net_days": part[-1]} for part in parts],
        },
    }


def typed(terms: dict[str, Any]) -> dict[str, Any]:
    """The terms as their form shows them."""
    due = terms["due"]
    return {
        "name": terms["name"],
        "aliases": "\n".join(terms["aliases"]),
        "text": terms["text"],
        "is_default": terms["is_default"],
        "net_days": due["net_days"],
        "end_of_month": due["end_of_month"],
        "discount": percent(due["discount_rate"]),
        "discount_days": due["discount_days"],
        "instalments": "\n".join(
            f"{percent(part['share'])} {part['net_days']}" for part in due["instalments"]
        ),
    }


def _form(
    visit: Visit, terms: Mapping[str, Any], values: Mapping[str, Any], problem: ApiProblem | None = None
) -> Response:
    return page(
        visit,
        "pages/payment_terms/form.html",
        status=problem.status if problem else 200,
        terms=terms,
        values=defaultdict(str, values),
        problem=problem,
    )
