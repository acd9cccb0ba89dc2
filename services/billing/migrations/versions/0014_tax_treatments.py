"""The register of tax treatments: how freight is taxed."""

from alembic import op

from chassis.work import run_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_script(op, REGISTER)


REGISTER = """
CREATE TABLE tax_treatment (
    id             uuid PRIMARY KEY,
    version        bigint      NOT NULL,
    correlation_id uuid        NOT NULL,
    name           text        NOT NULL,
    text           text        NOT NULL,
    method         text        NOT NULL,
    rate           numeric,
    is_default     boolean     NOT NULL,
    withdrawn      boolean     NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tax_treatment_rate CHECK ((method = 'fixed') = (rate IS NOT NULL) AND rate BETWEEN 0 AND 1)
);
CREATE UNIQUE INDEX tax_treatment_default ON tax_treatment (is_default) WHERE is_default;
CREATE INDEX tax_treatment_name ON tax_treatment (name, id);
"""
