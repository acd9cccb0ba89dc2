"""A key that cannot go on waits, and only it: its failed event and all followers stand in our database.

The consumer and the re-drive lock the key's row. A copy of the record that failed goes out as a dead
letter, through the outbox of the same transaction.
"""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.errors import MissingCopy
from chassis.inbound.reader import Reader
from chassis.inbound.received import Incoming, Unreadable
from chassis.work import LARGEST_BODY, Work, sqlstate
from contracts.event import new_id

PARK = text("""
INSERT INTO parked_key (group_name, topic, key, reason, error, retry_at)
VALUES (:group, :topic, :key, :reason, :error,
        clock_timestamp() + CAST(:retry_in AS float8) * interval '1 second')
ON CONFLICT DO NOTHING
""")
APPEND = text("""
INSERT INTO parked_event (group_name, topic, key, event_id, sequence, partition, "offset", headers, body)
VALUES (:group, :topic, :key, :event, :sequence, :partition, :offset, CAST(:headers AS jsonb), :body)
ON CONFLICT (group_name, topic, key, event_id) DO NOTHING
""")
LOOK_AGAIN = text("""
UPDATE parked_key SET retry_at = clock_timestamp()
 WHERE group_name = :group AND topic = :topic AND key = :key AND reason = 'gap'
""")
FIRST_RETRY = 0.2  # seconds
LAST_RETRY = 30.0
PASSING = {"55P03", "57014"}  # somebody held a lock too long: worth trying again without a person
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Fault:
    """Why an event was not applied; ``retry_in`` seconds, or None when it waits for a person."""

    reason: str
    error: str
    kind: str
    retry_in: float | None = None


def fault_of(error: BaseException, attempts: int = 1) -> Fault:
    """The fault behind a handler's exception."""
    words = f"{type(error).__name__}: {error}".encode()[:1024].decode(errors="ignore").replace("\x00", "")
    again = min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LAST_RETRY)
    if isinstance(error, MissingCopy):
        return Fault("missing-copy", words, type(error).__name__, again)
    passing = sqlstate(error) in PASSING
    return Fault("error", words, type(error).__name__, again if passing else None)


def unreadable(incoming: Unreadable) -> Fault:
    """The fault of a record that cannot be read."""
    return Fault("unreadable", incoming.reason.replace("\x00", ""), "Unreadable")


def gap(incoming: Incoming) -> Fault:
    """The fault of an event that came before its predecessor."""
    return Fault("gap", f"sequence {incoming.sequence} came before the one that precedes it", "Gap")


def conflict(incoming: Incoming) -> Fault:
    """The fault of an event whose sequence another event had: one of the two is not its publisher's."""
    return Fault("conflict", f"sequence {incoming.sequence} was applied under another event id", "Conflict")


async def park(work: Work, group: str, incoming: Incoming, fault: Fault) -> None:
    """Park the event's key with the event as its head, and send the dead letter."""
    about = {"reason": fault.reason, "error": fault.error, "retry_in": fault.retry_in}
    await work.execute(PARK, {"group": group, "topic": incoming.topic, "key": incoming.key, **about})
    await append(work, group, [incoming])
    bury(work, group, incoming, fault)


async def append(work: Work, group: str, followers: Sequence[Incoming]) -> None:
    """Put the events behind the parked ones of their keys."""
    await work.execute(APPEND, [_row(group, incoming) for incoming in followers])
    for topic, key in dict.fromkeys((i.topic, i.key) for i in followers):
        await work.execute(LOOK_AGAIN, {"group": group, "topic": topic, "key": key})


def bury(work: Work, group: str, incoming: Incoming, fault: Fault, attempts: int = 1) -> None:
    """Send a copy of the record to ``<group>.<topic>.dlq``; a body too large for us stays in the log."""
    record = incoming.record
    body = record.value
    about = _about(group, incoming, fault, attempts)
    if body is not None and len(body) > LARGEST_BODY:
        about["dlq_body_left_in_log"] = str(len(body))
        body = None
    work.outgoing.rows.append(
        {
            "kind": "dead-letter",
            "event_id": new_id(),
            "topic": f"{group}.{incoming.topic}.dlq",
            "key": incoming.key,
            "type": incoming.type,
            "aggregate": "dead-letter",
            "aggregate_id": incoming.aggregate_id or NOBODY,
            "sequence": incoming.sequence,
            "correlation_id": NOBODY,
            "causation_id": NOBODY,
            "actor": None,
            "via": f"group:{group}",
            "traceparent": incoming.traceparent,
            "headers": encoded(record.headers) + encoded((n, v.encode()) for n, v in about.items()),
            "body": body,
        }
    )


def encoded(headers: Iterable[tuple[str, bytes | None]]) -> list[list[str | None]]:
    """Headers as JSON can hold them: pairs of name and base64 value."""
    # PostgreSQL's JSON cannot hold the character NUL, which a stranger's header name may contain
    return [
        [name.replace("\x00", ""), None if value is None else base64.b64encode(value).decode()]
        for name, value in headers or ()
    ]


def decoded(headers: Iterable[Sequence[Any]]) -> list[tuple[str, bytes | None]]:
    """The headers that ``encoded`` gave."""
    return [(name, None if value is None else base64.b64decode(value)) for name, value in headers]


@dataclass
class ParkedRecord:
    """A parked event in the shape of a record of the log."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    headers: list[tuple[str, bytes | None]]
    value: bytes | None
    timestamp: int


def read_parked(reader: Reader, row: Sequence[Any]) -> Incoming:
    """A parked event as it came, from ``id, topic, partition, offset, key, headers, body, parked_at``."""
    _, topic, partition, offset, key, headers, body, parked_at = row
    moment = int(parked_at.timestamp() * 1000)
    given = decoded(json.loads(headers))
    return reader.read(ParkedRecord(topic, partition, offset, key, given, body, moment))


def _about(group: str, incoming: Incoming, fault: Fault, attempts: int) -> dict[str, str]:
    record = incoming.record
    now = datetime.now(UTC).isoformat()
    return {
        "dlq_group": group,
        "dlq_topic": incoming.topic,
        "dlq_partition": str(record.partition),
        "dlq_offset": str(record.offset),
        "dlq_reason": fault.reason,
        "dlq_error_class": fault.kind,
        "dlq_error_message": fault.error,
        "dlq_attempts": str(attempts),
        "dlq_first_time": now,
        "dlq_last_time": now,
    }


def _row(group: str, incoming: Incoming) -> dict[str, Any]:
    record = incoming.record
    return {
        "group": group,
        "topic": incoming.topic,
        "key": incoming.key,
        "event": incoming.event_id,
        "sequence": incoming.sequence,
        "partition": record.partition,
        "offset": record.offset,
        "headers": json.dumps(encoded(record.headers)),
        "body": record.value,
    }
