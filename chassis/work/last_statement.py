"""The last statement of a unit of work: the outbox's rows and the kept answer, in one round trip."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json
from sqlalchemy import text

from chassis.work.work import Work

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
_SAY = f"""
INSERT INTO outbox ({", ".join(OUTBOX)})
SELECT * FROM ROWS FROM ({", ".join(f"unnest(CAST(:{name} AS {kind}[]))" for name, kind in OUTBOX.items())})
"""
_KEEP = """
INSERT INTO idempotency (person_id, route, key, fingerprint, status, headers, body)
VALUES (:answer_person_id, :answer_route, :answer_key, :answer_fingerprint, :answer_status,
        CAST(:answer_headers AS jsonb), :answer_body)
"""
SAY, KEEP, KEEP_AND_SAY = text(_SAY), text(_KEEP), text(f"WITH kept AS ({_KEEP}) {_SAY}")


async def close(work: Work) -> None:
    """Write what the work publishes and the answer that it keeps; nothing when it has neither."""
    rows = work.outgoing.rows
    answer = {f"answer_{name}": value for name, value in (work.answer or {}).items()}
    if rows and answer:
        await work.execute(KEEP_AND_SAY, columns(rows) | answer)
    elif rows:
        await work.execute(SAY, columns(rows))
    elif answer:
        await work.execute(KEEP, answer)


def columns(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The rows as one list for each column; ``headers`` as JSON."""
    by_name = {name: [row[name] for row in rows] for name in OUTBOX}
    by_name["headers"] = [None if given is None else to_json(given).decode() for given in by_name["headers"]]
    return by_name
