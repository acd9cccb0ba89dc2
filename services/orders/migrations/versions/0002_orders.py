"""Orders, their line ledger, what left and what was invoiced, and the copies that orders needs."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for script in (ORDER, LEDGER, FACTS, COPIES, INDEXES):
        for statement in script.split(";\n"):
            if statement.strip():
                op.execute(statement)


ORDER = """
CREATE SEQUENCE order_number;
CREATE TABLE sales_order (
    id                    uuid PRIMARY KEY,
    version               bigint        NOT NULL,
    correlation_id        uuid          NOT NULL,
    number                text          NOT NULL UNIQUE,
    status                text          NOT NULL CHECK (status IN (
        'draft', 'pending', 'released', 'partially_shipped', 'shipped', 'invoiced', 'closed', 'cancelled')),
    stage                 text          NOT NULL GENERATED ALWAYS AS (CASE
        WHEN status IN ('draft', 'pending') THEN 'pending'
        WHEN status IN ('released', 'partially_shipped') THEN 'processing'
        WHEN status = 'cancelled' THEN 'cancelled'
        ELSE 'shipped' END) STORED,
    credit                text          NOT NULL CHECK (credit IN ('none', 'pending', 'granted', 'refused')),
    quote_id              uuid          UNIQUE,
    quote_number          text          NOT NULL,
    ordered_on            date          NOT NULL,
    placed_on             date,
    released_on           date,
    initial_ship_date     date,
    estimated_ship_date   date,
    actual_ship_date      date,
    to_be_invoiced_on     date,
    cancelled_on          date,
    cancel_reason         text          NOT NULL,
    closed_on             date,
    client_id             uuid          NOT NULL,
    client                jsonb         NOT NULL,
    client_name           text          NOT NULL,
    distributor           jsonb,
    owner_id              uuid          NOT NULL,
    lead_time_days        integer       CHECK (lead_time_days >= 0),
    terms                 text          NOT NULL,
    project               text          NOT NULL,
    description           text          NOT NULL,
    customer_po           text          NOT NULL,
    po_received_on        date,
    po_received_by        text          NOT NULL,
    so_issued_by          text          NOT NULL,
    delivery_conditions   text          NOT NULL,
    acceptance_conditions text          NOT NULL,
    payment_conditions    text          NOT NULL,
    call_before_delivery  boolean       NOT NULL,
    external_ref          text          NOT NULL,
    shipping_address      jsonb         NOT NULL,
    billing_address       jsonb         NOT NULL,
    address               text          NOT NULL,
    totals                jsonb         NOT NULL,
    currency              char(3)       NOT NULL,
    net                   numeric       NOT NULL,
    gross                 numeric       NOT NULL,
    created_at            timestamptz   NOT NULL DEFAULT now(),
    CHECK (placed_on IS NOT NULL OR status IN ('draft', 'cancelled')),
    CHECK (initial_ship_date IS NOT NULL OR placed_on IS NULL),
    CHECK (released_on IS NOT NULL OR status IN ('draft', 'pending', 'cancelled')),
    CHECK (credit = 'granted' OR released_on IS NULL)
);
CREATE FUNCTION keep_initial_ship_date() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the initial ship date of order % never changes', OLD.number
        USING ERRCODE = '23514'; END $$;
CREATE TRIGGER initial_ship_date_is_immutable BEFORE UPDATE OF initial_ship_date ON sales_order FOR EACH ROW
    WHEN (OLD.initial_ship_date IS NOT NULL AND NEW.initial_ship_date IS DISTINCT FROM OLD.initial_ship_date)
    EXECUTE FUNCTION keep_initial_ship_date();
