"""The journal: every event that was published, append-only, each entry chained to the one before by its hash.

Only the relay's leader appends. ``verify`` finds any entry that was changed, removed or put in; a
forger of entries *and* head is found by comparing the head with one written down elsewhere.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chassis.outbound.envelope import COLUMNS, Entry, instant
from chassis.work import month_partitions

PAGE = 2000

_compact = json.JSONEncoder(separators=(",", ":")).encode  # json.dumps makes a new encoder each time
_NAMES = COLUMNS.replace("::text", "")
MOVE = f"""
WITH head AS (
    UPDATE journal_head SET position = $2, hash = $3 WHERE hash = $1 RETURNING position
), reached AS (
    INSERT INTO acknowledged (topic, partition, next_offset)
    SELECT log.* FROM head, unnest($7::text[], $8::int[], $9::bigint[]) AS log
    ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
), gone AS (
    DELETE FROM outbox USING head, unnest($4::bigint[], $5::bigint[], $6::bytea[]) AS acked (id, place, link)
    WHERE outbox.id = acked.id RETURNING acked.place, acked.link, {_NAMES}
), kept AS (
    INSERT INTO journal (position, hash, {_NAMES})
    SELECT place, link, {_NAMES} FROM gone WHERE place IS NOT NULL ORDER BY place
)
SELECT EXISTS (SELECT FROM head)
"""
NEXT_PAGE = f"""
SELECT position, hash, {COLUMNS} FROM journal
WHERE (position, recorded_at) > ($1, $2) ORDER BY position, recorded_at LIMIT {PAGE}
"""


class HeadMoved(Exception):
    """Somebody else appended since we read the head: we are not the leader any more."""


@dataclass(frozen=True)
class Head:
    """The last entry: its position (0 when empty) and hash."""

    position: int
    hash: bytes


@dataclass(frozen=True)
class Verdict:
    """How many entries hold, and the first position that does not with the reason; both None when all do."""

    entries: int
    head: Head
    bad_position: int | None = None
    reason: str | None = None


def canonical(position: int, entry: Entry) -> bytes:
    """The bytes that are hashed: a JSON array of all columns but the body, a line feed, the body."""
    fields = (
        position,
        entry.event_id,
        entry.topic,
        (entry.key or b"").hex(),
        entry.type,
        entry.aggregate,
        entry.aggregate_id,
        entry.sequence,
        entry.correlation_id,
        entry.causation_id,
        entry.actor,
        entry.via,
        entry.traceparent,
        instant(entry.recorded_at),
    )
    return _compact(fields).encode() + b"\n" + (entry.body or b"")


def link(before: Head, entry: Entry) -> Head:
    """The head after this entry: sha256 of the hash before and the entry's canonical bytes."""
    position = before.position + 1
    return Head(position, hashlib.sha256(before.hash + canonical(position, entry)).digest())


async def read_head(connection: Any) -> Head:
    """The journal's present head."""
    return Head(*await connection.fetchrow("SELECT position, hash FROM journal_head"))


async def move(
    connection: Any,
    head: Head,
    rows: Sequence[tuple[int, str, Any, Entry]],
    ends: Mapping[tuple[str, int], int] | None = None,
) -> Head:
    """Move acknowledged outbox rows ``(id, kind, headers, entry)`` to the journal; others than events go.

    ``ends`` says where the logs, by topic and partition, end behind them. One statement, so all or nothing;
    returns the new head. Raises HeadMoved, with nothing done.
    """
    after = head
    places: list[int | None] = []
    links: list[bytes | None] = []
    for _, kind, _, entry in rows:
        if kind == "event":
            after = link(after, entry)
        places.append(after.position if kind == "event" else None)
        links.append(after.hash if kind == "event" else None)
    ids = [row[0] for row in rows]
    logs = sorted((ends or {}).items())
    reached = [topic for (topic, _), _ in logs], [number for (_, number), _ in logs], [end for _, end in logs]
    moved = (head.hash, after.position, after.hash, ids, places, links)
    if not await connection.fetchval(MOVE, *moved, *reached):
        raise HeadMoved(f"the journal's head is not at {head.position} any more")
    return after


async def verify(connection: Any) -> Verdict:
    """Walk the whole journal (asyncpg connection, outside a transaction) and name the first bad position."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        head = await read_head(connection)
        at = Head(0, bytes(32))
        async for page in pages(connection):
            for position, hash, entry in page:
                reason = _fault(at, head, position, hash, entry)
                if reason:
                    return Verdict(at.position, head, min(position, at.position + 1), reason)
                at = Head(position, hash)
    if at != head:
        return Verdict(at.position, head, at.position + 1, "missing: the journal ends before its head")
    return Verdict(at.position, head)


def _fault(at: Head, head: Head, position: int, hash: bytes, entry: Entry) -> str | None:
    if position > head.position:
        return "inserted: the entry stands behind the head"
    if position > at.position + 1:
        return "missing: the entry was removed"
    if position <= at.position:
        return "inserted: the position stands twice"
    if link(at, entry).hash != hash:
        return "changed: the entry does not fit its hash"
    return None


async def pages(connection: Any, start: int = 1) -> AsyncIterator[list[tuple[int, bytes, Entry]]]:
    """The entries ``(position, hash, entry)`` from a position on, in order, in lists of at most ``PAGE``."""
    last: tuple[int, datetime] = (start, datetime(1, 1, 1, tzinfo=UTC))
    while records := await connection.fetch(NEXT_PAGE, *last):
        page = [(record[0], record[1], Entry._make(record[2:])) for record in records]
        last = (page[-1][0], page[-1][2].recorded_at)
        yield page


async def keep_ahead(connection: Any) -> None:
    """Create the partitions of this month and the next two, by the database's clock."""
    now = await connection.fetchval("SELECT now()")
    present = await connection.fetchval(
        "SELECT array_agg(inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = 'journal'::regclass"
    )
    for statement in month_partitions(now):
        if statement.split()[5] not in present:
            await connection.execute(statement)
