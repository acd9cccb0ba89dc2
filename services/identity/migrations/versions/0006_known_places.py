"""Attempts to sign in from places that proved themselves before have budgets of their own."""

from alembic import op

from chassis.work import run_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_script(op, "ALTER TABLE sign_in_attempt ADD COLUMN known boolean NOT NULL DEFAULT false;")
