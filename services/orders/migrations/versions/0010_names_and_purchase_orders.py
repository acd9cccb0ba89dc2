"""What purchase orders are compared by, and the client's present name, found by the search as well."""

from alembic import op
from sqlalchemy import text

from chassis.work import run_script
from contracts.text import folded

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_script(op, COLUMNS)
    connection = op.get_bind()
    numbers = connection.execute(text("SELECT DISTINCT customer_po FROM sales_order WHERE customer_po <> ''"))
    keys = [{"po": number, "key": folded(number)} for number in numbers.scalars()]
    if keys:
        connection.execute(text("UPDATE sales_order SET po_key = :key WHERE customer_po = :po"), keys)
    run_script(op, NAMES, WORDS)


COLUMNS = """
ALTER TABLE sales_order ADD COLUMN po_key text NOT NULL DEFAULT '';
ALTER TABLE sales_order ADD COLUMN client_now text NOT NULL DEFAULT '';
CREATE INDEX order_po_key ON sales_order (client_id, po_key) WHERE po_key <> '';
"""

NAMES = """
UPDATE sales_order o SET client_now = p.name FROM party_copy p
 WHERE p.id = o.client_id AND p.name <> o.client_name;
"""

# As before, with the present name of the client: see 0003.
WORDS = """
DROP INDEX order_words;
DROP FUNCTION order_words(text, text, date, text, text, text, text, text, text);
CREATE FUNCTION order_words(number text, client_name text, ordered_on date, address text, description text,
                            quote_number text, customer_po text, project text, external_ref text,
                            client_now text)
    RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN number || E'\\n' || client_name || E'\\n' || extract(year FROM ordered_on)::int::text || '-'
        || lpad(extract(month FROM ordered_on)::int::text, 2, '0') || '-'
        || lpad(extract(day FROM ordered_on)::int::text, 2, '0') || E'\\n'
        || address || E'\\n' || description || E'\\n' || quote_number || E'\\n' || customer_po || E'\\n'
        || project || E'\\n' || external_ref || E'\\n' || client_now;
CREATE INDEX order_words ON sales_order USING gin (order_words(number, client_name, ordered_on, address,
    description, quote_number, customer_po, project, external_ref, client_now) gin_trgm_ops)
    WITH (gin_pending_list_limit = 256);
"""
