"""The last statement of a unit of work: the outbox's rows and the kept answer, in one round trip."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from chassis.statements import change

if TYPE_CHECKING:
    from chassis.work import Work

OUTBOX = {
    "kind": "text",
    "event_id": "uuid",
    "topic": "text",
    "key": "bytea",
    "type": "text",
    "aggregate": "text",
    "aggregate_id": "uuid",
    "sequence": "bigint",
    "correlation_id": "uuid",
    "causation_id": "uuid",
    "actor": "uuid",
    "via": "text",
    "traceparent": "text",
    "headers": "jsonb",
    "body": "bytea",
}
SAY = f"""
INSERT INTO outbox ({", ".join(OUTBOX)})
SELECT * FROM ROWS FROM ({", ".join(f"unnest(${n}::{kind}[])" for n, kind in enumerate(OUTBOX.values(), 1))})
"""
_AFTER = len(OUTBOX) + 1
KEEP = """
INSERT INTO idempotency (person_id, route, key, fingerprint, status, headers, body)
VALUES ({})
"""
KEEP_ALONE = KEEP.format("$1, $2, $3, $4, $5, $6::jsonb, $7")
KEEP_AND_SAY = f"WITH kept AS ({KEEP.format(', '.join(f'${n}' for n in range(_AFTER, _AFTER + 7)))}) {SAY}"


async def close(work: "Work") -> None:
    """Write what the work publishes and the answer that it keeps; nothing when it has neither."""
    rows, answer = work.outgoing.rows, work.answer
    if rows and answer:
        await change(work, KEEP_AND_SAY, *columns(rows), *answer)
    elif rows:
        await change(work, SAY, *columns(rows))
    elif answer:
        await change(work, KEEP_ALONE, *answer)


def columns(rows: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """The rows as one list for each column; ``headers`` as JSON."""
    by_name = {name: [row[name] for row in rows] for name in OUTBOX}
    by_name["headers"] = [None if given is None else to_json(given).decode() for given in by_name["headers"]]
    return list(by_name.values())
