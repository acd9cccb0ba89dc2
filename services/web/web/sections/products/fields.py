"""The fields of a product as a form holds them and as catalog takes them. Pure."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from chassis.language import N_
from web.forms import Form
from web.rates import fraction, percent
from web.sections.products.kinds import OPTION, Kind, Product

Text = Literal[
    "number", "name", "description", "category", "product_type", "unit", "supply", "upc", "qr_text", "cluster"
]
Tick = Literal["active", "research", "has_bom"]
TEXTS: tuple[Text, ...] = get_args(Text)
TICKS: tuple[Tick, ...] = get_args(Tick)
LABELS = {
    "number": N_("Number"),
    "name": N_("Name"),
    "description": N_("Description"),
    "category": N_("Category"),
    "product_type": N_("Type"),
    "unit": N_("Unit"),
    "supply": N_("Supply"),
    "lead_time_days": N_("Lead time, days"),
    "tax_rate": N_("Tax, %%"),
    "active": N_("Available for sale"),
    "research": N_("In research and development"),
    "has_bom": N_("Has a bill of materials"),
    "upc": "UPC",
    "qr_text": N_("Text of the QR code"),
    "cluster": N_("Cluster"),
    "levels": N_("Levels"),
    "fits": N_("Fits"),
}
SUPPLIES = [("make", N_("Made by us")), ("buy", N_("Bought")), ("none", N_("Neither: work, licences"))]


def fresh(kind: Kind) -> dict[str, str]:
    """The texts of an empty form."""
    supply = "none" if kind.singular == "service" else "make"
    texts = {"unit": "pcs", "supply": supply, "lead_time_days": "0", "tax_rate": "0", "active": "true"}
    return dict.fromkeys(LABELS, "") | texts


def texts_of(product: Product, numbers: Mapping[str, str]) -> dict[str, str]:
    """A product as the texts of a form; ``numbers`` are those of the devices that it fits."""
    texts: dict[str, str] = {name: product[name] for name in TEXTS}
    texts |= {name: "true" if product[name] else "" for name in TICKS}
    texts["lead_time_days"] = str(product["lead_time_days"])
    texts["tax_rate"] = percent(product["tax_rate"])
    texts["levels"] = "\n".join(f"{level['name']}: {level['value']}" for level in product["levels"])
    texts["fits"] = ", ".join(numbers.get(id, id) for id in product["fits"])
    return texts


def body_of(form: Form, kind: Kind, fits: list[str]) -> dict[str, Any]:
    """The form as catalog takes it; what cannot be read goes as it is, to be refused at its field."""
    body: dict[str, Any] = {name: form.text(name) for name in TEXTS}
    body |= {name: form.ticked(name) for name in TICKS}
    days = form.text("lead_time_days") or "0"
    body["lead_time_days"] = int(days) if days.isdecimal() else days
    body["tax_rate"] = fraction(form.text("tax_rate") or "0")
    body["levels"] = _levels(form.text("levels"))
    if kind is OPTION:
        body["fits"] = fits
    return body


def named_devices(form: Form) -> list[str]:
    """The numbers of devices that were typed."""
    return list(dict.fromkeys(text.strip() for text in form.text("fits").split(",") if text.strip()))


def _levels(typed: str) -> list[dict[str, str]]:
    """A level for each line, ``Voltage: 230 V``."""
    parts = [line.partition(":") for line in typed.splitlines() if line.strip()]
    return [{"name": name.strip(), "value": value.strip()} for name, _, value in parts]
