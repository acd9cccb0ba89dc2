"""What differs between clients and distributors, and what both forms hold. Pure."""

from dataclasses import dataclass
from typing import Any

from web.forms import Form

KINDS = (("company", "Company"), ("public", "Public body"), ("individual", "Individual"))
ADDRESS = ("name", "street", "postal_code", "city", "region", "country")
LABELS = {
    "name": "Name",
    "territory": "Territory",
    "kind": "Type",
    "industry": "Industry",
    "scale": "Corporate scale",
    "segment": "Segment",
    "external_ref": "External reference",
    "notes": "Notes",
}


@dataclass(frozen=True)
class Kind:
    """One of the two."""

    path: str
    title: str
    singular: str

    @property
    def api(self) -> str:
        """Address at the gateway."""
        return f"/api/crm{self.path}"


CLIENT = Kind("/clients", "Clients", "client")
DISTRIBUTOR = Kind("/distributors", "Distributors", "distributor")


def body_of(form: Form) -> dict[str, Any]:
    """The form as crm takes it; an empty address is left out."""
    body: dict[str, Any] = {name: form.text(name) for name in LABELS}
    body["owner_id"] = form.text("owner_id") or None
    if "terms_id" in form.data:
        body["terms_id"] = form.text("terms_id") or None
    body["preferences"] = [text.strip() for text in form.text("preferences").split(",") if text.strip()]
    for name in ("shipping_address", "billing_address"):
        given = {part: form.text(f"{name}.{part}") for part in ADDRESS}
        if any(given.values()):
            body[name] = given
    body["allow_duplicate"] = form.ticked("allow_duplicate")
    return body
