"""The company's profile: what papers say of who sells. There is one, and it is issued anew, whole."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, Table, Text

from chassis.language import ENGLISH
from chassis.work import Aggregate, Stored, aggregate_columns
from contracts.event import Stream
from contracts.identity import COMPANY, CompanyProfileIssued
from contracts.values import Address
from identity.models import metadata

company_table = Table(
    "company",
    metadata,
    *aggregate_columns(),
    Column("legal_name", Text, nullable=False),
    Column("address", Stored(Address)),
    Column("tax_id", Text, nullable=False),
    Column("registration", Text, nullable=False),
    Column("bank", Text, nullable=False),
    Column("iban", Text, nullable=False),
    Column("bic", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("website", Text, nullable=False),
    Column("foot", Stored(tuple[str, ...]), nullable=False),
    Column("vat_id", Text, nullable=False, server_default=""),
    Column("further_tax_ids", Stored(tuple[str, ...]), nullable=False, server_default="[]"),
    Column("colour", Text, nullable=False, server_default=""),
    Column("logo", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default=ENGLISH),
    Column("help_contact", Text, nullable=False, server_default=""),
)


@dataclass(kw_only=True)
class Company(Aggregate):
    """Who sells, as papers name it."""

    stream: ClassVar[Stream] = COMPANY
    table: ClassVar[Table] = company_table

    legal_name: str
    address: Address | None = None
    tax_id: str = ""
    registration: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    foot: tuple[str, ...] = ()
    vat_id: str = ""
    further_tax_ids: tuple[str, ...] = ()
    colour: str = ""
    logo: str = ""
    language: str = ENGLISH
    help_contact: str = ""  # for colleagues, so it is in no event

    def issue(self) -> CompanyProfileIssued:
        """The profile holds as it stands."""
        names = CompanyProfileIssued.model_fields.keys() - {"company_id"}
        fields: dict[str, Any] = {name: getattr(self, name) for name in names}
        return CompanyProfileIssued(company_id=self.id, **fields)
