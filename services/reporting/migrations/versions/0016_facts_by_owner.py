"""One event may take a line's sales from one representative and give them to another."""

from alembic import op

from chassis.work import run_script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_script(op, BY_OWNER)


BY_OWNER = """
ALTER TABLE sales_fact DROP CONSTRAINT sales_fact_pkey,
    ADD PRIMARY KEY (line_id, source_id, sequence, measure, business_date, owner_id);
"""
