"""Credit, invoices and payments."""

from alembic import op

from chassis.work import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script(op, CREDIT, INVOICE)


CREDIT = """
CREATE TABLE credit_account (
    id             uuid PRIMARY KEY,
    version        bigint NOT NULL,
    correlation_id uuid   NOT NULL,
    "limit"        jsonb
);
CREATE TABLE credit_exposure (
    client_id   uuid          NOT NULL,
    currency    char(3)       NOT NULL,
    open_orders numeric       NOT NULL CHECK (open_orders >= 0),
    receivables numeric       NOT NULL CHECK (receivables >= 0),
    PRIMARY KEY (client_id, currency)
);
CREATE TABLE order_credit (
    order_id       uuid PRIMARY KEY,
    client_id      uuid          NOT NULL,
    correlation_id uuid          NOT NULL,
    currency       char(3)       NOT NULL,
    amount         numeric       NOT NULL,
    invoiced       numeric       NOT NULL CHECK (invoiced <= amount),
    status         text          NOT NULL CHECK (status IN ('granted', 'refused', 'released')),
    arrival        bigint        GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX order_credit_waiting ON order_credit (client_id, arrival) WHERE status = 'refused';
"""

INVOICE = """
CREATE TABLE invoice (
    id              uuid PRIMARY KEY,
    version         bigint        NOT NULL,
    correlation_id  uuid          NOT NULL,
    number          text          NOT NULL UNIQUE,
    status          text          NOT NULL CHECK (status IN ('open', 'paid')),
    trigger_id      uuid          NOT NULL UNIQUE,
    order_id        uuid          NOT NULL,
    order_number    text          NOT NULL,
    client_id       uuid          NOT NULL,
    client          jsonb         NOT NULL,
    client_name     text          NOT NULL,
    owner_id        uuid          NOT NULL,
    issued_on       date          NOT NULL,
    due_on          date          NOT NULL,
    terms           text          NOT NULL,
    customer_po     text          NOT NULL,
    billing_address jsonb         NOT NULL,
    lines           jsonb         NOT NULL,
    totals          jsonb         NOT NULL,
    currency        char(3)       NOT NULL,
    gross           numeric       NOT NULL,
    open_amount     numeric       NOT NULL CHECK (open_amount >= 0 AND open_amount <= gross),
    created_at      timestamptz   NOT NULL DEFAULT now()
);
CREATE INDEX invoice_order ON invoice (order_id);
CREATE INDEX invoice_owner ON invoice (owner_id, number);
CREATE INDEX invoice_client ON invoice (client_id, number);
CREATE INDEX invoice_status ON invoice (status, number);
CREATE INDEX invoice_issued ON invoice (issued_on, id);
CREATE INDEX invoice_due ON invoice (due_on, id);
CREATE INDEX invoice_gross ON invoice (gross, id);
CREATE INDEX invoice_open ON invoice (open_amount, id);
CREATE INDEX invoice_client_name ON invoice (client_name, id);
CREATE INDEX invoice_order_number ON invoice (order_number, id);
CREATE TABLE payment (
    id          uuid PRIMARY KEY,
    invoice_id  uuid          NOT NULL REFERENCES invoice,
    received_on date          NOT NULL,
    amount      numeric       NOT NULL CHECK (amount > 0),
    currency    char(3)       NOT NULL,
    reference   text          NOT NULL,
    via         text          NOT NULL,
    recorded_at timestamptz   NOT NULL DEFAULT now()
);
CREATE INDEX payment_invoice ON payment (invoice_id);
CREATE TABLE refused_payment (
    id         uuid PRIMARY KEY,
    invoice_id uuid        NOT NULL,
    reason     text        NOT NULL,
    fact       jsonb       NOT NULL,
    refused_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX refused_payment_age ON refused_payment (refused_at, id);
"""
