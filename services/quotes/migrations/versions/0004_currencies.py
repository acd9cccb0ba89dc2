"""The copy of the currencies that the company uses."""

from alembic import op

from chassis.work import run_script
from kernel.currencies import CURRENCIES

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_script(op, CURRENCIES.migration)
