"""Quotes, their revisions, and the copies that pricing needs."""

from alembic import op

from chassis.work import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script(op, "CREATE SEQUENCE quote_number", QUOTE, QUOTE_INDEXES, COPIES)


QUOTE = """
CREATE TABLE quote (
    id                  uuid PRIMARY KEY,
    version             bigint        NOT NULL,
    correlation_id      uuid          NOT NULL,
    number              text          NOT NULL UNIQUE,
    status              text          NOT NULL
        CHECK (status IN ('draft', 'sent', 'accepted', 'declined', 'expired')),
    revision            integer       NOT NULL CHECK (revision >= 1),
    quoted_on           date          NOT NULL,
    valid_until         date          NOT NULL CHECK (valid_until >= quoted_on),
    sent_on             date,
    decided_on          date,
    client_id           uuid          NOT NULL,
    client              jsonb         NOT NULL,
    client_name         text          NOT NULL,
    distributor         jsonb,
    contact_id          uuid,
    owner_id            uuid          NOT NULL,
    terms               text          NOT NULL,
    project             text          NOT NULL,
    description         text          NOT NULL,
    lead_time_days      integer       NOT NULL,
    external_ref        text          NOT NULL,
    shipping_address    jsonb         NOT NULL,
    billing_address     jsonb         NOT NULL,
    lines               jsonb         NOT NULL,
    decisions           jsonb         NOT NULL,
    totals              jsonb         NOT NULL,
    currency            char(3)       NOT NULL,
    net                 numeric       NOT NULL,
    gross               numeric       NOT NULL,
    success_rate        numeric(5,4),
    expected_signing_on date,
    lost_reason         text          NOT NULL,
    created_at          timestamptz   NOT NULL DEFAULT now()
);
CREATE TABLE quote_revision (
    quote_id    uuid        NOT NULL REFERENCES quote,
    revision    integer     NOT NULL,
    content     jsonb       NOT NULL,
    sent_on     date,
    replaced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (quote_id, revision)
);
"""

QUOTE_INDEXES = """
CREATE INDEX quote_owner ON quote (owner_id, number);
CREATE INDEX quote_client ON quote (client_id, number);
CREATE INDEX quote_status ON quote (status, number);
CREATE INDEX quote_day ON quote (quoted_on, id);
CREATE INDEX quote_gross ON quote (gross, id);
CREATE INDEX quote_client_name ON quote (client_name, id);
CREATE INDEX quote_external_ref ON quote (external_ref) WHERE external_ref <> '';
"""

COPIES = """
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
