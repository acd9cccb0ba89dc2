"""The register of payment terms; invoices so far keep their due day as a rule."""

from alembic import op

from chassis.work import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_script(op, REGISTER, INVOICE)


REGISTER = """
CREATE TABLE payment_terms (
    id             uuid PRIMARY KEY,
    version        bigint      NOT NULL,
    correlation_id uuid        NOT NULL,
    name           text        NOT NULL,
    aliases        jsonb       NOT NULL,
    text           text        NOT NULL,
    due            jsonb       NOT NULL,
    is_default     boolean     NOT NULL,
    withdrawn      boolean     NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX payment_terms_default ON payment_terms (is_default) WHERE is_default;
CREATE INDEX payment_terms_name ON payment_terms (name, id);
"""

INVOICE = """
ALTER TABLE invoice
    ADD next_due_on    date,
    ADD due            jsonb,
    ADD discount_until date,
    ADD discount       numeric NOT NULL DEFAULT 0,
    ADD instalments    jsonb   NOT NULL DEFAULT '[]';
UPDATE invoice SET next_due_on = due_on, due = jsonb_build_object('net_days', due_on - issued_on);
ALTER TABLE invoice
    ALTER next_due_on SET NOT NULL,
    ALTER due SET NOT NULL,
    ALTER discount DROP DEFAULT,
    ALTER instalments DROP DEFAULT;
CREATE INDEX invoice_next_due ON invoice (next_due_on, id);
"""
