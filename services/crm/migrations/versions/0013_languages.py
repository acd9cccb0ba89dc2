"""Parties have a language of their own, in which their papers speak."""

from alembic import op

from chassis.work import run_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_script(op, "ALTER TABLE party ADD language text")
