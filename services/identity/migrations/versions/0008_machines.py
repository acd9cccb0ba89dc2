"""Machines: people of a kind, who sign in with secrets of their own."""

from alembic import op

from chassis.work import run_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_script(op, MACHINES)


MACHINES = """
ALTER TABLE person ADD COLUMN machine boolean NOT NULL DEFAULT false;
CREATE TABLE machine_secret (
    digest       bytea PRIMARY KEY,
    person_id    uuid        NOT NULL REFERENCES person,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    last_used_at timestamptz
);
CREATE INDEX machine_secret_person ON machine_secret (person_id);
"""
