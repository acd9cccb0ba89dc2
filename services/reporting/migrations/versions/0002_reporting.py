"""Facts, sums, deals and copies."""

from alembic import op

from chassis.work import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script(op, SALES, FUNNEL, DEALS, COPIES)


SALES = """
CREATE TABLE sales_fact (
    line_id       uuid        NOT NULL,
    sequence      bigint      NOT NULL,
    measure       text        NOT NULL CHECK (measure IN ('booked', 'cancelled', 'shipped', 'invoiced')),
    order_id      uuid        NOT NULL,
    business_date date        NOT NULL,
    recorded_at   timestamptz NOT NULL,
    product_id    uuid        NOT NULL,
    client_id     uuid        NOT NULL,
    owner_id      uuid        NOT NULL,
    currency      char(3)     NOT NULL,
    quantity      numeric     NOT NULL,
    net           numeric     NOT NULL,
    PRIMARY KEY (line_id, sequence, measure)
);
CREATE INDEX sales_fact_order ON sales_fact (order_id);
CREATE INDEX sales_fact_date ON sales_fact (business_date);
CREATE INDEX sales_fact_client ON sales_fact (client_id, business_date);
CREATE TABLE sales_month (
    dimension text    NOT NULL CHECK (dimension IN ('product', 'client')),
    measure   text    NOT NULL,
    month     date    NOT NULL,
    key       uuid    NOT NULL,
    owner_id  uuid    NOT NULL,
    currency  char(3) NOT NULL,
    quantity  numeric NOT NULL,
    net       numeric NOT NULL,
    orders    integer NOT NULL,
    PRIMARY KEY (dimension, measure, month, key, owner_id, currency)
);
"""

FUNNEL = """
CREATE TABLE funnel_fact (
    document_id   uuid        NOT NULL,
    sequence      bigint      NOT NULL,
    stage         text        NOT NULL,
    business_date date        NOT NULL,
    recorded_at   timestamptz NOT NULL,
    client_id     uuid        NOT NULL,
    owner_id      uuid        NOT NULL,
    currency      char(3)     NOT NULL,
    gross         numeric     NOT NULL,
    PRIMARY KEY (document_id, sequence)
);
CREATE INDEX funnel_fact_date ON funnel_fact (business_date);
CREATE TABLE funnel_month (
    stage     text    NOT NULL,
    month     date    NOT NULL,
    owner_id  uuid    NOT NULL,
    currency  char(3) NOT NULL,
    documents integer NOT NULL,
    gross     numeric NOT NULL,
    PRIMARY KEY (stage, month, owner_id, currency)
);
"""

DEALS = """
CREATE TABLE deal_event (
    id             uuid PRIMARY KEY,
    correlation_id uuid        NOT NULL,
    causation_id   uuid,
    stream         text        NOT NULL,
    document_id    uuid        NOT NULL,
    type           text        NOT NULL,
    name           text        NOT NULL,
    sequence       bigint      NOT NULL,
    time           timestamptz NOT NULL,
    actor          uuid,
    via            text        NOT NULL,
    body           jsonb       NOT NULL
);
CREATE INDEX deal_event_deal ON deal_event (correlation_id, time);
CREATE INDEX deal_event_part ON deal_event ((coalesce(body ->> 'shipment_id', body ->> 'payment_id')))
    WHERE name IN ('ShipmentDispatched', 'PaymentReceived');
CREATE TABLE deal_document (
    id             uuid PRIMARY KEY,
    version        bigint      NOT NULL,
    correlation_id uuid        NOT NULL,
    stream         text        NOT NULL,
    number         text        NOT NULL,
    status         text        NOT NULL,
    client_id      uuid,
    owner_id       uuid,
    facts          jsonb       NOT NULL,
    changed_at     timestamptz NOT NULL
);
CREATE INDEX deal_document_deal ON deal_document (correlation_id);
CREATE INDEX deal_document_status ON deal_document (stream, status, owner_id);
CREATE TABLE freshness (
    stream          text PRIMARY KEY,
    newest_event_at timestamptz NOT NULL
);
"""

COPIES = """
CREATE TABLE product_copy (
    id       uuid PRIMARY KEY,
    version  bigint NOT NULL,
    number   text   NOT NULL,
    name     text   NOT NULL,
    kind     text   NOT NULL,
    category text   NOT NULL
);
CREATE TABLE party_copy (
    id        uuid PRIMARY KEY,
    version   bigint NOT NULL,
    number    text   NOT NULL,
    name      text   NOT NULL,
    territory text   NOT NULL,
    segment   text   NOT NULL,
    industry  text   NOT NULL
);
"""
