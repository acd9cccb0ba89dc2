"""Refresh tokens follow from each other by a seed of their session; signing keys can be revoked."""

from alembic import op

from chassis.work import run_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_script(op, COLUMNS)


COLUMNS = """
ALTER TABLE session ADD COLUMN seed bytea NOT NULL
    DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
ALTER TABLE signing_key ADD COLUMN revoked_at timestamptz;
"""
