"""The tables of reporting: facts, sums by month, documents of deals and their events, copies."""

from sqlalchemy import (
    CHAR,
    BigInteger,
    Column,
    Date,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.work import time
from contracts.event import Choice
from kernel.amounts import amount, quantity
from kernel.copies import party_copy, product_copy

metadata = MetaData()


class Measure(Choice):
    """What an amount of sales means."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    SHIPPED = "shipped"
    INVOICED = "invoiced"


sales_fact = Table(
    "sales_fact",
    metadata,
    Column("line_id", Uuid, primary_key=True),
    Column("source_id", Uuid, primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("business_date", Date, primary_key=True),
    Column("recorded_at", time(), nullable=False),
    Column("product_id", Uuid, nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("owner_id", Uuid, primary_key=True),
    Column("currency", CHAR(3), nullable=False),
    Column("quantity", quantity(), nullable=False),
    Column("net", amount(), nullable=False),
    Column("product_orders", SmallInteger, nullable=False, server_default=text("0")),
    Column("client_orders", SmallInteger, nullable=False, server_default=text("0")),
)

sales_sum = Table(  # by month, seller and where the client is now
    "sales_sum",
    metadata,
    Column("dimension", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("month", Date, primary_key=True),
    Column("key", Uuid, primary_key=True),
    Column("owner_id", Uuid, primary_key=True),
    Column("territory", Text, primary_key=True),
    Column("currency", CHAR(3), primary_key=True),
    Column("quantity", quantity(), nullable=False),
    Column("net", amount(), nullable=False),
    Column("orders", Integer, nullable=False),
)

sales_total = Table(  # sales_sum without sellers and territories, for those who see all
    "sales_total",
    metadata,
    Column("dimension", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("month", Date, primary_key=True),
    Column("key", Uuid, primary_key=True),
    Column("currency", CHAR(3), primary_key=True),
    Column("quantity", quantity(), nullable=False),
    Column("net", amount(), nullable=False),
    Column("orders", Integer, nullable=False),
)

sales_place = Table(  # under which territory a client's sales are added up
    "sales_place",
    metadata,
    Column("client_id", Uuid, primary_key=True),
    Column("territory", Text, nullable=False),
)

funnel_fact = Table(
    "funnel_fact",
    metadata,
    Column("document_id", Uuid, primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("business_date", Date, nullable=False),
    Column("recorded_at", time(), nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("currency", CHAR(3), nullable=False),
    Column("gross", amount(), nullable=False),
    Column("documents", Integer, primary_key=True, server_default=text("1")),
)

funnel_month = Table(
    "funnel_month",
    metadata,
    Column("stage", Text, primary_key=True),
    Column("month", Date, primary_key=True),
    Column("owner_id", Uuid, primary_key=True),
    Column("currency", CHAR(3), primary_key=True),
    Column("documents", Integer, nullable=False),
    Column("gross", amount(), nullable=False),
)

deal_event = Table(
    "deal_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("correlation_id", Uuid, nullable=False),
    Column("causation_id", Uuid),
    Column("stream", Text, nullable=False),
    Column("document_id", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("time", time(), nullable=False),
    Column("actor", Uuid),
    Column("via", Text, nullable=False),
    Column("body", JSONB, nullable=False),
)

deal_document = Table(
    "deal_document",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("stream", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("client_id", Uuid),
    Column("owner_id", Uuid),
    Column("facts", JSONB, nullable=False),
    Column("changed_at", time(), nullable=False),
    Column("currency", CHAR(3), nullable=False, server_default=""),
    Column("net", amount(), nullable=False, server_default=text("0")),
    Column("gross", amount(), nullable=False, server_default=text("0")),
    Column(
        "ordered_net", amount(), nullable=False, server_default=text("0")
    ),  # net and gross are what stands
    Column("ordered_gross", amount(), nullable=False, server_default=text("0")),
    Column("delivered_net", amount(), nullable=False, server_default=text("0")),  # shipped or performed
    Column("delivered_gross", amount(), nullable=False, server_default=text("0")),
    Column("open_amount", amount(), nullable=False, server_default=text("0")),  # of an invoice
    Column("sent_on", Date),  # of a quote's present revision
    Column("decided_on", Date),
    Column("placed_on", Date),
    Column("cancelled_on", Date),
    Column("issued_on", Date),
    Column("steps", JSONB, nullable=False, server_default=text("'{}'")),  # of the funnel: the day of each
)

PRODUCTS = product_copy(metadata, "number", "name", "kind", "category")
PARTIES = party_copy(metadata, "number", "name", "territory", "segment", "industry")
products, parties = PRODUCTS.table, PARTIES.table

freshness = Table(
    "freshness",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("newest_event_at", time(), nullable=False),
)

standstill = Table(  # one row for each time that a key was stuck
    "standstill",
    metadata,
    Column("id", Uuid, primary_key=True),  # the event's
    Column("parked_key_id", Uuid, nullable=False),
    Column("service", Text, nullable=False),
    Column("group_name", Text, nullable=False),
    Column("document_kind", Text, nullable=False),
    Column("document_id", Uuid),
    Column("correlation_id", Uuid, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("since", time(), nullable=False),
    Column("told_at", time(), nullable=False),
    Column("freed_at", time()),
)
