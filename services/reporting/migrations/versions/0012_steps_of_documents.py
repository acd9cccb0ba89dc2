"""What of an order was cancelled or delivered, the steps of each document, and orders that count no more.

Documents get the statuses that their own services show.

Funnel and sums are written anew from the documents and the facts, so that steps which were taken back and
orders which were cancelled are as today's events would have them.
"""

from alembic import op

from chassis.work import run_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_script(op, COLUMNS, DOCUMENTS, STATUSES, STEPS, FUNNEL, ORDERS, SUMS)


COLUMNS = """
ALTER TABLE deal_document
    ADD COLUMN ordered_net     numeric NOT NULL DEFAULT 0,
    ADD COLUMN ordered_gross   numeric NOT NULL DEFAULT 0,
    ADD COLUMN delivered_net   numeric NOT NULL DEFAULT 0,
    ADD COLUMN delivered_gross numeric NOT NULL DEFAULT 0,
    ADD COLUMN cancelled_on    date,
    ADD COLUMN steps           jsonb   NOT NULL DEFAULT '{}';
DROP INDEX deal_document_placed;
CREATE INDEX deal_document_placed ON deal_document (placed_on)
    INCLUDE (owner_id, client_id, currency, ordered_net) WHERE placed_on IS NOT NULL;
CREATE INDEX deal_document_cancelled ON deal_document (cancelled_on)
    INCLUDE (owner_id, client_id, currency, ordered_net, net, status, placed_on)
    WHERE cancelled_on IS NOT NULL;
ALTER TABLE funnel_fact ADD COLUMN documents integer NOT NULL DEFAULT 1;
ALTER TABLE funnel_fact DROP CONSTRAINT funnel_fact_pkey;
ALTER TABLE funnel_fact ADD PRIMARY KEY (document_id, sequence, stage, documents);
ALTER TABLE sales_fact
    ADD COLUMN product_orders smallint NOT NULL DEFAULT 0,
    ADD COLUMN client_orders  smallint NOT NULL DEFAULT 0;
DROP INDEX sales_fact_client;
CREATE INDEX sales_fact_client ON sales_fact (client_id, business_date)
    INCLUDE (measure, product_id, owner_id, currency, quantity, net, product_orders, client_orders);
"""

DOCUMENTS = """
UPDATE deal_document d
   SET currency = e.body #>> '{totals,currency}', net = (e.body #>> '{totals,net}')::numeric,
       gross = (e.body #>> '{totals,gross}')::numeric
  FROM (SELECT DISTINCT ON (document_id) document_id, body FROM deal_event
         WHERE stream = 'quote' AND body ? 'totals' ORDER BY document_id, sequence DESC) e
 WHERE e.document_id = d.id AND d.currency = '';
UPDATE deal_document SET ordered_net = net, ordered_gross = gross WHERE stream = 'order';
UPDATE deal_document d SET delivered_net = e.net, delivered_gross = e.gross
  FROM (SELECT document_id, sum((body #>> '{totals,net}')::numeric) AS net,
               sum((body #>> '{totals,gross}')::numeric) AS gross
          FROM deal_event WHERE name = 'OrderReadyToInvoice' GROUP BY document_id) e
 WHERE e.document_id = d.id;
UPDATE deal_document d
   SET cancelled_on = (e.body ->> 'cancelled_on')::date, net = delivered_net, gross = delivered_gross
  FROM deal_event e WHERE e.document_id = d.id AND e.name = 'OrderCancelled';
"""

STATUSES = """
UPDATE deal_document d SET facts = facts || '{"begun": true}'
 WHERE EXISTS (SELECT FROM deal_event e WHERE e.document_id = d.id AND e.correlation_id = d.correlation_id
                  AND e.name IN ('ShipmentDispatched', 'ServicePerformed'));
UPDATE deal_document d
   SET status = CASE d.status
       WHEN 'dispatched' THEN 'shipped'
       WHEN 'delivered' THEN 'shipped'
       WHEN 'completed' THEN 'done'
       WHEN 'received' THEN 'done'
       WHEN 'partially-performed' THEN 'open'
       ELSE CASE WHEN EXISTS (SELECT FROM deal_event e WHERE e.document_id = d.id
                                 AND e.correlation_id = d.correlation_id AND e.name = 'DeliveryOrderReady')
            THEN 'ready' ELSE 'waiting' END END
 WHERE d.status IN ('dispatched', 'delivered', 'completed', 'received', 'partially-performed',
                    'partially-dispatched');
"""

