"""The tables of notifications: notices, the documents that they are about, what people did with them."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.work import time
from kernel.copies import Parties, Teams, product_copy

metadata = MetaData()
PRODUCTS = product_copy(metadata, "number")
PARTIES = Parties(metadata)
TEAMS = Teams(metadata)
products, parties = PRODUCTS.table, PARTIES.table

document = Table(  # what notices are about, as its own events tell it
    "noticed_document",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("thread_id", Uuid, nullable=False),  # the deal, or the document that is in none
    Column("correlation_id", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("client_id", Uuid),
    Column("owner_id", Uuid),
    Column("opened_by", Uuid),
    Column("assignee_id", Uuid),
    Column("department", Text),
    Column("participants", ARRAY(Uuid), nullable=False, server_default=text("'{}'")),
    Column("facts", JSONB, nullable=False),
)

notice = Table(  # one row for each event and audience: a person, a department, holders of a permission
    "notice",
    metadata,
    Column("id", Uuid, primary_key=True),  # the event's
    Column("audience", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("document_id", Uuid, nullable=False),
    Column("actor", Uuid),
    Column("automatic", Boolean, nullable=False),  # decided by a rule that the actor only set off
    Column("words", JSONB, nullable=False),
    Column("time", time(), nullable=False),
    Column("asks", Boolean, nullable=False),
    Column("settled_at", time()),
)

standstill = Table(  # one row for each time that a key was stuck
    "standstill",
    metadata,
    Column("id", Uuid, primary_key=True),  # the event's
    Column("parked_key_id", Uuid, nullable=False),
    Column("service", Text, nullable=False),
    Column("document_kind", Text, nullable=False),
    Column("document_id", Uuid),
    Column("correlation_id", Uuid, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", time(), nullable=False),
    Column("told_at", time(), nullable=False),
    Column("freed_at", time()),
)

# What people did here themselves: no event says it, so no projection writes it.

notice_read = Table(
    "notice_read",
    metadata,
    Column("notice_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("read_at", time(), nullable=False, server_default=func.now()),
)

mute = Table(  # a thread, or a kind of notices
    "mute",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("thread_id", Uuid),
    Column("kind", Text),
    Column("muted_at", time(), nullable=False, server_default=func.now()),
)

beginning = Table(  # one row: what happened before, nobody need read; people knew it before there was a bell
    "beginning",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("began_at", time(), nullable=False),
)

bell = Table(  # for each audience the transaction that last changed what it is told
    "bell",
    metadata,
    Column("audience", Text, primary_key=True),
    Column("rung_in", BigInteger, nullable=False),
)
