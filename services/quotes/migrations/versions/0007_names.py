"""The client's present name, beside the one that a quote was written with."""

from alembic import op

from chassis.work import run_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_script(op, NAMES)


NAMES = """
ALTER TABLE quote ADD COLUMN client_now text NOT NULL DEFAULT '';
UPDATE quote q SET client_now = p.name FROM party_copy p
 WHERE p.id = q.client_id AND p.name <> q.client_name;
"""
