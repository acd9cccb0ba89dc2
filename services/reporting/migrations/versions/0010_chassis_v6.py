"""The chassis' tables, version 6: what texts are found by."""

from alembic import op

from chassis.work import upgrade_chassis_tables

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    upgrade_chassis_tables(op, 6)
