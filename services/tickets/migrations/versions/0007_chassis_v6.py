"""The chassis' tables, version 6: what texts are found by."""

from alembic import op

from chassis.work import upgrade_chassis_tables

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    upgrade_chassis_tables(op, 6)
