"""Products, price lists, and which list's prices hold on which days."""

from alembic import op

from chassis.work import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script(op, EXTENSION, PRODUCT, PRODUCT_INDEXES, PRICE_LIST, PRICE_IN_FORCE)


EXTENSION = "CREATE EXTENSION IF NOT EXISTS btree_gist;"  # trusted: the database's owner may create it

PRODUCT = """
CREATE TABLE product (
    id                   uuid PRIMARY KEY,
    version              bigint       NOT NULL,
    correlation_id       uuid         NOT NULL,
    kind                 text         NOT NULL CHECK (kind IN ('device', 'option', 'service')),
    number               text         NOT NULL CHECK (number <> ''),
    name                 text         NOT NULL CHECK (name <> ''),
    description          text         NOT NULL,
    category             text         NOT NULL,
    product_type         text         NOT NULL,
    unit                 text         NOT NULL CHECK (unit <> ''),
    supply               text         NOT NULL CHECK (supply IN ('make', 'buy', 'none')),
    lead_time_days       integer      NOT NULL CHECK (lead_time_days >= 0),
    tax_rate             numeric(7,6) NOT NULL CHECK (tax_rate BETWEEN 0 AND 1),
    active               boolean      NOT NULL,
    research             boolean      NOT NULL,
    sales_approved       boolean      NOT NULL,
    engineering_approved boolean      NOT NULL,
    has_bom              boolean      NOT NULL,
    fits                 jsonb        NOT NULL,
    upc                  text         NOT NULL,
    qr_text              text         NOT NULL,
    cluster              text         NOT NULL,
    levels               jsonb        NOT NULL,
    discontinued_on      date,
    created_at           timestamptz  NOT NULL DEFAULT now(),
    CHECK (NOT active OR discontinued_on IS NULL)
);
"""

PRODUCT_INDEXES = """
CREATE UNIQUE INDEX product_number ON product (lower(number));
CREATE UNIQUE INDEX product_upc ON product (upc) WHERE upc <> '';
CREATE INDEX product_by_number ON product (number, id);
CREATE INDEX product_by_name ON product (name, id);
CREATE INDEX product_category ON product (category, id);
CREATE INDEX product_kind ON product (kind, number);
"""

PRICE_LIST = """
CREATE TABLE price_list (
    id             uuid PRIMARY KEY,
    version        bigint       NOT NULL,
    correlation_id uuid         NOT NULL,
    name           text         NOT NULL CHECK (name <> ''),
    currency       char(3)      NOT NULL,
    valid_from     date         NOT NULL,
    valid_until    date CHECK (valid_until >= valid_from),
    mode           text         NOT NULL CHECK (mode IN ('fixed', 'adjustable')),
    max_discount   numeric(7,6) NOT NULL CHECK (max_discount BETWEEN 0 AND 1),
    withdrawn      boolean      NOT NULL,
    price_count    integer      NOT NULL CHECK (price_count > 0),
    created_at     timestamptz  NOT NULL DEFAULT now()
);
CREATE INDEX price_list_begin ON price_list (valid_from, id);
CREATE INDEX price_list_name ON price_list (name, id);
CREATE TABLE listed_price (
    price_list_id uuid          NOT NULL REFERENCES price_list,
    product_id    uuid          NOT NULL REFERENCES product,
    currency      char(3)       NOT NULL,
    valid_from    date          NOT NULL,
    valid_until   date,
    unit_price    numeric(19,6) NOT NULL CHECK (unit_price >= 0),
    floor         numeric(19,6) NOT NULL CHECK (floor >= 0),
    cost          numeric(19,6) NOT NULL CHECK (cost >= 0),
    breaks        jsonb         NOT NULL CHECK (jsonb_array_length(breaks) > 0),
    PRIMARY KEY (price_list_id, product_id)
);
COMMENT ON COLUMN listed_price.unit_price IS 'Price of the smallest quantity that has one';
COMMENT ON COLUMN listed_price.valid_until IS 'As in the list; repeated so that the index below can see it';
CREATE UNIQUE INDEX listed_price_begin ON listed_price (product_id, currency, valid_from)
    WHERE valid_until IS NULL OR valid_until > valid_from;
"""

PRICE_IN_FORCE = """
CREATE TABLE price_in_force (
    product_id    uuid      NOT NULL,
    currency      char(3)   NOT NULL,
    during        daterange NOT NULL CHECK (NOT isempty(during)),
    price_list_id uuid      NOT NULL,
    FOREIGN KEY (price_list_id, product_id) REFERENCES listed_price,
    EXCLUDE USING gist (product_id WITH =, currency WITH =, during WITH &&)
);
COMMENT ON TABLE price_in_force IS 'Whose prices hold when: derived from listed_price, one list at a time';
"""
