"""Usernames, by which people are mentioned; a replay fills in those of people who were there before."""

from alembic import op

from chassis.work import run_script

revision = "0009"
down_revision = "0008"

USERNAMES = """
CREATE TABLE username_copy (
    id       uuid PRIMARY KEY,
    version  bigint NOT NULL,
    username text   NOT NULL
);
CREATE INDEX username_copy_username ON username_copy (username);
"""


def upgrade() -> None:
    run_script(op, USERNAMES)
