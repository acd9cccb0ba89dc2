"""The chassis' tables, version 2: event ids of last sequences, acknowledged offsets."""

from alembic import op

from chassis.work import upgrade_chassis_tables

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    upgrade_chassis_tables(op, 2)
