"""Rows as services leave them in the outbox, and what the topic says about them."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from chassis.outbound.relay import Relay

INSERT = """
INSERT INTO outbox (kind, event_id, topic, key, type, aggregate, aggregate_id, sequence, correlation_id,
    causation_id, actor, via, traceparent, headers, body)
VALUES ($1, $2, $3, $4, $5, 'quote', $6, $7, $6, $6, $8, 'api', $9, $10, $11)
"""
TOPIC = "sales.quote.v1"


async def say(connection: Any, aggregate: UUID, sequence: int, **other: Any) -> UUID:
    """One row; returns the event's id."""
    event_id = uuid4()
    row = {
        "kind": "event",
        "topic": TOPIC,
        "key": str(aggregate).encode(),
        "type": "sales.quote.sent.v1",
        "actor": None,
        "traceparent": None,
        "headers": None,
        "body": b'{"n": %d}' % sequence,
    } | other
    await connection.execute(
        INSERT,
        row["kind"],
        event_id,
        row["topic"],
        row["key"],
        row["type"],
        aggregate,
        sequence,
        row["actor"],
        row["traceparent"],
        row["headers"],
        row["body"],
    )
    return event_id


async def write_concurrently(url: str, aggregates: Sequence[UUID], writers: int, each: int) -> None:
    """Many writers, each transaction raising one aggregate's version under its lock, of random length."""
    setup = await asyncpg.connect(url)
    await setup.execute("CREATE TABLE IF NOT EXISTS thing (id uuid PRIMARY KEY, version bigint NOT NULL)")
    await setup.executemany(
        "INSERT INTO thing VALUES ($1, 0) ON CONFLICT DO NOTHING", [(id,) for id in aggregates]
    )
    await setup.close()
    await asyncio.gather(*(_write(url, aggregates, each, random.Random(n)) for n in range(writers)))


async def _write(url: str, aggregates: Sequence[UUID], each: int, seed: random.Random) -> None:
    connection = await asyncpg.connect(url)
    for _ in range(each):
        aggregate = seed.choice(aggregates)
        async with connection.transaction():
            version = await connection.fetchval(
                "UPDATE thing SET version = version + 1 WHERE id = $1 RETURNING version", aggregate
            )
            await say(connection, aggregate, version)
            await asyncio.sleep(seed.uniform(0, 0.01))
    await connection.close()


async def drained(connection: Any, *relays: Relay) -> None:
    """Wait until the outbox is empty."""
    while await connection.fetchval("SELECT EXISTS (SELECT FROM outbox)"):  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    for relay in relays:
        await relay.stop()


def headers_of_record(record: Any) -> dict[str, bytes]:
    """The headers of a consumed record."""
    return dict(record.headers)


def sequences_by_key(records: Sequence[Any]) -> dict[bytes, list[int]]:
    """Per key the sequences as they stand in the topic."""
    found: dict[bytes, list[int]] = {}
    for record in records:
        found.setdefault(record.key, []).append(int(headers_of_record(record)["sequence"]))
    return found


def as_applied(sequences: Sequence[int]) -> list[int]:
    """What a consumer applies that drops sequences it knows; raises AssertionError at a gap."""
    applied: list[int] = []
    for sequence in sequences:
        last = applied[-1] if applied else 0
        assert sequence <= last + 1, f"gap: {sequence} came after {last}"
        if sequence == last + 1:
            applied.append(sequence)
    return applied
