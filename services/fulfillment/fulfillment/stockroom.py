"""Stock rows: locked sorted by product before anything else of fulfillment, written once at the end.

Locks are taken in one order everywhere: service orders, then stock items, then supply, then delivery
orders, each sorted by id. A delivery line's units change only under the lock of its product's row.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.work import Aggregate, Work
from fulfillment.models.stock import Reservation, StockItem, reservation_table, stock_item_table

# Reserves what is there, up to what is wanted, of each product; a row made here in passing makes two
# releases and a first receipt queue up, so that no line is left waiting beside free units.
TAKE = text("""
WITH wanted AS MATERIALIZED (
    SELECT id, units FROM unnest(CAST(:ids AS uuid[]), CAST(:units AS numeric[])) AS w (id, units)
)
INSERT INTO stock_item AS item (id, version, correlation_id, on_hand, reserved)
SELECT id, 0, id, 0, 0 FROM wanted ORDER BY id
ON CONFLICT (id) DO UPDATE SET reserved = item.reserved + least(
    item.on_hand - item.reserved, (SELECT w.units FROM wanted w WHERE w.id = excluded.id))
RETURNING new.id, new.reserved - coalesce(old.reserved, 0) AS granted
""")


async def take(work: Work, wanted: Mapping[UUID, Decimal]) -> dict[UUID, Decimal]:
    """Reserve up to the wanted units of each product, atomically; returns what was granted by product."""
    if not wanted:
        return {}
    ids = sorted(wanted)
    rows = await work.execute(TAKE, {"ids": ids, "units": [wanted[id] for id in ids]})
    return {row.id: row.granted for row in rows}


async def locked(work: Work, products: Select[Any] | Sequence[UUID]) -> dict[UUID, StockItem]:
    """The stock items of these products, rows locked in sorted order."""
    statement = (
        select(stock_item_table)
        .where(stock_item_table.c.id.in_(products))
        .order_by(stock_item_table.c.id)
        .with_for_update()
    )
    return {row["id"]: StockItem.from_row(row) for row in (await work.execute(statement)).mappings()}


async def opened(work: Work, product_id: UUID) -> StockItem:
    """The product's stock item, locked; made when this is the first time that anything comes in."""
    first = upsert(stock_item_table).values(
        id=product_id, version=0, correlation_id=product_id, on_hand=0, reserved=0
    )
    await work.execute(first.on_conflict_do_nothing())
    return (await locked(work, [product_id]))[product_id]


async def store(work: Work, items: Iterable[StockItem]) -> None:
    """Write what changed of locked items; the table's CHECK has the last word."""
    await store_all(work, items, "on_hand", "reserved")


async def store_all(work: Work, aggregates: Iterable[Aggregate], *columns: str) -> None:
    """Write these columns, and the version, of the locked aggregates that changed, in one round trip."""
    changed = sorted((each for each in aggregates if each.changed()), key=lambda each: each.id)
    if not changed:
        return
    table = changed[0].table
    names = ("version", *columns)
    statement = update(table).where(table.c.id == bindparam("wanted"))
    await work.execute(
        statement.values({name: bindparam(f"new_{name}") for name in names}),
        [{"wanted": each.id} | {f"new_{name}": getattr(each, name) for name in names} for each in changed],
    )


async def add_all(work: Work, aggregates: Sequence[Aggregate]) -> None:
    """Insert the header rows of aggregates of one kind, after their first events were published."""
    if aggregates:
        await work.execute(insert(aggregates[0].table).inline(), [each.values() for each in aggregates])


async def reservations_of(work: Work, order_id: UUID) -> list[Reservation]:
    """The order's reservations, newest first; the stock rows of its products are locked."""
    rows = await work.execute(
        select(reservation_table)
        .where(reservation_table.c.order_id == order_id)
        .order_by(reservation_table.c.id.desc())
    )
    return [Reservation.from_row(row) for row in rows.mappings()]
