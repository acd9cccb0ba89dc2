"""Tables of quotes: the quote, its earlier revisions, and copies of others' facts."""

from sqlalchemy import (
    CHAR,
    BigInteger,
    Column,
    Date,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.work import Stored, aggregate_columns, time
from contracts.quotes import PriceDecision
from contracts.terms import DueRule
from contracts.values import Address, LineItem, PartyRef, Totals
from kernel.amounts import amount
from kernel.colleagues import COLLEAGUES
from kernel.company import COMPANY
from kernel.copies import Parties, PriceLists, Products
from kernel.currencies import CURRENCIES
from kernel.payment_terms import PAYMENT_TERMS
from kernel.tax_treatments import TAX_TREATMENTS
from kernel.units import UNITS

metadata = MetaData()

quote_table = Table(
    "quote",
    metadata,
    *aggregate_columns(),
    Column("number", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("quoted_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("sent_on", Date),
    Column("decided_on", Date),
    Column("client_id", Uuid, nullable=False),
    Column("client", Stored(PartyRef), nullable=False),
    Column("client_name", Text, nullable=False),
    Column("client_now", Text, nullable=False, server_default=""),
    Column("distributor", Stored(PartyRef)),
    Column("contact_id", Uuid),
    Column("owner_id", Uuid, nullable=False),
    Column("terms", Text, nullable=False),
    Column("terms_id", Uuid),
    Column("due", Stored(DueRule)),
    Column("project", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("lead_time_days", Integer, nullable=False),
    Column("external_ref", Text, nullable=False),
    Column("shipping_address", Stored(Address), nullable=False),
    Column("billing_address", Stored(Address), nullable=False),
    Column("lines", Stored(tuple[LineItem, ...]), nullable=False),
    Column("decisions", Stored(tuple[PriceDecision, ...]), nullable=False),
    Column("totals", Stored(Totals), nullable=False),
    Column("currency", CHAR(3), nullable=False),
    Column("net", amount(), nullable=False),
    Column("gross", amount(), nullable=False),
    Column("success_rate", Numeric(5, 4)),
    Column("expected_signing_on", Date),
    Column("lost_reason", Text, nullable=False),
    Column("created_at", time(), nullable=False, server_default=func.now()),
)

quote_revision = Table(
    "quote_revision",
    metadata,
    Column("quote_id", Uuid, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("sent_on", Date),
    Column("replaced_at", time(), nullable=False, server_default=func.now()),
)

colleague_copy = COLLEAGUES.table(metadata)
company_copy = COMPANY.table(metadata)
currency_copy = CURRENCIES.table(metadata)
unit_copy = UNITS.table(metadata)
payment_terms_copy = PAYMENT_TERMS.table(metadata)
tax_treatment_copy = TAX_TREATMENTS.table(metadata)

PARTIES = Parties(metadata, "terms_id", "language", "shipping_address", "billing_address")
PRODUCTS = Products(metadata)
PRICE_LISTS = PriceLists(metadata, PRODUCTS, unit_copy)

contact_copy = Table(
    "contact_copy",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("party_id", Uuid, nullable=False),
)
