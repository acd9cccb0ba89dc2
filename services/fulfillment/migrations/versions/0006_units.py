"""The copy of the units of measure."""

from alembic import op

from chassis.work import run_script
from kernel.units import UNITS

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_script(op, UNITS.migration)
