"""Stock, reservations, supply, delivery orders, shipments, sold units, and the copy of products."""

from alembic import op

from chassis.work import run_script
from kernel.copies import products

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script(op, NUMBERS, STOCK, DELIVERY, SHIPMENT, SUPPLY, COPIES, SHELF)


NUMBERS = """
CREATE SEQUENCE delivery_order_number;
CREATE SEQUENCE shipment_number;
CREATE SEQUENCE job_order_number;
CREATE SEQUENCE purchase_request_number;
"""

STOCK = """
CREATE TABLE stock_item (
    id             uuid PRIMARY KEY,
    version        bigint        NOT NULL,
    correlation_id uuid          NOT NULL,
    on_hand        numeric(19,4) NOT NULL,
    reserved       numeric(19,4) NOT NULL,
    CONSTRAINT reserved_is_on_hand CHECK (0 <= reserved AND reserved <= on_hand)
) WITH (fillfactor = 50);
COMMENT ON COLUMN stock_item.id IS 'The product';
CREATE TABLE reservation (
    id             uuid PRIMARY KEY,
    version        bigint        NOT NULL,
    correlation_id uuid          NOT NULL,
    order_id       uuid          NOT NULL,
    line_id        uuid          NOT NULL,
    product_id     uuid          NOT NULL,
    quantity       numeric(19,4) NOT NULL CHECK (quantity > 0),
    released       numeric(19,4) NOT NULL CHECK (0 <= released AND released <= quantity),
    unit           text          NOT NULL
);
CREATE INDEX reservation_order ON reservation (order_id);
"""

DELIVERY = """
CREATE TABLE delivery_order (
    id                   uuid PRIMARY KEY,
    version              bigint        NOT NULL,
    correlation_id       uuid          NOT NULL,
    number               text          NOT NULL UNIQUE,
    status               text          NOT NULL
        CHECK (status IN ('waiting', 'ready', 'shipped', 'cancelled')),
    order_id             uuid          NOT NULL UNIQUE,
    order_number         text          NOT NULL,
    client_id            uuid          NOT NULL,
    client               jsonb         NOT NULL,
    client_name          text          NOT NULL,
    owner_id             uuid          NOT NULL,
    address              jsonb         NOT NULL,
    due_on               date,
    call_before_delivery boolean       NOT NULL,
    released_on          date          NOT NULL,
    arrival              bigint        NOT NULL,
    missing              numeric(19,4) NOT NULL CHECK (missing >= 0),
    created_at           timestamptz   NOT NULL DEFAULT now()
);
CREATE INDEX delivery_order_owner ON delivery_order (owner_id, number);
CREATE INDEX delivery_order_client ON delivery_order (client_id, number);
CREATE INDEX delivery_order_status ON delivery_order (status, number);
CREATE INDEX delivery_order_due ON delivery_order (due_on, id);
CREATE INDEX delivery_order_released ON delivery_order (released_on, id);
CREATE INDEX delivery_order_client_name ON delivery_order (client_name, id);
CREATE INDEX delivery_order_order_number ON delivery_order (order_number, id);

CREATE TABLE delivery_line (
    line_id           uuid PRIMARY KEY,
    delivery_order_id uuid          NOT NULL REFERENCES delivery_order,
    arrival           bigint        NOT NULL,
    position          integer       NOT NULL,
    product_id        uuid          NOT NULL,
    kind              text          NOT NULL,
    number            text          NOT NULL,
    name              text          NOT NULL,
    supply            text          NOT NULL,
    unit              text          NOT NULL,
    stocked           boolean       NOT NULL,
    quantity          numeric(19,4) NOT NULL CHECK (quantity >= 0),
    reserved          numeric(19,4) NOT NULL CHECK (reserved >= 0),
    shipped           numeric(19,4) NOT NULL CHECK (shipped >= 0),
    cancelled         numeric(19,4) NOT NULL CHECK (cancelled >= 0),
    waiting           numeric(19,4) GENERATED ALWAYS AS (quantity - reserved - shipped - cancelled) STORED
        CHECK (waiting >= 0)
);
COMMENT ON COLUMN delivery_line.arrival IS 'Place in the queue of backorders: order of release';
CREATE INDEX delivery_line_order ON delivery_line (delivery_order_id, position);
CREATE INDEX delivery_line_waiting ON delivery_line (product_id, arrival, position) WHERE waiting > 0;
"""

