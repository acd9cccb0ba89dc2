"""The payment terms that a client's documents begin with, and the copy of their register."""

from alembic import op

from chassis.work import run_script
from kernel.payment_terms import PAYMENT_TERMS

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_script(op, PAYMENT_TERMS.migration, "ALTER TABLE party ADD terms_id uuid")
