"""The chassis' tables, version 3: larger events."""

from alembic import op

from chassis.work import upgrade_chassis_tables

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    upgrade_chassis_tables(op, 3)
