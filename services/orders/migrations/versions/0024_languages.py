"""In which language papers speak to a party."""

from alembic import op

from chassis.work import run_script

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    run_script(op, "ALTER TABLE party_copy ADD language text")
