"""Names of teams and territories are compared folded: what looks alike makes no second one."""

from alembic import op

from chassis.work import fold_column

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for table in ("team", "territory"):
        fold_column(op, table, "name")
