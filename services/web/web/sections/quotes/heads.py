"""A quote's header between the form and the API: percent there, fractions here; empty fields are null."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, get_args

from chassis.language import N_
from web.api.quotes import QuoteView, RevisionContent
from web.deals.due import due_days
from web.forms import Form
from web.sections.quotes.numbers import NotANumber, fraction, number_of, percent, plain

TEXTS = ("project", "terms", "description", "external_ref")
DATES = ("valid_until", "expected_signing_on")
PICKED = ("distributor_id", "contact_id", "owner_id")
ADDRESSES = ("shipping_address", "billing_address")
PLACES = ("name", "street", "postal_code", "city", "region", "country")
LABELS = {
    "project": N_("Project"),
    "valid_until": N_("Valid until"),
    "terms": N_("Terms of payment"),
    "lead_time_days": N_("Lead time, days"),
    "freight": N_("Freight"),
    "success_rate": N_("Success rate, %%"),
    "expected_signing_on": N_("Expected signing"),
    "external_ref": N_("External reference"),
    "description": N_("Description"),
}
Kept = Literal["project", "valid_until", "terms", "lead_time_days", "external_ref", "description"]
KEPT: tuple[Kept, ...] = get_args(Kept)  # by a revision, of the fields with labels
NUMBERS = ("freight", "success_rate", "lead_time_days")


@dataclass
class Head:
    """What goes to the API, and what is wrong with what was typed."""

    body: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def head_of(form: Form, names: tuple[str, ...] = (*LABELS, *PICKED)) -> Head:
    """The fields that the form has; numbers that can't be read are told at the field."""
    head = Head()
    for name in names:
        if name not in form.data:
            continue
        try:
            head.body[name] = _sent(name, form.text(name))
        except NotANumber as error:
            head.errors[name] = str(error)
    if days := form.text("due_days"):
        head.body["due"] = {"net_days": days}
    if chosen := form.text("freight_treatment_id"):
        head.body["freight_treatment_id"] = chosen
    for name in ADDRESSES:
        if f"{name}.country" in form.data:
            head.body[name] = _address(form, name)
    return head


def _sent(name: str, text: str) -> Any:
    if name in TEXTS:
        return text
    if name not in NUMBERS:
        return text or None
    if not text:
        return "0" if name == "freight" else None
    if name == "success_rate":
        return plain(fraction(text))
    return plain(number_of(text, 0)) if name == "lead_time_days" else plain(number_of(text, 4))


def _address(form: Form, name: str) -> dict[str, str] | None:
    given = {place: form.text(f"{name}.{place}") for place in PLACES}
    return given if any(given.values()) else None


def texts_of(content: QuoteView | RevisionContent) -> dict[str, str]:
    """What a revision keeps as the form shows it; empty for what an early one did not keep."""
    return {name: _text(content[name]) for name in KEPT}


def as_typed(quote: QuoteView) -> dict[str, str]:
    """The header as its form shows it."""
    freight = Decimal(quote["totals"]["freight"])
    shown: dict[str, str] = {
        **texts_of(quote),
        "contact_id": _text(quote["contact_id"]),
        "owner_id": quote["owner_id"],
        "expected_signing_on": _text(quote["expected_signing_on"]),
        "freight": plain(freight) if freight else "",
    }
    shown["due_days"] = due_days(quote["due"], quote["terms_id"])
    shown["success_rate"] = percent(quote["success_rate"])
    agreed, distributor = quote["totals"].get("freight_tax"), quote["distributor"]
    shown["freight_treatment_id"] = agreed["treatment_id"] if agreed else ""
    shown["distributor_id"] = distributor["id"] if distributor else ""
    shown["distributor"] = distributor["name"] if distributor else ""
    for name, address in zip(ADDRESSES, (quote["shipping_address"], quote["billing_address"]), strict=True):
        shown |= {f"{name}.{place}": _text(address.get(place)) for place in PLACES}
    return shown


def _text(value: Any) -> str:
    return "" if value is None else str(value)
