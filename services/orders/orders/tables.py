"""Tables of orders: orders, their lines, what left, was performed and invoiced; copies of others' facts."""

from sqlalchemy import CHAR, Boolean, Column, Computed, Date, Integer, MetaData, Table, Text, Uuid, func, text

from chassis.work import Stored, aggregate_columns, time
from contracts.quotes import PriceDecision
from contracts.terms import DueRule
from contracts.values import Address, LineItem, PartyRef, ShippedLine, Totals
from kernel.amounts import amount, quantity
from kernel.colleagues import COLLEAGUES
from kernel.company import COMPANY
from kernel.copies import Parties, PriceLists, Products
from kernel.currencies import CURRENCIES
from kernel.payment_terms import PAYMENT_TERMS
from kernel.tax_treatments import TAX_TREATMENTS
from kernel.units import UNITS

metadata = MetaData()

STAGE = """CASE
    WHEN status IN ('draft', 'pending') THEN 'pending'
    WHEN status IN ('released', 'partially_shipped') THEN 'processing'
    WHEN status = 'cancelled' THEN 'cancelled'
    ELSE 'shipped' END"""
FOUND_BY = """searchable(order_words(number, client_name, ordered_on, address, description, quote_number,
    customer_po, project, external_ref, client_now))"""  # all that the search reads

order_table = Table(
    "sales_order",
    metadata,
    *aggregate_columns(),
    Column("number", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("stage", Text, Computed(STAGE, persisted=True), nullable=False),
    Column("credit", Text, nullable=False),
    Column("quote_id", Uuid, unique=True),
    Column("quote_number", Text, nullable=False),
    Column("ordered_on", Date, nullable=False),
    Column("placed_on", Date),
    Column("released_on", Date),
    Column("initial_ship_date", Date),
    Column("estimated_ship_date", Date),
    Column("actual_ship_date", Date),
    Column("to_be_invoiced_on", Date),
    Column("cancelled_on", Date),
    Column("cancel_reason", Text, nullable=False),
    Column("closed_on", Date),
    Column("client_id", Uuid, nullable=False),
    Column("client", Stored(PartyRef), nullable=False),
    Column("client_name", Text, nullable=False),
    Column("client_now", Text, nullable=False, server_default=""),
    Column("distributor", Stored(PartyRef)),
    Column("owner_id", Uuid, nullable=False),
    Column("lead_time_days", Integer),
    Column("terms", Text, nullable=False),
    Column("terms_id", Uuid),
    Column("due", Stored(DueRule)),
    Column("project", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("customer_po", Text, nullable=False),
    Column("po_key", Text, nullable=False, server_default=""),
    Column("po_received_on", Date),
    Column("po_received_by", Text, nullable=False),
    Column("so_issued_by", Text, nullable=False),
    Column("delivery_conditions", Text, nullable=False),
    Column("acceptance_conditions", Text, nullable=False),
    Column("payment_conditions", Text, nullable=False),
    Column("call_before_delivery", Boolean, nullable=False),
    Column("external_ref", Text, nullable=False),
    Column("shipping_address", Stored(Address), nullable=False),
    Column("billing_address", Stored(Address), nullable=False),
    Column("address", Text, nullable=False),
    Column("totals", Stored(Totals), nullable=False),
    Column("currency", CHAR(3), nullable=False),
    Column("net", amount(), nullable=False),  # what stands of the totals after a cancellation
    Column("gross", amount(), nullable=False),
    Column("charged", amount(), nullable=False, server_default=text("0")),
    Column("cancelled_net", amount(), nullable=False, server_default=text("0")),
    Column("cancelled_gross", amount(), nullable=False, server_default=text("0")),
    Column("created_at", time(), nullable=False, server_default=func.now()),
    Column("found_by", Text, Computed(FOUND_BY, persisted=True), nullable=False),
)

order_line = Table(
    "order_line",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("line_id", Uuid, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("item", Stored(LineItem), nullable=False),
    Column("decision", Stored(PriceDecision)),
    Column("ordered", quantity(), nullable=False),
    Column("cancelled", quantity(), nullable=False),
    Column("released", quantity(), nullable=False),
    Column("shipped", quantity(), nullable=False),
    Column("invoiced", quantity(), nullable=False),
    Column("agreed_on", Date),
)

order_shipment = Table(
    "order_shipment",
    metadata,
    Column("shipment_id", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("delivery_order_id", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("dispatched_on", Date, nullable=False),
    Column("carrier", Text, nullable=False),
    Column("vehicle", Text, nullable=False),
    Column("tracking", Text, nullable=False),
    Column("lines", Stored(tuple[ShippedLine, ...]), nullable=False),
    Column("totals", Stored(Totals), nullable=False),
)

order_unit = Table(
    "order_unit",
    metadata,
    Column("shipment_id", Uuid, primary_key=True),
    Column("product_id", Uuid, primary_key=True),
    Column("serial_number", Text, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("line_id", Uuid, nullable=False),
    Column("shipped_on", Date, nullable=False),
)

order_performance = Table(
    "order_performance",
    metadata,
    Column("performance_id", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("service_order_id", Uuid, nullable=False),
    Column("line_id", Uuid, nullable=False),
    Column("quantity", quantity(), nullable=False),
    Column("performed_on", Date, nullable=False),
    Column("totals", Stored(Totals), nullable=False),
)

order_invoice = Table(
    "order_invoice",
    metadata,
    Column("invoice_id", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("trigger_id", Uuid, nullable=False, unique=True),
    Column("number", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("totals", Stored(Totals), nullable=False),
    Column("open_amount", amount(), nullable=False),
    Column("settled_on", Date),
)

supply_copy = Table(
    "supply_copy",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("line_id", Uuid, nullable=False),
    Column("product_number", Text, nullable=False),
    Column("product_name", Text, nullable=False),
    Column("quantity", quantity(), nullable=False),
    Column("unit", Text, nullable=False),
    Column("due_on", Date),
    Column("status", Text, nullable=False),
    Column("done_on", Date),
)

service_copy = Table(
    "service_copy",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("line_id", Uuid, nullable=False),
    Column("product_number", Text, nullable=False),
    Column("product_name", Text, nullable=False),
    Column("quantity", quantity(), nullable=False),
    Column("performed", quantity(), nullable=False),
    Column("unit", Text, nullable=False),
    Column("due_on", Date),
    Column("status", Text, nullable=False),
)

delivery_copy = Table(
    "delivery_copy",
    metadata,
    Column("shipment_id", Uuid, primary_key=True),
    Column("delivered_on", Date, nullable=False),
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

quote_copy = Table(
    "quote_copy",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("client_id", Uuid, nullable=False),
)
