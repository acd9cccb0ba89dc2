"""Everything that notifications remembers. Replay at will: what people read and muted lies apart."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text, update

from chassis.inbound import Projections, Received, insert_all, joined, upsert_newer
from chassis.work import Work
from contracts.parking import PARKED_KEY, KeyFreed, KeyStuck
from kernel.copies import remembered
from notifications import documents
from notifications.bells import ring
from notifications.models import PARTIES, PRODUCTS, TEAMS, bell, document, notice, standstill
from notifications.telling import holders, notices_of, person

Row = dict[str, Any]
project = joined(Projections(bell.name), remembered(PARTIES, PRODUCTS, TEAMS))
SETTLE = text("""
    UPDATE notice n SET settled_at = s.at
      FROM unnest(CAST(:ids AS uuid[]), CAST(:kinds AS text[]), CAST(:times AS timestamptz[]))
           AS s (id, kind, at)
     WHERE n.document_id = s.id AND n.kind = s.kind AND n.asks AND n.settled_at IS NULL
 RETURNING n.audience
""")


@project.on(*documents.ABOUT)
async def tell(work: Work, batch: Sequence[Received[Any]]) -> None:
    """Documents as they stand, who is told of what happened to them, and what is settled by it."""
    wanted = {received.aggregate_id for received in batch}
    stored = await work.execute(select(document).where(document.c.id.in_(wanted)))
    known: dict[UUID, Row] = {row["id"]: dict(row) for row in stored.mappings()}
    told: list[Row] = []
    settled: dict[tuple[UUID, str], datetime] = {}
    for received in batch:
        before = known.get(received.aggregate_id)
        now = known[received.aggregate_id] = documents.fold(before, received)
        for kind in received.event.settles:
            settled.setdefault((received.aggregate_id, kind), received.time)
        _settle_told(told, received)
        told += notices_of(before, now, received)
    rung = await _settle_earlier(work, settled)  # before this batch's are there
    await insert_all(work, notice, told, again=True)
    await upsert_newer(work, document, sorted(known.values(), key=lambda row: str(row["id"])))
    await ring(work, [*rung, *(row["audience"] for row in told)])


def _settle_told(told: list[Row], received: Received[Any]) -> None:
    for row in told:
        asked = row["asks"] and row["settled_at"] is None and row["kind"] in received.event.settles
        if asked and row["document_id"] == received.aggregate_id:
            row["settled_at"] = received.time


async def _settle_earlier(work: Work, settled: dict[tuple[UUID, str], datetime]) -> list[str]:
    """End what was asked before; the audiences of which less is asked now."""
    if not settled:
        return []
    asked = sorted(settled)
    ids, kinds = [id for id, _ in asked], [kind for _, kind in asked]
    values = {"ids": ids, "kinds": kinds, "times": [settled[each] for each in asked]}
    return [row.audience for row in await work.execute(SETTLE, values)]


@project.on(KeyStuck, KeyFreed)
async def follow_standstills(work: Work, batch: Sequence[Received[Any]]) -> None:
    """What stands still because an event could not be applied somewhere, and until when."""
    deals = set()
    for received in batch:  # few, and each after the one before it
        if isinstance(received.event, KeyStuck):
            await insert_all(work, standstill, [_standstill(received, received.event)], again=True)
        else:
            ended = update(standstill).where(
                standstill.c.parked_key_id == received.aggregate_id, standstill.c.freed_at.is_(None)
            )
            await work.execute(ended.values(freed_at=received.time))
        deals |= {received.correlation_id, received.event.document_id}
    c = document.c
    concerned = or_(c.correlation_id.in_(deals - {None}), c.id.in_(deals - {None}))
    deal = select(c.correlation_id).where(concerned)
    owners = select(c.owner_id).where(c.correlation_id.in_(deal), c.owner_id.is_not(None)).distinct()
    told = (await work.execute(owners)).scalars().all()
    await ring(work, [holders(PARKED_KEY.opens), *map(person, told)])


def _standstill(received: Received[Any], event: KeyStuck) -> Row:
    told = ("parked_key_id", "service", "document_kind", "document_id", "event_type")
    return {name: getattr(event, name) for name in told} | {
        "id": received.id,
        "correlation_id": received.correlation_id,
        "reason": str(event.reason),
        "since": event.parked_since,
        "told_at": received.time,
        "freed_at": None,
    }
