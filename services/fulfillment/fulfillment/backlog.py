"""Lines that wait for stock: whatever becomes free goes to them at once, in the order of release.

So free units and a waiting line of the same product never exist side by side.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select, text, update

from chassis.work import Work
from contracts.event import new_id
from fulfillment.allocation import Want, allocate
from fulfillment.models.delivery import (
    DeliveryOrder,
    Line,
    delivery_line_table,
    delivery_order_table,
    line_from_row,
)
from fulfillment.models.stock import Reservation, StockItem
from fulfillment.stockroom import add_all, store_all

# Only lines that get something: those before which less is waited for than is free.
IN_TURN = text("""
SELECT * FROM (
    SELECT line.*, free.units AS free, line.line_id IS DISTINCT FROM CAST(:first AS uuid) AS later,
           sum(line.waiting) OVER (PARTITION BY line.product_id ORDER BY
               line.line_id IS DISTINCT FROM CAST(:first AS uuid), line.arrival, line.position
               ROWS UNBOUNDED PRECEDING) - line.waiting AS before
      FROM unnest(CAST(:ids AS uuid[]), CAST(:units AS numeric[])) AS free (id, units)
      JOIN delivery_line line ON line.product_id = free.id AND line.waiting > 0
) AS queue WHERE before < free ORDER BY later, arrival, position
""")


async def serve(work: Work, items: Mapping[UUID, StockItem], first: UUID | None = None) -> None:
    """Reserve what is free of these locked items for the lines that wait, ``first`` before all others.

    Delivery orders that lack nothing any more become ready. The caller stores the items.
    """
    free = {item.id: item.available for item in items.values() if item.available > 0}
    lines = await _in_turn(work, free, first) if free else []
    if not lines:
        return
    granted = allocate(free, [Want(line.line_id, line.product_id, line.waiting) for line in lines])
    orders = await _locked_orders(work, {line.delivery_order_id for line in lines})
    reservations = [
        _reserve(work, orders[line.delivery_order_id], line, granted[line.line_id]) for line in lines
    ]
    for reservation in reservations:
        items[reservation.product_id].promise(reservation.quantity)
    await add_all(work, reservations)
    await store_lines(work, lines)
    await _cover(work, orders, lines, granted)


def _reserve(work: Work, order: DeliveryOrder, line: Line, units: Decimal) -> Reservation:
    line.reserved += units
    reservation = reservation_for(order, line, units)
    work.publish(reservation, reservation.reserve())
    return reservation


def reservation_for(order: DeliveryOrder, line: Line, units: Decimal) -> Reservation:
    """A new promise of units to a line of the order."""
    return Reservation(
        id=new_id(),
        correlation_id=order.correlation_id,
        order_id=order.order_id,
        line_id=line.line_id,
        product_id=line.product_id,
        quantity=units,
        unit=line.unit,
    )


async def store_lines(work: Work, lines: Sequence[Line]) -> None:
    """Write the ledger of lines whose products' stock rows are locked."""
    c = delivery_line_table.c
    names = ("reserved", "shipped", "cancelled")
    await work.execute(
        update(delivery_line_table)
        .where(c.line_id == bindparam("wanted"))
        .values({name: bindparam(f"new_{name}") for name in names}),
        [{"wanted": line.line_id} | {f"new_{name}": getattr(line, name) for name in names} for line in lines],
    )


async def _in_turn(work: Work, free: Mapping[UUID, Decimal], first: UUID | None) -> list[Line]:
    values = {"ids": list(free), "units": list(free.values()), "first": first}
    return [line_from_row(row) for row in (await work.execute(IN_TURN, values)).mappings()]


async def _locked_orders(work: Work, ids: set[UUID]) -> dict[UUID, DeliveryOrder]:
    c = delivery_order_table.c
    statement = select(delivery_order_table).where(c.id.in_(ids)).order_by(c.id).with_for_update()
    return {row["id"]: DeliveryOrder.from_row(row) for row in (await work.execute(statement)).mappings()}


async def _cover(
    work: Work, orders: Mapping[UUID, DeliveryOrder], lines: Sequence[Line], granted: Mapping[UUID, Decimal]
) -> None:
    for line in lines:
        order = orders[line.delivery_order_id]
        ready = order.cover(granted[line.line_id])
        if ready is not None:
            work.publish(order, ready)
    await store_all(work, orders.values(), "status", "missing")
