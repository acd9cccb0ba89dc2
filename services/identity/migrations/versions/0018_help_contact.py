"""The company says whom its people ask for help."""

from alembic import op

from chassis.work import run_script

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run_script(op, "ALTER TABLE company ADD help_contact text NOT NULL DEFAULT ''")
