"""Where quotes stand, so that "Generate SO" can say why there is no order of one."""

from alembic import op

from chassis.work import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_script(op, QUOTES)


QUOTES = """
CREATE TABLE quote_copy (
    id          uuid PRIMARY KEY,
    version     integer NOT NULL,
    number      text    NOT NULL,
    status      text    NOT NULL,
    valid_until date    NOT NULL,
    owner_id    uuid    NOT NULL,
    client_id   uuid    NOT NULL
);
CREATE INDEX quote_copy_number ON quote_copy (number);
"""
