"""What a cancellation took of an order and what of it stands, which lists add up; statuses of its supply."""

from alembic import op

from chassis.work import run_script

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    run_script(op, SUPPLY, CANCELLED)


SUPPLY = """
UPDATE supply_copy SET status = CASE status WHEN 'requested' THEN 'open' ELSE 'done' END
 WHERE status IN ('requested', 'completed', 'received');
"""

CANCELLED = """
ALTER TABLE sales_order
    ADD COLUMN cancelled_net   numeric NOT NULL DEFAULT 0,
    ADD COLUMN cancelled_gross numeric NOT NULL DEFAULT 0;
UPDATE sales_order o
   SET net = part.net, gross = o.charged, cancelled_net = o.net - part.net,
       cancelled_gross = o.gross - o.charged
  FROM (SELECT cancelled.id, coalesce(sum((left_with.totals ->> 'net')::numeric), 0) AS net
          FROM sales_order cancelled
          LEFT JOIN (SELECT order_id, totals FROM order_shipment
                     UNION ALL SELECT order_id, totals FROM order_performance) AS left_with
            ON left_with.order_id = cancelled.id
         WHERE cancelled.cancelled_on IS NOT NULL GROUP BY cancelled.id) AS part
 WHERE part.id = o.id;
"""
