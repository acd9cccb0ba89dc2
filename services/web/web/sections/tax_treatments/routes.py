"""The register of tax treatments: accounting says how freight may be taxed, quotes and orders choose."""

from typing import Any

from chassis.language import N_
from web.api import billing
from web.forms import Form
from web.rates import fraction, percent
from web.registers import Register, router_of


def body_of(form: Form) -> dict[str, Any]:
    """The form as billing takes it; a rate is typed in per cent."""
    rate = form.text("rate").rstrip("% ")
    return {
        "name": form.text("name"),
        "text": form.text("text"),
        "method": form.text("method"),
        "rate": fraction(rate) if rate else None,
        "is_default": form.ticked("is_default"),
    }


def typed(treatment: billing.TreatmentView) -> dict[str, Any]:
    """The treatment as its form shows it."""
    rate = treatment["rate"]
    return {**treatment, "rate": "" if rate is None else percent(rate)}


LABELS = {
    "name": N_("Name"),
    "method": N_("Freight is taxed"),
    "rate": N_("Rate, %%"),
    "text": N_("Printed as"),
}
REGISTER = Register(
    path="/tax-treatments",
    permission="billing.tax",
    template="sections/tax_treatments/form.html",
    issue=billing.issue_treatment,
    read=billing.read_treatment,
    change=billing.change_treatment,
    withdraw=billing.withdraw_treatment,
    body_of=body_of,
    typed=typed,
    labels=LABELS,
)
router = router_of(REGISTER)
