"""Parties and contacts: their tables, their rules, and the fact that each step returns.

A party is a lead, a client or a distributor; a lead becomes a client with its first order. Contacts are
people: their data is state that can be erased, never a fact that stays.
"""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column, Computed, MetaData, Table, Text, Uuid, func

from chassis.errors import refused
from chassis.language import _
from chassis.work import Aggregate, Stored, aggregate_columns, time
from contracts.crm import (
    CONTACT_STATE,
    PARTY,
    ClientRegistered,
    ContactState,
    DistributorRegistered,
    LeadConverted,
    PartyFacts,
    PartyRevised,
    PartyRole,
)
from contracts.event import Stream
from contracts.text import folded
from contracts.values import Address
from crm.territories import TERRITORIES
from kernel.payment_terms import PAYMENT_TERMS

metadata = MetaData()

# all that the search reads: what the list shows, and how people there are called and reached
FOUND_BY = """searchable(number || E'\\n' || name || E'\\n' || territory || E'\\n'
    || (shipping_address ->> 'city') || E'\\n' || (shipping_address ->> 'country') || E'\\n'
    || preferences::text || E'\\n' || external_ref || E'\\n' || people)"""

party_table = Table(
    "party",
    metadata,
    *aggregate_columns(),
    Column("number", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("alike", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("territory", Text, nullable=False),
    Column("owner_id", Uuid),
    Column("parent_id", Uuid),
    Column("terms_id", Uuid),
    Column("language", Text),
    Column("industry", Text, nullable=False),
    Column("scale", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("preferences", Stored(tuple[str, ...]), nullable=False),
    Column("shipping_address", Stored(Address), nullable=False),
    Column("billing_address", Stored(Address), nullable=False),
    Column("external_ref", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("city", Text, Computed("shipping_address ->> 'city'", persisted=True), nullable=False),
    Column("country", Text, Computed("shipping_address ->> 'country'", persisted=True), nullable=False),
    Column("interests", Text, Computed("preferences::text", persisted=True), nullable=False),
    Column("created_at", time(), nullable=False, server_default=func.now()),
    Column("people", Text, nullable=False, server_default=""),  # of its contacts, by which it is found too
    Column("found_by", Text, Computed(FOUND_BY, persisted=True), nullable=False),
)

contact_table = Table(
    "contact",
    metadata,
    *aggregate_columns(),
    Column("party_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("created_at", time(), nullable=False, server_default=func.now()),
)

payment_terms_copy = PAYMENT_TERMS.table(metadata)
territory_copy = TERRITORIES.table(metadata)


@dataclass(kw_only=True)
class Party(Aggregate):
    """A company, public body or individual that the company deals with."""

    stream: ClassVar[Stream] = PARTY
    table: ClassVar[Table] = party_table

    number: str
    name: str
    kind: str
    role: str
    territory: str
    owner_id: UUID | None = None
    parent_id: UUID | None = None
    terms_id: UUID | None = None
    language: str | None = None
    industry: str = ""
    scale: str = ""
    segment: str = ""
    preferences: tuple[str, ...] = ()
    shipping_address: Address
    billing_address: Address
    external_ref: str = ""
    notes: str = ""
    alike: str = ""  # the name as it is compared

    def belongs_to(self) -> tuple[UUID | None, UUID]:
        return self.owner_id, self.id

    def is_distributor(self) -> bool:
        """Whether it stands among the distributors, else among the clients."""
        return self.role == PartyRole.DISTRIBUTOR

    def register(self) -> ClientRegistered | DistributorRegistered:
        """The party is known."""
        self._check_parent()
        self.alike = folded(self.name)
        return (DistributorRegistered if self.is_distributor() else ClientRegistered)(**self._facts())

    def revise(self) -> PartyRevised:
        """The party's fields were changed by the command."""
        self._check_parent()
        self.alike = folded(self.name)
        return PartyRevised(**self._facts())

    def convert(self) -> LeadConverted | None:
        """The party ordered: a lead becomes a client; None when it was none."""
        if self.role != PartyRole.LEAD:
            return None
        self.role = PartyRole.CLIENT
        return LeadConverted(party_id=self.id)

    def _check_parent(self) -> None:
        if self.parent_id == self.id:
            raise refused(_("%(name)s cannot be a unit of itself.", name=self.name), "parent", "/parent_id")

    def _facts(self) -> dict[str, Any]:
        # notes stay here: free text is where people's data ends up, and facts are never erased
        names = PartyFacts.model_fields.keys() - {"party_id"}
        return {name: getattr(self, name) for name in names} | {"party_id": self.id}


@dataclass(kw_only=True)
class Contact(Aggregate):
    """A person at a party; ``version`` counts the states that were sent."""

    stream: ClassVar[Stream] = CONTACT_STATE
    table: ClassVar[Table] = contact_table

    party_id: UUID
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""

    def state(self) -> ContactState:
        """The contact as it stands."""
        return ContactState(
            contact_id=self.id,
            sequence=self.version,
            party_id=self.party_id,
            name=self.name,
            title=self.title,
            email=self.email,
            phone=self.phone,
        )
