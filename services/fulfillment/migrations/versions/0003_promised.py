"""Lines that hold units of a product, found by the product, so that its stock can say who holds it."""

from alembic import op

from chassis.work import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_script(op, HOLDING)


HOLDING = """
CREATE INDEX delivery_line_holding ON delivery_line (product_id, arrival, position) WHERE reserved > 0;
"""
