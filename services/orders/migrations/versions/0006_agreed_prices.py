"""Which prices a client accepted with a quote: these stay when the order is placed on a later day."""

from alembic import op

from chassis.work import run_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_script(op, AGREED)


AGREED = """
ALTER TABLE order_line ADD COLUMN agreed_on date;
UPDATE order_line l SET agreed_on = o.ordered_on FROM sales_order o
 WHERE o.id = l.order_id AND o.quote_id IS NOT NULL;
"""
