"""The index of the search. Replay reporting to fill it with what was said before."""

from alembic import op

from chassis.work import run_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_script(op, TRIGRAMS, INDEX, WORDS)


TRIGRAMS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""

# Registers and documents have an index each: a company's name is found among the few parties, not among all
# documents that hold it.
INDEX = """
CREATE TABLE search_entry (
    id          uuid PRIMARY KEY,
    version     bigint   NOT NULL,
    kind        text     NOT NULL,
    of_document boolean  NOT NULL,
    texts       jsonb    NOT NULL,
    lexemes     tsvector NOT NULL,
    owner_id    uuid,
    client_id   uuid,
    within      uuid
);
CREATE INDEX search_entry_registers ON search_entry USING gin (lexemes)
    WITH (gin_pending_list_limit = 256) WHERE NOT of_document;
CREATE INDEX search_entry_documents ON search_entry USING gin (lexemes)
    WITH (gin_pending_list_limit = 256) WHERE of_document;
"""

WORDS = """
CREATE TABLE search_word (word text PRIMARY KEY);
CREATE INDEX search_word_within ON search_word USING gin (word gin_trgm_ops);
CREATE TABLE search_shape (
    shape text NOT NULL,
    word  text NOT NULL,
    PRIMARY KEY (shape, word)
);
CREATE INDEX search_shape_word ON search_shape (word);
"""
