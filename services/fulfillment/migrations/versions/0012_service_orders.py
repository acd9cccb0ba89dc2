"""Service orders, what was performed of them, and their numbers."""

from alembic import op

from chassis.work import run_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_script(op, SERVICES)


SERVICES = """
CREATE SEQUENCE service_order_number;
CREATE TABLE service_order (
    id             uuid PRIMARY KEY,
    version        bigint        NOT NULL,
    correlation_id uuid          NOT NULL,
    number         text          NOT NULL UNIQUE,
    status         text          NOT NULL CHECK (status IN ('open', 'performed', 'cancelled')),
    order_id       uuid          NOT NULL,
    order_number   text          NOT NULL,
    line_id        uuid          NOT NULL UNIQUE,
    product_id     uuid          NOT NULL,
    product_number text          NOT NULL,
    product_name   text          NOT NULL,
    quantity       numeric(19,4) NOT NULL CHECK (quantity > 0),
    performed      numeric(19,4) NOT NULL CHECK (0 <= performed AND performed <= quantity),
    unit           text          NOT NULL,
    due_on         date,
    released_on    date          NOT NULL,
    client_id      uuid          NOT NULL,
    client         jsonb         NOT NULL,
    client_name    text          NOT NULL,
    owner_id       uuid          NOT NULL,
    address        jsonb         NOT NULL,
    created_at     timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT performed_whole CHECK ((status = 'performed') = (performed = quantity))
);
CREATE INDEX service_order_order ON service_order (order_id);
CREATE INDEX service_order_status ON service_order (status, number);
CREATE INDEX service_order_owner ON service_order (owner_id, number);
CREATE INDEX service_order_client ON service_order (client_id, number);
CREATE INDEX service_order_due ON service_order (due_on, id);
CREATE TABLE service_performance (
    id               uuid PRIMARY KEY,
    service_order_id uuid          NOT NULL REFERENCES service_order,
    quantity         numeric(19,4) NOT NULL CHECK (quantity > 0),
    performed_on     date          NOT NULL,
    note             text          NOT NULL,
    recorded_by      uuid,
    recorded_at      timestamptz   NOT NULL DEFAULT now()
);
CREATE INDEX service_performance_service_order ON service_performance (service_order_id, id);
"""
