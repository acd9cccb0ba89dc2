"""crm says whom the company deals with: clients and distributors, and the people there.

Companies are facts; contacts are people, so they travel only on the compacted state topic
``crm.contact.state.v1``.
"""

from dataclasses import replace
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.event import Choice, Event, State, Stream
from contracts.remembered import Kind, Remembered
from contracts.values import Address

PARTY = Stream("party", "sales.party.v1", opens="crm.read")
CONTACT_STATE = Stream("contact-state", "crm.contact.state.v1", compacted=True, opens="crm.read")


class PartyKind(Choice):
    """Individual, company, public body, …"""

    INDIVIDUAL = "individual"
    COMPANY = "company"
    PUBLIC = "public"
    UNKNOWN = "unknown"


class PartyRole(Choice):
    """What the party is to us; a lead is a client that has not ordered yet."""

    LEAD = "lead"
    CLIENT = "client"
    DISTRIBUTOR = "distributor"
    UNKNOWN = "unknown"


OF_PARTY = Remembered(
    by=(
        "number",
        "name",
        "territory",
        "industry",
        "external_ref",
        "preferences",
        "shipping_address.city",
        "shipping_address.street",
        "shipping_address.postal_code",
        "shipping_address.country",
        "billing_address.city",
    )
)


class PartyFacts(Event):
    """The party as it is after the fact; fields of every party event that describes it."""

    remembered: ClassVar = OF_PARTY

    party_id: UUID
    number: str
    name: str
    kind: PartyKind = PartyKind.COMPANY
    role: PartyRole
    territory: str
    industry: str = ""
    segment: str = ""
    owner_id: UUID | None = None
    shipping_address: Address
    billing_address: Address
    external_ref: str = ""
    scale: Annotated[str, Field(description="How large the company is, in the company's own words")] = ""
    preferences: Annotated[tuple[str, ...], Field(description="Products or categories of interest")] = ()
    parent_id: Annotated[UUID | None, Field(description="The organisation that it is a unit of")] = None
    terms_id: Annotated[UUID | None, Field(description="Payment terms that its documents begin with")] = None
    language: Annotated[str | None, Field(description="Of its papers; the company's when null")] = None


class ClientRegistered(PartyFacts, stream=PARTY, name="client-registered", label="Client registered"):
    """A client (or lead client) is known."""

    remembered: ClassVar = replace(OF_PARTY, kind=Kind.CLIENT)


class DistributorRegistered(
    PartyFacts, stream=PARTY, name="distributor-registered", label="Distributor registered"
):
    """A distributor is known."""

    remembered: ClassVar = replace(OF_PARTY, kind=Kind.DISTRIBUTOR)


class PartyRevised(PartyFacts, stream=PARTY, name="revised", label="Party revised"):
    """Name, territory, owner, addresses, language or classification changed."""


class LeadConverted(Event, stream=PARTY, name="lead-converted", label="Lead converted"):
    """The lead ordered for the first time: from now on it is a client."""

    party_id: UUID


class ContactState(State, stream=CONTACT_STATE, key="contact_id"):
    """A person at a party, as of ``sequence`` changes of that contact."""

    remembered: ClassVar = Remembered(
        kind=Kind.CONTACT, by=("name", "title", "email", "phone"), within="party_id"
    )

    contact_id: UUID
    sequence: int
    party_id: UUID
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
