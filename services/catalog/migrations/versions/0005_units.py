"""The register of units of measure; the first start fills it."""

from alembic import op

from chassis.work import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_script(op, UNIT)


UNIT = """
CREATE TABLE unit (
    id             uuid PRIMARY KEY,
    version        bigint  NOT NULL,
    correlation_id uuid    NOT NULL,
    unit           text    NOT NULL UNIQUE,
    name           text    NOT NULL,
    decimals       integer NOT NULL CHECK (decimals BETWEEN 0 AND 4)
);
"""
