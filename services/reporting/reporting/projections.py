"""Everything that reporting remembers. Replay at will: the rows depend on the events alone."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.inbound import Projections, Received, add_up, insert_all, joined, upsert_newer
from chassis.work import Work
from contracts.billing import InvoiceIssued
from contracts.crm import ClientRegistered, PartyRevised
from contracts.orders import OrderCancelled, OrderPlaced, OrderReadyToInvoice, OrderReassigned
from contracts.parking import KeyFreed, KeyStuck
from kernel.copies import remembered
from reporting import deals, facts, funnel_steps, places
from reporting.models import (
    PARTIES,
    PRODUCTS,
    deal_document,
    deal_event,
    freshness,
    funnel_fact,
    funnel_month,
    sales_fact,
    sales_place,
    sales_sum,
    sales_total,
    standstill,
)
from reporting.search.index import project as searched

Row = dict[str, Any]
project = joined(Projections(sales_place.name), remembered(PARTIES, PRODUCTS), searched)


@project.on(OrderPlaced, OrderReadyToInvoice, OrderCancelled, OrderReassigned)
async def count_sales(work: Work, batch: Sequence[Received[Any]]) -> None:
    """Book, ship, take back and hand over the lines of orders."""
    by_order = await _facts_of(work, batch)
    fresh: list[Row] = []
    for received in batch:
        earlier = by_order[received.aggregate_id]
        rows = _sales(received, earlier)
        earlier += rows
        fresh += rows
    await _add_sales(work, fresh)


def _sales(received: Received[Any], earlier: list[Row]) -> list[Row]:
    if isinstance(received.event, OrderReassigned):  # what it moves counts already
        return facts.reassigned(received, earlier)
    if isinstance(received.event, OrderPlaced):
        rows = facts.booked(received)
    elif isinstance(received.event, OrderCancelled):
        rows = facts.cancelled(received, earlier)
    else:
        shipment = facts.shipped(received)
        rows = [*shipment, *facts.crossed(shipment, earlier)]
    facts.mark_orders(rows, earlier)
    return rows


async def _facts_of(work: Work, batch: Sequence[Received[Any]]) -> dict[UUID, list[Row]]:
    """Facts by order, of the orders that were placed before this batch."""
    ids = {each.aggregate_id for each in batch if not isinstance(each.event, OrderPlaced)}
    found: dict[UUID, list[Row]] = defaultdict(list)
    if ids:
        for row in (await work.execute(select(sales_fact).where(sales_fact.c.order_id.in_(ids)))).mappings():
            found[row["order_id"]].append(dict(row))
    return found


@project.on(InvoiceIssued)
async def count_invoices(work: Work, batch: Sequence[Received[InvoiceIssued]]) -> None:
    """What was invoiced of each line."""
    rows = [row for received in batch for row in facts.invoiced(received)]
    facts.mark_orders(rows, ())
    await _add_sales(work, rows)


async def _add_sales(work: Work, rows: list[Row]) -> None:
    if rows:
        await insert_all(work, sales_fact, rows)
        monthly = facts.monthly(rows, await places.territories(work, {row["client_id"] for row in rows}))
        await add_up(work, sales_sum, monthly, facts.SUMS)
        await add_up(work, sales_total, facts.of_all(monthly), facts.SUMS)


@project.on(ClientRegistered, PartyRevised)
async def move_sales(work: Work, batch: Sequence[Received[Any]]) -> None:
    """Add sales up where their clients are now; the copy of the parties knows it already."""
    await places.move(work, {received.aggregate_id for received in batch})


@project.on(*deals.EVENTS)
async def follow_deals(work: Work, batch: Sequence[Received[Any]]) -> None:
    """Every event of a deal, its documents as they stand, their steps, and how fresh it is."""
    await insert_all(work, deal_event, [deals.event_row(received) for received in batch], again=True)
    ids = {received.aggregate_id for received in batch}
    stored = await work.execute(select(deal_document).where(deal_document.c.id.in_(ids)))
    documents: dict[Any, Row | None] = {row["id"]: dict(row) for row in stored.mappings()}
    taken: list[Row] = []
    for received in batch:
        before = documents.get(received.aggregate_id)
        document = documents[received.aggregate_id] = deals.fold(before, received)
        taken += funnel_steps.changes(received, before, document)
    await insert_all(work, funnel_fact, taken)
    await add_up(work, funnel_month, list(funnel_steps.monthly(taken)), ("documents", "gross"))
    changed = [row for row in documents.values() if row is not None]
    await upsert_newer(work, deal_document, sorted(changed, key=lambda row: str(row["id"])))
    await _note_freshness(work, batch)


async def _note_freshness(work: Work, batch: Sequence[Received[Any]]) -> None:
    newest: dict[str, Any] = {}
    for received in batch:
        name = received.event.stream.name
        newest[name] = max(newest.get(name, received.time), received.time)
    latest = insert(freshness)
    latest = latest.on_conflict_do_update(
        index_elements=["stream"],
        set_={"newest_event_at": func.greatest(freshness.c.newest_event_at, latest.excluded.newest_event_at)},
    )
    await work.execute(latest, [{"stream": name, "newest_event_at": newest[name]} for name in sorted(newest)])


@project.on(KeyStuck, KeyFreed)
async def follow_standstills(work: Work, batch: Sequence[Received[Any]]) -> None:
    """What stands still because an event could not be applied somewhere, and until when."""
    for received in batch:  # few, and each after the one before it
        if isinstance(received.event, KeyStuck):
            await insert_all(work, standstill, [_standstill(received, received.event)], again=True)
        else:
            ended = update(standstill).where(
                standstill.c.parked_key_id == received.aggregate_id, standstill.c.freed_at.is_(None)
            )
            await work.execute(ended.values(freed_at=received.time))


def _standstill(received: Received[Any], event: KeyStuck) -> Row:
    told = ("parked_key_id", "service", "document_kind", "document_id", "event_type", "waiting")
    return {name: getattr(event, name) for name in told} | {
        "id": received.id,
        "group_name": event.group,
        "correlation_id": received.correlation_id,
        "reason": str(event.reason),
        "since": event.parked_since,
        "told_at": received.time,
        "freed_at": None,
    }