SHIPMENT = """
CREATE TABLE shipment (
    id                uuid PRIMARY KEY,
    number            text    NOT NULL UNIQUE,
    delivery_order_id uuid    NOT NULL REFERENCES delivery_order,
    order_id          uuid    NOT NULL,
    order_number      text    NOT NULL,
    client_id         uuid    NOT NULL,
    client_name       text    NOT NULL,
    owner_id          uuid    NOT NULL,
    dispatched_on     date    NOT NULL,
    carrier           text    NOT NULL,
    vehicle           text    NOT NULL,
    tracking          text    NOT NULL,
    lines             jsonb   NOT NULL,
    complete          boolean NOT NULL,
    delivered_on      date CHECK (delivered_on >= dispatched_on),
    received_by       text    NOT NULL
);
CREATE INDEX shipment_delivery_order ON shipment (delivery_order_id);
CREATE INDEX shipment_order ON shipment (order_id);
CREATE INDEX shipment_owner ON shipment (owner_id, number);
CREATE INDEX shipment_client ON shipment (client_id, number);
CREATE INDEX shipment_day ON shipment (dispatched_on, id);

CREATE TABLE sold_unit (
    product_id      uuid NOT NULL,
    serial_number   text NOT NULL,
    id              uuid NOT NULL UNIQUE,
    product_number  text NOT NULL,
    product_name    text NOT NULL,
    order_id        uuid NOT NULL,
    order_number    text NOT NULL,
    line_id         uuid NOT NULL,
    shipment_id     uuid NOT NULL REFERENCES shipment,
    shipment_number text NOT NULL,
    shipped_on      date NOT NULL,
    client_id       uuid NOT NULL,
    client_name     text NOT NULL,
    owner_id        uuid NOT NULL,
    PRIMARY KEY (product_id, serial_number)
);
CREATE INDEX sold_unit_serial_number ON sold_unit (serial_number, id);
CREATE INDEX sold_unit_order ON sold_unit (order_id);
"""

SUPPLY_COLUMNS = """
    id             uuid PRIMARY KEY,
    version        bigint        NOT NULL,
    correlation_id uuid          NOT NULL,
    number         text          NOT NULL UNIQUE,
    status         text          NOT NULL CHECK (status IN ('open', 'done', 'cancelled')),
    order_id       uuid          NOT NULL,
    order_number   text          NOT NULL,
    line_id        uuid          NOT NULL,
    product_id     uuid          NOT NULL,
    product_number text          NOT NULL,
    product_name   text          NOT NULL,
    quantity       numeric(19,4) NOT NULL CHECK (quantity > 0),
    unit           text          NOT NULL,
    due_on         date,
    done_on        date,
    client_id      uuid          NOT NULL,
    owner_id       uuid          NOT NULL,
    created_at     timestamptz   NOT NULL DEFAULT now()
"""

SUPPLY = f"""
CREATE TABLE job_order ({SUPPLY_COLUMNS}, serial_numbers jsonb NOT NULL);
CREATE INDEX job_order_order ON job_order (order_id);
CREATE INDEX job_order_status ON job_order (status, number);
CREATE INDEX job_order_owner ON job_order (owner_id, number);
CREATE INDEX job_order_client ON job_order (client_id, number);
CREATE TABLE purchase_request ({SUPPLY_COLUMNS});
CREATE INDEX purchase_request_order ON purchase_request (order_id);
CREATE INDEX purchase_request_status ON purchase_request (status, number);
CREATE INDEX purchase_request_owner ON purchase_request (owner_id, number);
CREATE INDEX purchase_request_client ON purchase_request (client_id, number);
CREATE TABLE refused_fact (
    id         uuid PRIMARY KEY,
    type       text        NOT NULL,
    subject_id uuid        NOT NULL,
    rule       text        NOT NULL,
    reason     text        NOT NULL,
    refused_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE refused_fact IS 'What outsiders reported and we could not believe; id is their event''s';
CREATE INDEX refused_fact_time ON refused_fact (refused_at, id);
"""

COPIES = products.migration("number", "name", "kind", "unit", "supply")

SHELF = """
CREATE VIEW shelf AS
SELECT item.id, item.version, item.on_hand, item.reserved, item.on_hand - item.reserved AS available,
       coalesce(queue.waiting, 0)::numeric(19,4) AS waiting,
       coalesce(product.number, '') AS number, coalesce(product.name, '') AS name,
       coalesce(product.kind, 'unknown') AS kind, coalesce(product.supply, 'unknown') AS supply,
       coalesce(product.unit, 'pcs') AS unit
  FROM stock_item item
  LEFT JOIN product_copy product USING (id)
  LEFT JOIN LATERAL (SELECT sum(line.waiting) AS waiting FROM delivery_line line
                      WHERE line.product_id = item.id AND line.waiting > 0) queue ON true;
COMMENT ON VIEW shelf IS 'A stock item as people see it: with its product and with what waits for it';
"""
