"""What an order is found by, kept beside it: the same words as before, without accents and letter case."""

from alembic import op

from chassis.work import run_script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_script(op, FOUND_BY)


# Kept, because folding it for each row that is looked at costs more than the rest of a search.
FOUND_BY = """
DROP INDEX order_words;
ALTER TABLE sales_order ADD COLUMN found_by text NOT NULL GENERATED ALWAYS AS (searchable(order_words(
    number, client_name, ordered_on, address, description, quote_number, customer_po, project, external_ref,
    client_now))) STORED;
CREATE INDEX order_found_by ON sales_order USING gin (found_by gin_trgm_ops)
    WITH (gin_pending_list_limit = 256);
"""
