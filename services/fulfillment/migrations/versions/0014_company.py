"""The copy of the company's profile; it is filled from the log."""

from alembic import op

from chassis.work import run_script
from kernel.company import COMPANY

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_script(op, COMPANY.migration)
