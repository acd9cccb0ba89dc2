"""The tables that every service has."""

from alembic import op

from chassis.work import create_chassis_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_chassis_tables(op)
