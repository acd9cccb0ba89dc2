"""The tables that every service has."""

from alembic import op

from chassis.work import create_chassis_tables, upgrade_chassis_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_chassis_tables(op)
    upgrade_chassis_tables(op, 2)
    upgrade_chassis_tables(op, 3)
    upgrade_chassis_tables(op, 4)
    upgrade_chassis_tables(op, 5)
    upgrade_chassis_tables(op, 6)
    upgrade_chassis_tables(op, 7)
