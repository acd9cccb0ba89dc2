"""Notices, the documents that they are about, what people read and muted, and for whom the bell rang last."""

from alembic import op

from chassis.work import run_script
from kernel.copies import parties, products, teams

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    copies = products.migration("number"), parties.migration(), teams.migration()
    run_script(op, NOTICES, STANDSTILLS, MARKS, BELLS, *copies)


NOTICES = """
CREATE TABLE noticed_document (
    id             uuid PRIMARY KEY,
    version        bigint NOT NULL,
    kind           text   NOT NULL,
    thread_id      uuid   NOT NULL,
    correlation_id uuid   NOT NULL,
    number         text   NOT NULL,
    title          text   NOT NULL,
    client_id      uuid,
    owner_id       uuid,
    opened_by      uuid,
    assignee_id    uuid,
    department     text,
    participants   uuid[] NOT NULL DEFAULT '{}',
    facts          jsonb  NOT NULL
);
CREATE INDEX noticed_document_thread ON noticed_document (thread_id);
CREATE INDEX noticed_document_deal ON noticed_document (correlation_id) INCLUDE (owner_id, client_id)
    WHERE owner_id IS NOT NULL;
CREATE TABLE notice (
    id          uuid,
    audience    text,
    kind        text        NOT NULL,
    document_id uuid        NOT NULL,
    actor       uuid,
    automatic   boolean     NOT NULL,
    words       jsonb       NOT NULL,
    time        timestamptz NOT NULL,
    asks        boolean     NOT NULL,
    settled_at  timestamptz,
    PRIMARY KEY (id, audience)
);
CREATE INDEX notice_audience ON notice (audience, time DESC, id DESC);
CREATE INDEX notice_asking ON notice (document_id, kind) WHERE asks AND settled_at IS NULL;
"""

STANDSTILLS = """
CREATE TABLE standstill (
    id             uuid PRIMARY KEY,
    parked_key_id  uuid        NOT NULL,
    service        text        NOT NULL,
    document_kind  text        NOT NULL,
    document_id    uuid,
    correlation_id uuid        NOT NULL,
    event_type     text        NOT NULL,
    reason         text        NOT NULL,
    since          timestamptz NOT NULL,
    told_at        timestamptz NOT NULL,
    freed_at       timestamptz
);
CREATE INDEX standstill_told ON standstill (told_at, id);
CREATE UNIQUE INDEX standstill_now ON standstill (parked_key_id) WHERE freed_at IS NULL;
"""

MARKS = """
CREATE TABLE notice_read (
    notice_id uuid,
    person_id uuid,
    read_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (notice_id, person_id)
);
CREATE TABLE mute (
    id        uuid PRIMARY KEY,
    person_id uuid        NOT NULL,
    thread_id uuid,
    kind      text,
    muted_at  timestamptz NOT NULL DEFAULT now(),
    CHECK (num_nonnulls(thread_id, kind) = 1)
);
CREATE UNIQUE INDEX mute_thread ON mute (person_id, thread_id) WHERE kind IS NULL;
CREATE UNIQUE INDEX mute_kind ON mute (person_id, kind) WHERE thread_id IS NULL;
CREATE TABLE beginning (
    one      integer PRIMARY KEY CHECK (one = 1),
    began_at timestamptz NOT NULL
);
INSERT INTO beginning VALUES (1, now());
"""

BELLS = """
CREATE TABLE bell (
    audience text PRIMARY KEY,
    rung_in  bigint NOT NULL
);
"""
