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

from chassis.database import sqlstate
from chassis.errors import MissingCopy
from chassis.outbox import LARGEST_BODY
from chassis.received import Incoming, Unreadable
from chassis.statements import change, change_each
from chassis.work import Work
from contracts.event import new_id

PARK = """
INSERT INTO parked_key (group_name, topic, key, reason, error, retry_at)
VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6::float8 * interval '1 second')
ON CONFLICT DO NOTHING
"""
APPEND = """
INSERT INTO parked_event (group_name, topic, key, event_id, sequence, partition, "offset", headers, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)
ON CONFLICT (group_name, topic, key, event_id) DO NOTHING
"""
LOOK_AGAIN = """
UPDATE parked_key SET retry_at = clock_timestamp()
 WHERE group_name = $1 AND topic = $2 AND key = $3 AND reason = 'gap'
"""
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
    text = f"{type(error).__name__}: {error}".encode()[:1024].decode(errors="ignore").replace("\x00", "")
    again = min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LAST_RETRY)
    if isinstance(error, MissingCopy):
        return Fault("missing-copy", text, type(error).__name__, again)
    passing = sqlstate(error) in PASSING
    return Fault("error", text, type(error).__name__, again if passing else None)


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
    await change(work, PARK, group, incoming.topic, incoming.key, fault.reason, fault.error, fault.retry_in)
    await append(work, group, [incoming])
    bury(work, group, incoming, fault)


async def append(work: Work, group: str, followers: Sequence[Incoming]) -> None:
    """Put the events behind the parked ones of their keys."""
    await change_each(work, APPEND, [_row(group, incoming) for incoming in followers])
    for topic, key in dict.fromkeys((i.topic, i.key) for i in followers):
        await change(work, LOOK_AGAIN, group, topic, key)


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
            "key": record.key,
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


def _row(group: str, incoming: Incoming) -> tuple[Any, ...]:
    record = incoming.record
    return (
        group,
        incoming.topic,
        incoming.key,
        incoming.event_id,
        incoming.sequence,
        record.partition,
        record.offset,
        json.dumps(encoded(record.headers)),
        record.value,
    )
