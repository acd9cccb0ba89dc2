"""Indexes of the list of orders: words for the search, and one that holds what people filter by."""

from alembic import op

from chassis.work import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_script(op, WORDS, REACH, DAYS)


# All searchable text in one index: a word is in it exactly when it is in one of the columns, because no word
# has the line break that stands between them. The day is written so that no setting changes it.
WORDS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE FUNCTION order_words(number text, client_name text, ordered_on date, address text, description text,
                            quote_number text, customer_po text, project text, external_ref text)
    RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN number || E'\\n' || client_name || E'\\n' || extract(year FROM ordered_on)::int::text || '-'
        || lpad(extract(month FROM ordered_on)::int::text, 2, '0') || '-'
        || lpad(extract(day FROM ordered_on)::int::text, 2, '0') || E'\\n'
        || address || E'\\n' || description || E'\\n' || quote_number || E'\\n' || customer_po || E'\\n'
        || project || E'\\n' || external_ref;
CREATE INDEX order_words ON sales_order USING gin (order_words(number, client_name, ordered_on, address,
    description, quote_number, customer_po, project, external_ref) gin_trgm_ops)
    WITH (gin_pending_list_limit = 256);
"""

# Whose an order is, and what the list filters and sorts by: a seller's orders are read from this index alone,
# and where a filter finds its rows far away from the sort's beginning, all orders are: a fifth of the table.
# It replaces those that began with status: few rows of a status are found by it and sorted.
REACH = """
CREATE INDEX order_reach ON sales_order (owner_id, id) INCLUDE (
    client_id, status, credit, number, client_name, ordered_on, estimated_ship_date, actual_ship_date, gross,
    net, placed_on, released_on, initial_ship_date, to_be_invoiced_on, closed_on, cancelled_on,
    po_received_on, lead_time_days, call_before_delivery, created_at);
DROP INDEX order_owner;
DROP INDEX order_status_number;
DROP INDEX order_status_day;
DROP INDEX order_status_estimated;
DROP INDEX order_status_actual;
"""

DAYS = """
CREATE INDEX order_placed ON sales_order (placed_on);
CREATE INDEX order_released ON sales_order (released_on);
CREATE INDEX order_initial ON sales_order (initial_ship_date);
CREATE INDEX order_to_be_invoiced ON sales_order (to_be_invoiced_on);
CREATE INDEX order_closed ON sales_order (closed_on) WHERE closed_on IS NOT NULL;
CREATE INDEX order_cancelled ON sales_order (cancelled_on) WHERE cancelled_on IS NOT NULL;
CREATE INDEX order_po_received_on ON sales_order (po_received_on) WHERE po_received_on IS NOT NULL;
CREATE INDEX order_receiver ON sales_order (po_received_by) WHERE po_received_by <> '';
CREATE INDEX order_issuer ON sales_order (so_issued_by);
CREATE INDEX order_credit ON sales_order (credit);
CREATE INDEX order_net ON sales_order (net);
CREATE INDEX order_created ON sales_order (created_at);
"""
