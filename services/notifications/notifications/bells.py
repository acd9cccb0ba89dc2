"""For whom something has changed: each audience with the transaction that changed it last.

Whoever counts asks for what may have been committed since, by PostgreSQL's own snapshot; so no change is
missed, whatever the order of commits, and only those concerned are counted again.
"""

from collections.abc import Iterable

from sqlalchemy import text

from chassis.work import Work

RING = text("""
    INSERT INTO bell SELECT unnest(CAST(:audiences AS text[])), pg_current_xact_id()::text::bigint ORDER BY 1
        ON CONFLICT (audience) DO UPDATE SET rung_in = excluded.rung_in
""")
RUNG = text("SELECT audience, rung_in FROM bell WHERE rung_in >= :since")
OLDEST = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")  # that may still commit

Rung = frozenset[tuple[str, int]]


async def ring(work: Work, audiences: Iterable[str]) -> None:
    """Note that with this transaction something changes for them."""
    if rung := sorted(set(audiences)):
        await work.execute(RING, {"audiences": rung})


async def rung_since(work: Work, since: int) -> tuple[Rung, int]:
    """What was rung by transactions from this one on, and from which on to ask next."""
    oldest = await work.scalar(OLDEST)
    rows = await work.execute(RUNG, {"since": since})
    return frozenset((row.audience, row.rung_in) for row in rows), oldest
