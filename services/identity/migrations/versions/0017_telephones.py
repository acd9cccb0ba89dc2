"""People have telephones, for clients to ask about their documents."""

from alembic import op

from chassis.work import run_script

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run_script(op, "ALTER TABLE person ADD phone text NOT NULL DEFAULT ''")
