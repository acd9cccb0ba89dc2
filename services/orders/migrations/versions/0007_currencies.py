"""The copy of the currencies that the company uses."""

from alembic import op

from chassis.work import run_script
from kernel.currencies import CURRENCIES

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_script(op, CURRENCIES.migration)
