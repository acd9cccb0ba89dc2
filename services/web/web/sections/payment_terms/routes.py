"""The register of payment terms: accounting enters, changes and withdraws what may be agreed."""

from decimal import Decimal, InvalidOperation
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from chassis.language import N_, _
from web.api import billing
from web.forms import Form, misread
from web.rates import fraction, percent
from web.registers import Register, in_force, router_of
from web.rendering import fragment
from web.visit import SignedIn

router = APIRouter()
WHOLE_DAYS = N_("Enter whole days, such as 30.")


@router.get("/payment-terms/names")
async def names(visit: SignedIn) -> Response:
    """What may be agreed, for the list below a field."""
    found = await in_force(visit, billing.list_payment_terms())
    return fragment(visit, "sections/payment_terms/names.html", found=found)


def body_of(form: Form) -> dict[str, Any]:
    """The form as billing takes it: a name a line, and an instalment a line as per cent and days."""
    _check(form)
    return {
        "name": form.text("name"),
        "aliases": [line.strip() for line in form.text("aliases").splitlines() if line.strip()],
        "text": form.text("text"),
        "is_default": form.ticked("is_default"),
        "due": {
            "net_days": form.text("net_days"),
            "end_of_month": form.ticked("end_of_month"),
            "discount_rate": _share(form.text("discount")),
            "discount_days": form.text("discount_days") or 0,
            "instalments": [{"share": _share(part[0]), "net_days": part[-1]} for part in _parts(form)],
        },
    }


def _parts(form: Form) -> list[list[str]]:
    """The words of each instalment: the share first, the days last."""
    return [line.split() for line in form.text("instalments").splitlines() if line.strip()]


def _check(form: Form) -> None:
    """Raise ApiProblem with the fields that hold no numbers; which numbers are good is for billing to say."""
    days = {"due/net_days": form.text("net_days"), "due/discount_days": form.text("discount_days") or "0"}
    wrong = {name: _(WHOLE_DAYS) for name, typed in days.items() if not _is_whole(typed)}
    if not _is_per_cent(form.text("discount")):
        wrong["due/discount_rate"] = _("Enter per cent, such as 2 or 2.5.")
    if not all(len(part) > 1 and _is_per_cent(part[0]) and _is_whole(part[-1]) for part in _parts(form)):
        wrong["due/instalments"] = _("Enter per cent and whole days on each line, such as 50 30.")
    if wrong:
        raise misread(wrong)


def _is_whole(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal()


def _is_per_cent(typed: str) -> bool:
    try:
        return Decimal(_share(typed)).is_finite()
    except InvalidOperation:
        return False


def _share(typed: str) -> str:
    """``2,5 %`` as ``0.025``; nothing typed is nothing."""
    return fraction(typed.rstrip("% ") or "0")


def typed(terms: billing.TermsView) -> dict[str, Any]:
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


LABELS = {
    "name": N_("Name"),
    "text": N_("Printed as"),
    "aliases": N_("Other names"),
    "due/net_days": N_("Due after, days"),
    "due/discount_rate": N_("Discount, %%"),
    "due/discount_days": N_("Who pays within, days"),
    "due/instalments": N_("Instalments"),
}
REGISTER = Register(
    path="/payment-terms",
    permission="billing.terms",
    template="sections/payment_terms/form.html",
    issue=billing.issue_terms,
    read=billing.read_terms,
    change=billing.change_terms,
    withdraw=billing.withdraw_terms,
    body_of=body_of,
    typed=typed,
    labels=LABELS,
)
router.include_router(router_of(REGISTER))
