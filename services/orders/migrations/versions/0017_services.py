"""Services of orders and what was performed of them; an invoice may answer a shipment or a performance."""

from alembic import op

from chassis.work import run_script

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run_script(op, SERVICES)


# What an invoice answers is one of two tables now: record_invoice looks, where the reference did.
SERVICES = """
CREATE TABLE order_performance (
    performance_id   uuid PRIMARY KEY,
    order_id         uuid    NOT NULL REFERENCES sales_order,
    service_order_id uuid    NOT NULL,
    line_id          uuid    NOT NULL,
    quantity         numeric NOT NULL CHECK (quantity > 0),
    performed_on     date    NOT NULL,
    totals           jsonb   NOT NULL
);
CREATE INDEX order_performance_order ON order_performance (order_id);
CREATE TABLE service_copy (
    id             uuid PRIMARY KEY,
    version        integer NOT NULL,
    number         text    NOT NULL,
    order_id       uuid    NOT NULL,
    line_id        uuid    NOT NULL,
    product_number text    NOT NULL,
    product_name   text    NOT NULL,
    quantity       numeric NOT NULL,
    performed      numeric NOT NULL,
    unit           text    NOT NULL,
    due_on         date,
    status         text    NOT NULL
);
CREATE INDEX service_copy_order ON service_copy (order_id);
ALTER TABLE order_invoice DROP CONSTRAINT order_invoice_trigger_id_fkey;
"""
