"""The register of currencies; it fills with those of the price lists that were issued so far."""

from alembic import op

from chassis.work import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_script(op, CURRENCY)


CURRENCY = """
CREATE TABLE currency (
    id             uuid PRIMARY KEY,
    version        bigint  NOT NULL,
    correlation_id uuid    NOT NULL,
    code           char(3) NOT NULL UNIQUE,
    enabled        boolean NOT NULL
);
"""
