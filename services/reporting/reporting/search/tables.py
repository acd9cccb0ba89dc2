"""The index: an entry for each record, and the words that are spelled in entries."""

from sqlalchemy import BigInteger, Boolean, Column, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from reporting.models import metadata

entry = Table(
    "search_entry",
    metadata,
    Column("id", Uuid, primary_key=True),  # the record's
    Column("version", BigInteger, nullable=False),  # sequence of the event that changed it last
    Column("kind", Text, nullable=False),
    Column("of_document", Boolean, nullable=False),  # registers are few: an index of their own
    Column("texts", JSONB, nullable=False),
    Column("lexemes", TSVECTOR, nullable=False),
    Column("owner_id", Uuid),
    Column("client_id", Uuid),
    Column("within", Uuid),
)

around = entry.alias("around")  # the record that an entry belongs to

word = Table("search_word", metadata, Column("word", Text, primary_key=True))

shape = Table(  # a word as it is, and with each of its letters left out
    "search_shape",
    metadata,
    Column("shape", Text, primary_key=True),
    Column("word", Text, primary_key=True),
)
