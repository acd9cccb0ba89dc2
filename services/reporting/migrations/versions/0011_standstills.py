"""Keys that are stuck, and notices that several people have."""

from alembic import op

from chassis.work import run_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_script(op, STANDSTILLS, CLIENTS, READ)


STANDSTILLS = """
CREATE TABLE standstill (
    id             uuid PRIMARY KEY,
    parked_key_id  uuid        NOT NULL,
    service        text        NOT NULL,
    group_name     text        NOT NULL,
    document_kind  text        NOT NULL,
    document_id    uuid,
    correlation_id uuid        NOT NULL,
    event_type     text        NOT NULL,
    reason         text        NOT NULL,
    waiting        integer     NOT NULL,
    since          timestamptz NOT NULL,
    told_at        timestamptz NOT NULL,
    freed_at       timestamptz
);
CREATE INDEX standstill_told ON standstill (told_at, id);
CREATE UNIQUE INDEX standstill_now ON standstill (parked_key_id) WHERE freed_at IS NULL;
"""

CLIENTS = """
CREATE INDEX deal_document_client ON deal_document (client_id, owner_id) WHERE client_id IS NOT NULL;
"""

READ = """
ALTER TABLE notice_read DROP CONSTRAINT notice_read_pkey;
ALTER TABLE notice_read ADD PRIMARY KEY (notice_id, person_id);
"""
