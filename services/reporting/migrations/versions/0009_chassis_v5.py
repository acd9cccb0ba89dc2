"""The chassis' tables, version 5: which parked keys people were told of."""

from alembic import op

from chassis.work import upgrade_chassis_tables

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    upgrade_chassis_tables(op, 5)
