"""The chassis' tables, version 4: the journal only grows."""

from alembic import op

from chassis.work import upgrade_chassis_tables

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    upgrade_chassis_tables(op, 4)
