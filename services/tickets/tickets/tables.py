"""Tables of tickets: the ticket, its conversation, the knowledge, and copies of others' facts."""

from sqlalchemy import BigInteger, Column, Date, Enum, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import TSVECTOR

from chassis.work import Stored, aggregate_columns, time
from contracts.tickets import Priority
from contracts.values import PartyRef
from kernel.copies import Parties, Teams

metadata = MetaData()

PRIORITIES = tuple(str(priority) for priority in Priority if priority is not Priority.UNKNOWN)

ticket_table = Table(
    "ticket",
    metadata,
    *aggregate_columns(),
    Column("number", Text, nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("priority", Enum(*PRIORITIES, name="ticket_priority"), nullable=False),
    Column("status", Text, nullable=False),
    Column("department", Text),
    Column("assignee_id", Uuid),
    Column("opened_by", Uuid, nullable=False),
    Column("created_at", time(), nullable=False),
    Column("due_on", Date),
    Column("related", Text, nullable=False),
    Column("order_id", Uuid),
    Column("order_number", Text, nullable=False),
    Column("customer_po", Text, nullable=False),
    Column("client_id", Uuid),
    Column("client", Stored(PartyRef)),
    Column("client_name", Text, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("resolved_at", time()),
    Column("closed_at", time()),
)

ticket_answer = Table(
    "ticket_answer",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("author_id", Uuid, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", time(), nullable=False),
)

knowledge_table = Table(
    "knowledge",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("words", TSVECTOR, nullable=False),
)

order_copy = Table(
    "order_copy",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("number", Text, nullable=False),
    Column("customer_po", Text, nullable=False),
    Column("client", Stored(PartyRef), nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
)

PARTIES = Parties(metadata)
TEAMS = Teams(metadata)

username_copy = Table(  # by which people are mentioned
    "username_copy",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("username", Text, nullable=False),
)
