"""At which party each contact is, without names: it is filled from the log, and quotes keep theirs."""

from alembic import op

from chassis.work import run_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_script(op, CONTACTS)


CONTACTS = """
CREATE TABLE contact_copy (
    id       uuid PRIMARY KEY,
    version  bigint NOT NULL,
    party_id uuid   NOT NULL
);
"""