"""

LEDGER = """
CREATE TABLE order_line (
    order_id  uuid          NOT NULL REFERENCES sales_order,
    line_id   uuid          NOT NULL,
    position  integer       NOT NULL,
    item      jsonb         NOT NULL,
    decision  jsonb,
    ordered   numeric       NOT NULL CHECK (ordered > 0),
    cancelled numeric       NOT NULL CHECK (cancelled >= 0),
    released  numeric       NOT NULL,
    shipped   numeric       NOT NULL,
    invoiced  numeric       NOT NULL CHECK (invoiced >= 0),
    PRIMARY KEY (order_id, line_id),
    CONSTRAINT released_is_wanted CHECK (released <= ordered - cancelled),
    CONSTRAINT shipped_is_released CHECK (shipped <= released),
    CONSTRAINT invoiced_is_shipped CHECK (invoiced <= shipped)
);
"""

FACTS = """
CREATE TABLE order_shipment (
    shipment_id       uuid PRIMARY KEY,
    order_id          uuid  NOT NULL REFERENCES sales_order,
    delivery_order_id uuid  NOT NULL,
    number            text  NOT NULL,
    dispatched_on     date  NOT NULL,
    carrier           text  NOT NULL,
    vehicle           text  NOT NULL,
    tracking          text  NOT NULL,
    lines             jsonb NOT NULL,
    totals            jsonb NOT NULL
);
CREATE INDEX order_shipment_order ON order_shipment (order_id);
CREATE TABLE order_unit (
    shipment_id   uuid NOT NULL REFERENCES order_shipment,
    product_id    uuid NOT NULL,
    serial_number text NOT NULL,
    order_id      uuid NOT NULL,
    line_id       uuid NOT NULL,
    shipped_on    date NOT NULL,
    PRIMARY KEY (shipment_id, product_id, serial_number)
);
CREATE INDEX order_unit_order ON order_unit (order_id);
CREATE INDEX order_unit_serial ON order_unit (serial_number);
CREATE TABLE order_invoice (
    invoice_id  uuid PRIMARY KEY,
    order_id    uuid          NOT NULL REFERENCES sales_order,
    trigger_id  uuid          NOT NULL UNIQUE REFERENCES order_shipment,
    number      text          NOT NULL,
    issued_on   date          NOT NULL,
    due_on      date          NOT NULL,
    totals      jsonb         NOT NULL,
    open_amount numeric       NOT NULL,
    settled_on  date
);
CREATE INDEX order_invoice_order ON order_invoice (order_id);
"""

COPIES = """
CREATE TABLE supply_copy (
    id             uuid PRIMARY KEY,
    version        integer       NOT NULL,
    kind           text          NOT NULL,
    number         text          NOT NULL,
    order_id       uuid          NOT NULL,
    line_id        uuid          NOT NULL,
    product_number text          NOT NULL,
    product_name   text          NOT NULL,
    quantity       numeric       NOT NULL,
    unit           text          NOT NULL,
    due_on         date,
    status         text          NOT NULL,
    done_on        date
);
CREATE INDEX supply_copy_order ON supply_copy (order_id);
CREATE TABLE delivery_copy (
    shipment_id  uuid PRIMARY KEY,
    delivered_on date NOT NULL
);
CREATE TABLE party_copy (
    id               uuid PRIMARY KEY,
    version          integer NOT NULL,
    number           text    NOT NULL,
    name             text    NOT NULL,
    role             text    NOT NULL,
    owner_id         uuid,
    shipping_address jsonb   NOT NULL,
    billing_address  jsonb   NOT NULL
);
CREATE TABLE product_copy (
    id             uuid PRIMARY KEY,
    version        integer      NOT NULL,
    kind           text         NOT NULL,
    number         text         NOT NULL,
    name           text         NOT NULL,
    category       text         NOT NULL,
    unit           text         NOT NULL,
    supply         text         NOT NULL,
    lead_time_days integer      NOT NULL,
    tax_rate       numeric(7,6) NOT NULL,
    sellable       boolean      NOT NULL,
    fits           jsonb        NOT NULL
);
CREATE TABLE price_list_copy (
    id           uuid PRIMARY KEY,
    version      integer      NOT NULL,
    currency     char(3)      NOT NULL,
    valid_from   date         NOT NULL,
    valid_until  date,
    mode         text         NOT NULL,
    max_discount numeric(7,6) NOT NULL
);
CREATE TABLE listed_price_copy (
    price_list_id uuid  NOT NULL,
    product_id    uuid  NOT NULL,
    price         jsonb NOT NULL,
    PRIMARY KEY (price_list_id, product_id)
);
CREATE INDEX listed_price_product ON listed_price_copy (product_id);
"""

# The ones that begin with status serve "what is pending, oldest first": state and dates go together, so
# that walking an index of dates alone passes over all closed orders first.
INDEXES = """
CREATE INDEX order_owner ON sales_order (owner_id, id);
CREATE INDEX order_client ON sales_order (client_id, id);
CREATE INDEX order_client_name ON sales_order (client_name, id);
CREATE INDEX order_gross ON sales_order (gross, id);
CREATE INDEX order_day ON sales_order (ordered_on, id);
CREATE INDEX order_estimated ON sales_order (estimated_ship_date, id);
CREATE INDEX order_actual ON sales_order (actual_ship_date, id);
CREATE INDEX order_status ON sales_order (status, id);
CREATE INDEX order_status_number ON sales_order (status, number, id);
CREATE INDEX order_status_day ON sales_order (status, ordered_on, id);
CREATE INDEX order_status_estimated ON sales_order (status, estimated_ship_date, id);
CREATE INDEX order_status_actual ON sales_order (status, actual_ship_date, id);
CREATE INDEX order_quote_number ON sales_order (quote_number);
CREATE INDEX order_customer_po ON sales_order (customer_po, id) WHERE customer_po <> '';
CREATE INDEX order_po_received ON sales_order (po_received_on, id) WHERE customer_po <> '';
CREATE INDEX order_external_ref ON sales_order (external_ref) WHERE external_ref <> '';
"""
