"""In which language papers speak to a party; an invoice keeps the one it was issued in, so far English."""

from alembic import op

from chassis.work import run_script
from kernel.copies.parties import languages_migration

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run_script(op, languages_migration(), "ALTER TABLE invoice ADD language text NOT NULL DEFAULT 'en'")
