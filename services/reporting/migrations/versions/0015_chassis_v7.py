"""The chassis' tables, version 7: texts are sorted as people read them."""

from alembic import op

from chassis.work import upgrade_chassis_tables

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    upgrade_chassis_tables(op, 7)
