"""The chassis' tables, version 7: texts are sorted as people read them."""

from alembic import op

from chassis.work import run_script, upgrade_chassis_tables

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    upgrade_chassis_tables(op, 7)
    run_script(op, SORTED)


SORTED = """
CREATE INDEX invoice_by_client ON invoice (sorted_by(client_name), id);
DROP INDEX invoice_client_name;
"""
