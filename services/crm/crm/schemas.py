"""What goes over the wire: parties and contacts as they are written and read."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from chassis.language import one_of
from contracts.crm import PartyKind, PartyRole
from contracts.edge import AskedAddress, OneLine, Prose
from contracts.values import Address
from kernel.languages import LanguageCode

Short = Annotated[OneLine, Field(max_length=200)]
Named = Annotated[OneLine, Field(min_length=1, max_length=200)]
Territory = Annotated[OneLine, Field(min_length=1, max_length=100)]
AllowDuplicate = Annotated[bool, Field(description="Also where the territory has one of this name")]
Email = Annotated[OneLine, Field(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")]


KEPT: Any = None  # default of a field that keeps its value when it is not given; null itself is refused


def _without_defaults(schema: dict[str, Any]) -> None:
    """A change keeps what it does not name, so its description must not offer defaults to send."""
    for described in schema.get("properties", {}).values():
        described.pop("default", None)


class Request(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class PartyFields(Request):
    """What may be said about a client or distributor."""

    kind: Annotated[PartyKind, Field(description="individual, company or public")] = PartyKind.COMPANY
    owner_id: Annotated[UUID | None, Field(description="Who looks after it; who registers when left out")] = (
        None
    )
    parent_id: Annotated[UUID | None, Field(description="The organisation that it is a unit of")] = None
    terms_id: Annotated[
        UUID | None, Field(description="Payment terms that its documents begin with; the company's when null")
    ] = None
    language: Annotated[LanguageCode | None, Field(description="Of its papers; the company's when null")] = (
        None
    )
    industry: Short = ""
    scale: Annotated[OneLine, Field(max_length=200, description="Corporate scale")] = ""
    segment: Short = ""
    preferences: Annotated[
        tuple[Short, ...], Field(max_length=100, description="Products or categories of interest")
    ] = ()
    external_ref: Short = ""
    notes: Annotated[Prose, Field(max_length=10_000)] = ""

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: PartyKind) -> PartyKind:
        if kind is PartyKind.UNKNOWN:
            raise ValueError(one_of(["individual", "company", "public"]))
        return kind


class NewParty(PartyFields):
    """A new party; the billing address is the shipping address when left out."""

    name: Named
    territory: Territory
    shipping_address: AskedAddress
    billing_address: AskedAddress | None = None
    allow_duplicate: AllowDuplicate = False


class NewClient(NewParty):
    """A new client: a lead until its first order, unless it is known to have ordered before."""

    role: Literal[PartyRole.LEAD, PartyRole.CLIENT] = PartyRole.LEAD


class NewDistributor(NewParty):
    """A new distributor."""


class EditParty(PartyFields):
    """Changes to a party: only the fields that are given."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    name: Named = KEPT
    territory: Territory = KEPT
    shipping_address: AskedAddress = KEPT
    billing_address: AskedAddress = KEPT
    allow_duplicate: AllowDuplicate = KEPT


class ClientTerms(Request):
    """What a client's documents begin with, as accounting decides it."""

    terms_id: Annotated[
        UUID | None, Field(description="Payment terms of the register; the company's when null")
    ]


class PartyView(BaseModel):
    """A client, lead or distributor as it stands."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    number: str
    name: str
    kind: PartyKind
    role: PartyRole
    territory: str
    owner_id: UUID | None
    parent_id: UUID | None
    terms_id: UUID | None
    language: str | None
    industry: str
    scale: str
    segment: str
    preferences: tuple[str, ...]
    shipping_address: Address
    billing_address: Address
    external_ref: str
    notes: str


class Unit(BaseModel):
    """A party in an organisation, as a reference."""

    id: UUID
    number: str
    name: str


class Structure(BaseModel):
    """The organisation around a party: whose unit it is, and which units it has."""

    parent: Unit | None
    units: list[Unit]


class ContactFields(Request):
    """What may be said about a person."""

    title: Short = ""
    email: Email = ""
    phone: Annotated[OneLine, Field(max_length=50)] = ""


class NewContact(ContactFields):
    """A new person at a party."""

    name: Named


class EditContact(ContactFields):
    """Changes to a contact: only the fields that are given."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    name: Named = KEPT


class ContactView(BaseModel):
    """A person at a party."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    party_id: UUID
    name: str
    title: str
    email: str
    phone: str
