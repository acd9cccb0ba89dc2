"""What crm says: a client, a contact there, and how documents name them."""

from stand_ins.identity import PERSON
from stand_ins.varied import varied
from web.api import crm

CLIENT, CONTACT = "01900000-0000-7000-8000-0000000000c1", "01900000-0000-7000-8000-0000000000c2"


@varied
def address() -> crm.Address:
    """Where goods go."""
    return crm.Address(
        name="Baltic Dairy",
        street="Pieno 4",
        city="Vilnius",
        region="",
        postal_code="01100",
        country="Lithuania",
    )


@varied
def named() -> crm.Unit:
    """A client as documents name it; its name has to be escaped."""
    return crm.Unit(id=CLIENT, number="C-000002", name="Baltic <Dairy>")


@varied
def client() -> crm.PartyView:
    """A lead, a company in the Baltics."""
    return crm.PartyView(
        id=CLIENT,
        version=4,
        number="C-000001",
        name="Baltic Dairy UAB",
        kind="company",
        role="lead",
        territory="Baltics",
        owner_id=PERSON,
        parent_id=None,
        terms_id=None,
        language=None,
        industry="Food",
        scale="",
        segment="",
        preferences=["Sensors"],
        shipping_address=address(),
        billing_address=address(),
        external_ref="",
        notes="",
    )


@varied
def client_row() -> crm.ClientsItem:
    """The same in the list."""
    return crm.ClientsItem(
        id=CLIENT, number="C-000001", name="Baltic Dairy UAB", city="Vilnius", country="Lithuania"
    )


@varied
def contact() -> crm.ContactView:
    """A person at the client."""
    return crm.ContactView(
        id=CONTACT, version=1, party_id=CLIENT, name="Ona", title="Buyer", email="", phone=""
    )
