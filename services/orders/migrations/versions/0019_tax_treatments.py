"""A copy of the register of tax treatments. Documents so far have none: their freight is taxed as it was."""

from alembic import op

from chassis.work import run_script
from kernel.tax_treatments import TAX_TREATMENTS

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run_script(op, TAX_TREATMENTS.migration)