STEPS = """
UPDATE deal_document d SET steps = taken.steps
  FROM (SELECT document_id, jsonb_object_agg(stage, day) AS steps
          FROM (SELECT DISTINCT ON (e.document_id, step.stage)
                       e.document_id, step.stage, e.body ->> step.day AS day
                  FROM deal_event e
                  JOIN (VALUES ('QuoteDrafted', 'quote-drafted', 'quoted_on'),
                               ('QuoteSent', 'quote-sent', 'sent_on'),
                               ('QuoteAccepted', 'quote-accepted', 'accepted_on'),
                               ('QuoteDeclined', 'quote-declined', 'declined_on'),
                               ('QuoteExpired', 'quote-expired', 'expired_on'),
                               ('OrderDrafted', 'order-drafted', 'ordered_on'),
                               ('OrderPlaced', 'order-placed', 'placed_on'),
                               ('OrderReleased', 'order-released', 'released_on'),
                               ('OrderShipped', 'order-shipped', 'shipped_on'),
                               ('OrderPerformed', 'order-shipped', 'performed_on'),
                               ('OrderCancelled', 'order-cancelled', 'cancelled_on'),
                               ('OrderClosed', 'order-closed', 'closed_on'),
                               ('InvoiceIssued', 'invoice-issued', 'issued_on'),
                               ('PaymentReceived', 'invoice-paid', 'received_on'))
                       AS step (name, stage, day) ON step.name = e.name
                 WHERE coalesce((e.body ->> 'complete')::boolean, true)
                   AND (e.name <> 'PaymentReceived' OR (e.body ->> 'open_amount')::numeric <= 0)
                   AND NOT EXISTS (
                       SELECT FROM deal_event later
                        WHERE later.correlation_id = e.correlation_id AND later.document_id = e.document_id
                          AND later.sequence > e.sequence
                          AND CASE later.name
                              WHEN 'QuoteRevised'
                              THEN e.name IN ('QuoteSent', 'QuoteDeclined', 'QuoteExpired')
                              WHEN 'OrderReadyToInvoice' THEN e.name = 'OrderClosed'
                              ELSE false END)
                 ORDER BY e.document_id, step.stage, e.sequence DESC) AS each
         GROUP BY document_id) AS taken
 WHERE taken.document_id = d.id;
UPDATE deal_document
   SET steps = jsonb_build_object('order-shipped', cancelled_on) || steps
 WHERE stream = 'order' AND cancelled_on IS NOT NULL AND status <> 'cancelled';
"""

FUNNEL = """
DELETE FROM funnel_fact;
DELETE FROM funnel_month;
INSERT INTO funnel_fact (document_id, sequence, stage, business_date, recorded_at, client_id, owner_id,
                         currency, gross, documents)
SELECT d.id, d.version, step.stage, step.day::date, d.changed_at, d.client_id, d.owner_id, d.currency,
       CASE WHEN step.stage IN ('order-drafted', 'order-placed') THEN d.ordered_gross
            WHEN step.stage = 'order-cancelled' THEN d.ordered_gross - d.gross
            ELSE d.gross END, 1
  FROM deal_document d, jsonb_each_text(d.steps) AS step (stage, day);
INSERT INTO funnel_month (stage, month, owner_id, currency, documents, gross)
SELECT stage, date_trunc('month', business_date)::date, owner_id, currency, sum(documents), sum(gross)
  FROM funnel_fact GROUP BY 1, 2, 3, 4;
"""

ORDERS = """
UPDATE sales_fact f SET business_date = taken.day
  FROM (SELECT line_id, min(business_date) FILTER (WHERE quantity < 0) AS day
          FROM sales_fact WHERE measure = 'cancelled' GROUP BY line_id) AS taken
 WHERE taken.line_id = f.line_id AND f.measure = 'cancelled' AND f.quantity > 0 AND taken.day IS NOT NULL;
UPDATE sales_fact f
   SET product_orders = CASE WHEN mark.of_product > 1 THEN 0 WHEN f.measure = 'booked' THEN 1
                             WHEN mark.product_left = 0 THEN -1 ELSE 0 END,
       client_orders = CASE WHEN mark.of_client > 1 THEN 0 WHEN f.measure = 'booked' THEN 1
                            WHEN mark.order_left = 0 THEN -1 ELSE 0 END
  FROM (SELECT line_id, source_id, sequence, measure,
               row_number() OVER (PARTITION BY order_id, measure, product_id ORDER BY sequence, line_id)
                   AS of_product,
               row_number() OVER (PARTITION BY order_id, measure ORDER BY sequence, line_id) AS of_client,
               sum(quantity) OVER (PARTITION BY order_id, product_id) AS product_left,
               sum(quantity) OVER (PARTITION BY order_id) AS order_left
          FROM sales_fact WHERE measure IN ('booked', 'cancelled')) AS mark
 WHERE (mark.line_id, mark.source_id, mark.sequence, mark.measure)
       = (f.line_id, f.source_id, f.sequence, f.measure);
"""

SUMS = """
DELETE FROM sales_month;
DELETE FROM sales_total;
INSERT INTO sales_month (dimension, measure, month, key, owner_id, currency, quantity, net, orders)
SELECT 'product', measure, date_trunc('month', business_date)::date, product_id, owner_id, currency,
       sum(quantity), sum(net), sum(product_orders)
  FROM sales_fact GROUP BY 2, 3, 4, 5, 6
UNION ALL
SELECT 'client', measure, date_trunc('month', business_date)::date, client_id, owner_id, currency,
       sum(quantity), sum(net), sum(client_orders)
  FROM sales_fact GROUP BY 2, 3, 4, 5, 6;
INSERT INTO sales_total (dimension, measure, month, key, currency, quantity, net, orders)
SELECT dimension, measure, month, key, currency, sum(quantity), sum(net), sum(orders)
  FROM sales_month GROUP BY 1, 2, 3, 4, 5;
"""
