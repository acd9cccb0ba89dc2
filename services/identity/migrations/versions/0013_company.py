"""The company's profile; the first start takes it over from the settings."""

from alembic import op

from chassis.work import run_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_script(op, COMPANY)


COMPANY = """
CREATE TABLE company (
    id             uuid PRIMARY KEY,
    version        bigint NOT NULL,
    correlation_id uuid   NOT NULL,
    legal_name     text   NOT NULL,
    address        jsonb,
    tax_id         text   NOT NULL,
    registration   text   NOT NULL,
    bank           text   NOT NULL,
    iban           text   NOT NULL,
    bic            text   NOT NULL,
    phone          text   NOT NULL,
    email          text   NOT NULL,
    website        text   NOT NULL,
    foot           jsonb  NOT NULL
);
"""
