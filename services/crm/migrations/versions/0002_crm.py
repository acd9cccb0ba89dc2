"""Parties and the people there."""

from alembic import op

from chassis.work import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script(op, NUMBERS, PARTY, PARTY_INDEXES, CONTACT)


NUMBERS = """
CREATE SEQUENCE client_number;
CREATE SEQUENCE distributor_number;
"""

PARTY = """
CREATE TABLE party (
    id               uuid PRIMARY KEY,
    version          bigint      NOT NULL,
    correlation_id   uuid        NOT NULL,
    number           text        NOT NULL UNIQUE,
    name             text        NOT NULL CHECK (name <> ''),
    kind             text        NOT NULL CHECK (kind IN ('individual', 'company', 'public')),
    role             text        NOT NULL CHECK (role IN ('lead', 'client', 'distributor')),
    territory        text        NOT NULL CHECK (territory <> ''),
    owner_id         uuid,
    parent_id        uuid REFERENCES party CHECK (parent_id <> id),
    industry         text        NOT NULL,
    scale            text        NOT NULL,
    segment          text        NOT NULL,
    preferences      jsonb       NOT NULL,
    shipping_address jsonb       NOT NULL,
    billing_address  jsonb       NOT NULL,
    external_ref     text        NOT NULL,
    notes            text        NOT NULL,
    city             text        NOT NULL GENERATED ALWAYS AS (shipping_address ->> 'city') STORED,
    country          text        NOT NULL GENERATED ALWAYS AS (shipping_address ->> 'country') STORED,
    interests        text        NOT NULL GENERATED ALWAYS AS (preferences::text) STORED,
    created_at       timestamptz NOT NULL DEFAULT now()
);
"""

PARTY_INDEXES = """
CREATE INDEX party_name ON party (name, id);
CREATE INDEX party_alike ON party (lower(name), territory);
CREATE INDEX party_territory ON party (territory, number);
CREATE INDEX party_owner ON party (owner_id, number);
CREATE INDEX party_country ON party (country, id);
CREATE INDEX party_parent ON party (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX party_external_ref ON party (external_ref) WHERE external_ref <> '';
"""

CONTACT = """
CREATE TABLE contact (
    id             uuid PRIMARY KEY,
    version        bigint      NOT NULL,
    correlation_id uuid        NOT NULL,
    party_id       uuid        NOT NULL REFERENCES party,
    name           text        NOT NULL CHECK (name <> ''),
    title          text        NOT NULL,
    email          text        NOT NULL,
    phone          text        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX contact_party ON contact (party_id, name, id);
"""
