"""Product numbers are compared folded: blanks and look-alike characters make no second one."""

from alembic import op

from chassis.work import fold_column, run_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_script(op, "DROP INDEX product_number;")
    fold_column(op, "product", "number")
