"""Serial numbers are compared folded: blanks and letter case make no other unit."""

from alembic import op

from chassis.work import fold_column

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    fold_column(op, "sold_unit", "serial_number", "product_id")
