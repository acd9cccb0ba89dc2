"""In which language papers speak to a party."""

from alembic import op

from chassis.work import run_script
from kernel.copies.parties import languages_migration

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run_script(op, languages_migration())
