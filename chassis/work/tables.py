"""The tables that every service's database has, for queries; the scripts in ``sql`` make them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()
_now = func.clock_timestamp()


def _time(name: str, **options: object) -> Column[object]:
    return Column(name, DateTime(timezone=True), **options)  # type: ignore[arg-type]  # options pass through


outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", LargeBinary),
    Column("type", Text, nullable=False),
    Column("aggregate", Text, nullable=False),
    Column("aggregate_id", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("causation_id", Uuid, nullable=False),
    Column("actor", Uuid),
    Column("via", Text, nullable=False),
    Column("traceparent", Text),
    Column("headers", JSONB(none_as_null=True)),
    Column("body", LargeBinary),
    _time("recorded_at", nullable=False, server_default=_now),
)

journal = Table(
    "journal",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("type", Text, nullable=False),
    Column("aggregate", Text, nullable=False),
    Column("aggregate_id", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("causation_id", Uuid, nullable=False),
    Column("actor", Uuid),
    Column("via", Text, nullable=False),
    Column("traceparent", Text),
    Column("body", LargeBinary, nullable=False),
    _time("recorded_at", primary_key=True),
    Column("hash", LargeBinary, nullable=False),
)

journal_head = Table(
    "journal_head",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=true()),
    Column("position", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

kafka_cluster = Table(
    "kafka_cluster",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=true()),
    Column("cluster_id", Text, nullable=False),
)

republished = Table(
    "republished",
    metadata,
    Column("cluster_id", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)

acknowledged = Table(
    "acknowledged",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("next_offset", BigInteger, nullable=False),
    Column("whole_at", BigInteger, nullable=False, server_default=text("0")),
    Column("whole_to", BigInteger, nullable=False, server_default=text("0")),
    Column("resend_from", BigInteger),
)

position = Table(
    "position",
    metadata,
    Column("group_name", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("next_offset", BigInteger, nullable=False),
)

last_sequence = Table(
    "last_sequence",
    metadata,
    Column("group_name", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("aggregate_id", Uuid, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("event_id", Uuid),
)

seen_event = Table(
    "seen_event",
    metadata,
    Column("group_name", Text, primary_key=True),
    Column("event_id", Text, primary_key=True),
    _time("seen_at", nullable=False, server_default=_now),
)

parked_key = Table(
    "parked_key",
    metadata,
    Column("group_name", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("1")),
    _time("parked_at", nullable=False, server_default=_now),
    _time("retry_at"),
)

parked_event = Table(
    "parked_event",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("group_name", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary),
    _time("parked_at", nullable=False, server_default=_now),
)

told_key = Table(
    "told_key",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("group_name", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("stuck", Boolean, nullable=False),
)

timer = Table(
    "timer",
    metadata,
    Column("name", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    _time("due_at", nullable=False),
    Column("generation", Integer, nullable=False, server_default=text("1")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("route", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _time("created_at", nullable=False, server_default=_now),
)

number_series = Table(
    "number_series",
    metadata,
    Column("series", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", BigInteger, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("stored_as", Text, nullable=False),
    Column("uploaded_by", Uuid),
    _time("uploaded_at", nullable=False, server_default=_now),
)
