"""A fact is known by the document that tells it: two invoices of one line have the same sequence."""

from alembic import op

from chassis.work import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_script(op, SOURCES)


SOURCES = """
ALTER TABLE sales_fact ADD COLUMN source_id uuid;
UPDATE sales_fact SET source_id = order_id;
ALTER TABLE sales_fact ALTER COLUMN source_id SET NOT NULL, DROP CONSTRAINT sales_fact_pkey,
    ADD PRIMARY KEY (line_id, source_id, sequence, measure);
"""
