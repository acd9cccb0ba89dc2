"""The copy of identity's territories; it is filled from the log, and parties stay where they lie."""

from alembic import op

from chassis.work import run_script
from crm.territories import TERRITORIES

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_script(op, TERRITORIES.migration)
