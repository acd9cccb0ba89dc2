"""Sums by month know the client's territory, too; the ones that did not stay for a version, unused."""

from alembic import op

from chassis.work import run_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the tables and add up what is there."""
    run_script(op, TABLES, PLACES, SUMS, INDEXES)


TABLES = """
CREATE TABLE sales_place (
    client_id uuid PRIMARY KEY,
    territory text NOT NULL
);
CREATE TABLE sales_sum (
    dimension text    NOT NULL,
    measure   text    NOT NULL,
    month     date    NOT NULL,
    key       uuid    NOT NULL,
    owner_id  uuid    NOT NULL,
    territory text    NOT NULL,
    currency  char(3) NOT NULL,
    quantity  numeric NOT NULL,
    net       numeric NOT NULL,
    orders    integer NOT NULL,
    PRIMARY KEY (dimension, measure, month, key, owner_id, territory, currency)
);
"""
PLACES = """
INSERT INTO sales_place (client_id, territory)
SELECT DISTINCT client_id, coalesce(territory, '') FROM sales_fact LEFT JOIN party_copy ON id = client_id;
"""
SUMS = """
INSERT INTO sales_sum
SELECT of.dimension, measure, date_trunc('month', business_date), of.key, owner_id, territory, currency,
       sum(quantity), sum(net), sum(of.orders)
  FROM sales_fact JOIN sales_place USING (client_id)
 CROSS JOIN LATERAL (VALUES ('product', product_id, product_orders), ('client', client_id, client_orders))
       AS of (dimension, key, orders)
 GROUP BY 1, 2, 3, 4, 5, 6, 7;
"""
INDEXES = """
CREATE INDEX sales_sum_owner ON sales_sum (owner_id, dimension, measure, month)
    INCLUDE (key, territory, currency, quantity, net, orders);
CREATE INDEX sales_sum_territory ON sales_sum (territory, dimension, measure, month)
    INCLUDE (key, owner_id, currency, quantity, net, orders);
"""
