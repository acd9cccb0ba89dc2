"""The chassis' tables, version 7: texts are sorted as people read them."""

from alembic import op

from chassis.work import run_script, upgrade_chassis_tables

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    upgrade_chassis_tables(op, 7)
    run_script(op, SORTED)


SORTED = """
CREATE INDEX order_by_client ON sales_order (sorted_by(client_name), id);
DROP INDEX order_client_name;
"""
