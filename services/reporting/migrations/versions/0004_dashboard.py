"""What the dashboard and the notices need: figures beside each document, and who has read what."""

from alembic import op

from chassis.work import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_script(op, FIGURES, FILLED, INVOICES, NOTICES)


FIGURES = """
ALTER TABLE deal_document
    ADD COLUMN currency    char(3) NOT NULL DEFAULT '',
    ADD COLUMN net         numeric NOT NULL DEFAULT 0,
    ADD COLUMN gross       numeric NOT NULL DEFAULT 0,
    ADD COLUMN open_amount numeric NOT NULL DEFAULT 0,
    ADD COLUMN sent_on     date,
    ADD COLUMN decided_on  date,
    ADD COLUMN placed_on   date,
    ADD COLUMN issued_on   date;
DROP INDEX deal_document_status;
CREATE INDEX deal_document_status ON deal_document (stream, status, owner_id)
    INCLUDE (client_id, currency, net, open_amount);
CREATE INDEX deal_document_sent ON deal_document (sent_on)
    INCLUDE (owner_id, client_id) WHERE sent_on IS NOT NULL;
CREATE INDEX deal_document_decided ON deal_document (decided_on)
    INCLUDE (owner_id, client_id, status) WHERE decided_on IS NOT NULL;
CREATE INDEX deal_document_placed ON deal_document (placed_on)
    INCLUDE (owner_id, client_id, currency, net) WHERE placed_on IS NOT NULL;
CREATE INDEX deal_document_issued ON deal_document (issued_on)
    INCLUDE (owner_id, client_id, currency, gross) WHERE issued_on IS NOT NULL;
"""

FILLED = """
UPDATE deal_document d
   SET currency = e.body #>> '{totals,currency}', net = (e.body #>> '{totals,net}')::numeric,
       gross = (e.body #>> '{totals,gross}')::numeric, placed_on = (e.body ->> 'placed_on')::date
  FROM deal_event e WHERE e.document_id = d.id AND e.name = 'OrderPlaced';
UPDATE deal_document d SET sent_on = (e.body ->> 'sent_on')::date
  FROM (SELECT DISTINCT ON (document_id) document_id, body FROM deal_event
         WHERE name IN ('QuoteSent', 'QuoteRevised') ORDER BY document_id, sequence DESC) e
 WHERE e.document_id = d.id;
UPDATE deal_document d
   SET decided_on = coalesce(
           e.body ->> 'accepted_on', e.body ->> 'declined_on', e.body ->> 'expired_on')::date
  FROM (SELECT DISTINCT ON (document_id) document_id, body FROM deal_event
         WHERE name IN ('QuoteAccepted', 'QuoteDeclined', 'QuoteExpired', 'QuoteRevised')
         ORDER BY document_id, sequence DESC) e
 WHERE e.document_id = d.id;
UPDATE deal_document d
   SET currency = e.body #>> '{totals,currency}', net = (e.body #>> '{totals,net}')::numeric,
       gross = (e.body #>> '{totals,gross}')::numeric, issued_on = (e.body ->> 'issued_on')::date,
       open_amount = coalesce(d.facts ->> 'open_amount', e.body #>> '{totals,gross}')::numeric
  FROM deal_event e WHERE e.document_id = d.id AND e.name = 'InvoiceIssued';
"""

INVOICES = """
INSERT INTO funnel_fact
SELECT document_id, sequence, 'invoice-issued', (body ->> 'issued_on')::date, time,
       (body #>> '{client,id}')::uuid, (body ->> 'owner_id')::uuid,
       body #>> '{totals,currency}', (body #>> '{totals,gross}')::numeric
  FROM deal_event WHERE name = 'InvoiceIssued';
INSERT INTO funnel_fact
SELECT e.document_id, e.sequence, 'invoice-paid', (e.body ->> 'received_on')::date, e.time,
       f.client_id, f.owner_id, f.currency, f.gross
  FROM deal_event e JOIN funnel_fact f ON f.document_id = e.document_id AND f.stage = 'invoice-issued'
 WHERE e.name = 'PaymentReceived' AND (e.body ->> 'open_amount')::numeric = 0;
INSERT INTO funnel_month
SELECT stage, date_trunc('month', business_date)::date, owner_id, currency, count(*), sum(gross)
  FROM funnel_fact WHERE stage IN ('invoice-issued', 'invoice-paid') GROUP BY 1, 2, 3, 4;
"""

NOTICES = """
CREATE TABLE notice (
    id            uuid PRIMARY KEY,
    person_id     uuid        NOT NULL,
    kind          text        NOT NULL,
    document_kind text        NOT NULL,
    document_id   uuid        NOT NULL,
    number        text        NOT NULL,
    client_id     uuid,
    actor         uuid,
    words         jsonb       NOT NULL,
    time          timestamptz NOT NULL
);
CREATE INDEX notice_person ON notice (person_id, time, id);
CREATE TABLE notice_read (
    notice_id uuid PRIMARY KEY,
    person_id uuid        NOT NULL,
    read_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notice_read_time ON notice_read (read_at);
"""
