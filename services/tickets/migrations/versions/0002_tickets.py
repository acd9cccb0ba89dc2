"""Tickets, their conversations, what was learned, and the copies that they need."""

from alembic import op

from chassis.work import run_script
from kernel.copies import parties

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script(
        op, "CREATE SEQUENCE ticket_number", TICKET, TICKET_INDEXES, CONVERSATION, COPIES, parties.migration()
    )


# an enum type sorts by urgency and not by letter
TICKET = """
CREATE TYPE ticket_priority AS ENUM ('low', 'normal', 'high', 'urgent');
CREATE TABLE ticket (
    id             uuid PRIMARY KEY,
    version        bigint          NOT NULL,
    correlation_id uuid            NOT NULL,
    number         text            NOT NULL UNIQUE,
    subject        text            NOT NULL CHECK (subject <> ''),
    description    text            NOT NULL,
    category       text            NOT NULL,
    kind           text            NOT NULL CHECK (kind IN ('query', 'call', 'issue')),
    priority       ticket_priority NOT NULL,
    status         text            NOT NULL
        CHECK (status IN ('open', 'in-progress', 'waiting', 'resolved', 'closed')),
    department     text
        CHECK (department IN ('sales', 'purchasing', 'production', 'accounting', 'operations', 'shipping')),
    assignee_id    uuid,
    opened_by      uuid            NOT NULL,
    created_at     timestamptz     NOT NULL,
    due_on         date,
    related        text            NOT NULL,
    order_id       uuid,
    order_number   text            NOT NULL,
    customer_po    text            NOT NULL,
    client_id      uuid,
    client         jsonb,
    client_name    text            NOT NULL,
    answers        integer         NOT NULL CHECK (answers >= 0),
    resolved_at    timestamptz,
    closed_at      timestamptz
);
"""

TICKET_INDEXES = """
CREATE INDEX ticket_department ON ticket (department, number);
CREATE INDEX ticket_assignee ON ticket (assignee_id, number);
CREATE INDEX ticket_opener ON ticket (opened_by, number);
CREATE INDEX ticket_order ON ticket (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX ticket_order_number ON ticket (order_number, id);
CREATE INDEX ticket_client ON ticket (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX ticket_client_name ON ticket (client_name, id);
CREATE INDEX ticket_status ON ticket (status, id);
CREATE INDEX ticket_priority_id ON ticket (priority, id);
CREATE INDEX ticket_created ON ticket (created_at, id);
CREATE INDEX ticket_due ON ticket (due_on, id);
"""

CONVERSATION = """
CREATE TABLE ticket_answer (
    id         uuid PRIMARY KEY,
    ticket_id  uuid        NOT NULL REFERENCES ticket,
    position   integer     NOT NULL,
    kind       text        NOT NULL
        CHECK (kind IN ('answer', 'note', 'resolution', 'reopening', 'closing')),
    author_id  uuid        NOT NULL,
    text       text        NOT NULL CHECK (text <> ''),
    created_at timestamptz NOT NULL,
    UNIQUE (ticket_id, position)
);
CREATE TABLE knowledge (
    ticket_id uuid PRIMARY KEY REFERENCES ticket,
    words     tsvector NOT NULL
);
CREATE INDEX knowledge_words ON knowledge USING gin (words);
"""

COPIES = """
CREATE TABLE order_copy (
    id             uuid PRIMARY KEY,
    version        bigint NOT NULL,
    number         text   NOT NULL,
    customer_po    text   NOT NULL,
    client         jsonb  NOT NULL,
    owner_id       uuid   NOT NULL,
    correlation_id uuid   NOT NULL
);
CREATE INDEX order_copy_number ON order_copy (number);
CREATE INDEX order_copy_customer_po ON order_copy (customer_po) WHERE customer_po <> '';
CREATE TABLE team_copy (
    id         uuid PRIMARY KEY,
    version    bigint NOT NULL,
    department text   NOT NULL
);
"""
