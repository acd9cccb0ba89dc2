"""The copy of the company's profile, filled from the log, and the one that an invoice was issued with."""

from alembic import op

from chassis.work import run_script
from kernel.company import COMPANY

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_script(op, COMPANY.migration, "ALTER TABLE invoice ADD company jsonb")
