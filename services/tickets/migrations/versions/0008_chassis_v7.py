"""The chassis' tables, version 7: texts are sorted as people read them."""

from alembic import op

from chassis.work import run_script, upgrade_chassis_tables

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    upgrade_chassis_tables(op, 7)
    run_script(op, SORTED)


SORTED = """
CREATE INDEX ticket_by_client ON ticket (sorted_by(client_name), id);
DROP INDEX ticket_client_name;
"""
