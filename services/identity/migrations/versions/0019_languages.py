"""People have a language and a time zone of their own, the company a language for all others."""

from alembic import op

from chassis.work import run_script

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run_script(op, "ALTER TABLE person ADD language text, ADD zone text")
    run_script(op, "ALTER TABLE company ADD language text NOT NULL DEFAULT 'en'")
