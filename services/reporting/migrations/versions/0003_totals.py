"""Sums of all sellers together, and indexes that answer what one seller, team or territory sold."""

from alembic import op

from chassis.work import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_script(op, TOTALS, INDEXES)


TOTALS = """
CREATE TABLE sales_total (
    dimension text    NOT NULL CHECK (dimension IN ('product', 'client')),
    measure   text    NOT NULL,
    month     date    NOT NULL,
    key       uuid    NOT NULL,
    currency  char(3) NOT NULL,
    quantity  numeric NOT NULL,
    net       numeric NOT NULL,
    orders    integer NOT NULL,
    PRIMARY KEY (dimension, measure, month, key, currency)
);
INSERT INTO sales_total
    SELECT dimension, measure, month, key, currency, sum(quantity), sum(net), sum(orders) FROM sales_month
     GROUP BY dimension, measure, month, key, currency;
"""

INDEXES = """
CREATE INDEX sales_month_owner ON sales_month (owner_id, dimension, measure, month)
    INCLUDE (key, currency, quantity, net, orders);
DROP INDEX sales_fact_client;
CREATE INDEX sales_fact_client ON sales_fact (client_id, business_date)
    INCLUDE (measure, order_id, product_id, owner_id, currency, quantity, net);
"""
