"""What differs between clients and distributors, and what both forms hold. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict

from chassis.language import N_
from web.api import crm
from web.api.operation import Command, Get
from web.forms import Form

KINDS = (("company", N_("Company")), ("public", N_("Public body")), ("individual", N_("Individual")))
ADDRESS = ("name", "street", "postal_code", "city", "region", "country")
LABELS = {
    "name": N_("Name"),
    "territory": N_("Territory"),
    "kind": N_("Type"),
    "language": N_("Language"),
    "industry": N_("Industry"),
    "scale": N_("Corporate scale"),
    "segment": N_("Segment"),
    "external_ref": N_("External reference"),
    "notes": N_("Notes"),
}


class Begun(TypedDict, total=False):
    """What is suggested of a party before it is registered."""

    kind: str
    owner_id: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One of the two, and what crm does with it."""

    path: str
    title: str
    singular: str
    register: Callable[[], Command[crm.PartyView]]
    read: Callable[[str], Get[crm.PartyView]]
    edit: Callable[[str], Command[crm.PartyView]]
    structure: Callable[[str], Get[crm.Structure]]
    contacts: Callable[[str], Get[list[crm.ContactView]]]
    add_contact: Callable[[str], Command[crm.ContactView]]
    edit_contact: Callable[[str, str], Command[crm.ContactView]]
    erase_contact: Callable[[str, str], Command[None]]


CLIENT = Kind(
    path="/clients",
    title=N_("Clients"),
    singular=N_("client"),
    register=crm.register_client,
    read=crm.read_client,
    edit=crm.edit_client,
    structure=crm.read_structure_of_client,
    contacts=crm.list_contacts_of_client,
    add_contact=crm.add_contact_of_client,
    edit_contact=crm.edit_contact_of_client,
    erase_contact=crm.erase_contact_of_client,
)
DISTRIBUTOR = Kind(
    path="/distributors",
    title=N_("Distributors"),
    singular=N_("distributor"),
    register=crm.register_distributor,
    read=crm.read_distributor,
    edit=crm.edit_distributor,
    structure=crm.read_structure_of_distributor,
    contacts=crm.list_contacts_of_distributor,
    add_contact=crm.add_contact_of_distributor,
    edit_contact=crm.edit_contact_of_distributor,
    erase_contact=crm.erase_contact_of_distributor,
)


def body_of(form: Form) -> dict[str, Any]:
    """The form as crm takes it; an empty address is left out."""
    body: dict[str, Any] = {name: form.text(name) for name in LABELS}
    body |= form.given("owner_id", "language")
    if "terms_id" in form.data:
        body["terms_id"] = form.text("terms_id") or None
    body["preferences"] = [text.strip() for text in form.text("preferences").split(",") if text.strip()]
    for name in ("shipping_address", "billing_address"):
        given = {part: form.text(f"{name}.{part}") for part in ADDRESS}
        if any(given.values()):
            body[name] = given
    body["allow_duplicate"] = form.ticked("allow_duplicate")
    return body
