"""The chassis' tables, version 4: the journal only grows."""

from alembic import op

from chassis.work import upgrade_chassis_tables

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    upgrade_chassis_tables(op, 4)
