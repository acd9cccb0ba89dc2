"""What a party is found by, kept beside it: its own words, and those of the people there."""

from alembic import op

from chassis.work import run_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_script(op, PEOPLE, FOUND_BY)


PEOPLE = r"""
CREATE EXTENSION IF NOT EXISTS pg_trgm;
ALTER TABLE party ADD COLUMN people text NOT NULL DEFAULT '';
UPDATE party SET people = found.people
  FROM (SELECT party_id, string_agg(concat_ws(' ', name, email, phone,
               '+' || regexp_replace(replace(phone, '(0)', ''), '[^0-9]', '', 'g')), E'\\n') AS people
          FROM contact GROUP BY party_id) AS found
 WHERE found.party_id = party.id;
"""

FOUND_BY = """
ALTER TABLE party ADD COLUMN found_by text NOT NULL GENERATED ALWAYS AS (searchable(
    number || E'\\n' || name || E'\\n' || territory || E'\\n' || (shipping_address ->> 'city') || E'\\n'
    || (shipping_address ->> 'country') || E'\\n' || preferences::text || E'\\n' || external_ref || E'\\n'
    || people)) STORED;
CREATE INDEX party_found_by ON party USING gin (found_by gin_trgm_ops) WITH (gin_pending_list_limit = 256);
"""
