"""One message as it travels: CloudEvents 1.0 in binary mode, made from a row of the outbox or journal.

Both tables are read with ``COLUMNS``, so that a republished message is the same bytes as the first one.
Extensions are written twice: with CloudEvents' prefix, as its libraries read them, and as they were before.
"""

import base64
import json
from datetime import datetime
from typing import NamedTuple

COLUMNS = (
    "event_id::text, topic, key, type, aggregate, aggregate_id::text, sequence, correlation_id::text, "
    "causation_id::text, actor::text, via, traceparent, recorded_at, body"
)
SPECVERSION = ("ce_specversion", b"1.0")
JSON = ("content-type", b"application/json")

Headers = list[tuple[str, bytes | None]]


class Entry(NamedTuple):
    """What a message says and why, in the order of ``COLUMNS``; ids as text."""

    event_id: str
    topic: str
    key: bytes | None
    type: str
    aggregate: str
    aggregate_id: str
    sequence: int
    correlation_id: str
    causation_id: str
    actor: str | None
    via: str
    traceparent: str | None
    recorded_at: datetime
    body: bytes | None


def source(service: str) -> tuple[str, bytes]:
    """The ``ce_source`` header of everything that a service says."""
    return ("ce_source", f"/saleswire/{service}".encode())


def instant(time: datetime) -> str:
    """RFC 3339 in UTC with microseconds; the database gives its times in UTC."""
    return time.isoformat(timespec="microseconds")[:26] + "Z"


def headers_of(entry: Entry, source: tuple[str, bytes]) -> Headers:
    """The headers of an event or state message."""
    headers: Headers = [
        ("ce_id", entry.event_id.encode()),
        ("ce_type", entry.type.encode()),
        source,
        SPECVERSION,
        ("ce_time", instant(entry.recorded_at).encode()),
        ("ce_subject", entry.aggregate_id.encode()),
        JSON,
    ]
    extensions = [
        ("sequence", b"%d" % entry.sequence),
        ("correlationid", entry.correlation_id.encode()),
        ("causationid", entry.causation_id.encode()),
        ("via", entry.via.encode()),
    ]
    if entry.actor is not None:
        extensions.append(("actor", entry.actor.encode()))
    for name, value in extensions:
        headers += [("ce_" + name, value), (name, value)]
    if entry.traceparent is not None:
        headers.append(("traceparent", entry.traceparent.encode()))
    return headers


def headers_given(stored: str) -> Headers:
    """The headers of a dead letter: a JSON object, or a list of pairs, with base64 values or nulls."""
    given = json.loads(stored)
    pairs = given.items() if isinstance(given, dict) else given
    return [(name, None if value is None else base64.b64decode(value)) for name, value in pairs]
