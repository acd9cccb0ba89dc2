"""Names of parties are compared folded: case, blanks and look-alike characters make no second one."""

from alembic import op

from chassis.work import fold_column, run_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_script(op, "DROP INDEX party_alike;")
    fold_column(op, "party", "name", "territory", unique=False)  # allow_duplicate may make a second one
