"""Copies count facts as every aggregate does, so that they have one shape in all services."""

from alembic import op

from chassis.work import run_script
from kernel.copies.copy_columns import WIDER

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_script(op, *(WIDER.format(copy=copy) for copy in ("party_copy", "product_copy", "price_list_copy")))
