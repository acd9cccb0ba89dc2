"""What of an order was put on invoices so far: the last one takes what the parts rounded otherwise."""

from alembic import op

from chassis.work import run_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_script(op, CHARGED)


CHARGED = """
ALTER TABLE sales_order ADD charged numeric NOT NULL DEFAULT 0;
UPDATE sales_order o SET charged = s.gross
  FROM (SELECT order_id, sum((totals ->> 'gross')::numeric) AS gross FROM order_shipment GROUP BY 1) s
 WHERE s.order_id = o.id;
"""
