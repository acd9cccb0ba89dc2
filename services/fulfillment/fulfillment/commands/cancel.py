"""An order was cancelled: what has not left stays here, free for others; what has left stays away.

Services that were not performed will not be.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from chassis.work import Work, load
from fulfillment import backlog, stockroom
from fulfillment.allocation import still_held
from fulfillment.commands.performing import cancel_services
from fulfillment.deliveries import lines_of, products_of
from fulfillment.models.delivery import DeliveryOrder, Line, delivery_order_table
from fulfillment.models.stock import Reservation
from fulfillment.models.supply import JobOrder, PurchaseRequest, Status, Supplied


async def cancel_order(work: Work, order_id: UUID) -> None:
    """End what is still open for the order: nothing when it was never released, or has left as a whole."""
    await cancel_services(work, order_id)
    id = await _delivery_order_of(work, order_id)
    if id is None:
        return
    items = await stockroom.locked(work, products_of(id))
    supplied = await _open_supply(work, order_id)
    order = await load(work, DeliveryOrder, id)
    await _cancel_supply(work, supplied)
    if not order.is_open:
        return
    order.lines = await lines_of(work, id)
    released = await _release(work, order)
    work.publish(order, order.cancel())
    for reservation in released:
        items[reservation.product_id].free(reservation.released)
    await backlog.store_lines(work, order.lines)
    await stockroom.store_all(work, released, "released")
    await stockroom.store_all(work, [order], "status", "missing")
    await backlog.serve(work, items)
    await stockroom.store(work, items.values())


async def _delivery_order_of(work: Work, order_id: UUID) -> UUID | None:
    c = delivery_order_table.c
    statement = select(c.id).where(c.order_id == bindparam("wanted"))
    return (await work.execute(statement, {"wanted": order_id})).scalar_one_or_none()


async def _release(work: Work, order: DeliveryOrder) -> list[Reservation]:
    reservations = await stockroom.reservations_of(work, order.order_id)
    released: list[Reservation] = []
    for line in order.lines:
        own = [each for each in reservations if each.line_id == line.line_id]
        released += _release_line(work, line, own)
    return released


def _release_line(work: Work, line: Line, newest_first: Sequence[Reservation]) -> list[Reservation]:
    held = still_held(line.cancel(), [each.quantity for each in newest_first])
    released: list[Reservation] = []
    for reservation, units in zip(newest_first, held, strict=True):
        if units > 0:
            work.publish(reservation, reservation.release(units))
            released.append(reservation)
    return released


async def _open_supply(work: Work, order_id: UUID) -> list[Supplied]:
    found: list[Supplied] = []
    for kind in (JobOrder, PurchaseRequest):
        c = kind.table.c
        statement = (
            select(kind.table)
            .where(c.order_id == order_id, c.status == Status.OPEN)
            .order_by(c.id)
            .with_for_update()
        )
        found += [kind.from_row(row) for row in (await work.execute(statement)).mappings()]
    return found


async def _cancel_supply(work: Work, supplied: Sequence[Supplied]) -> None:
    for each in supplied:
        work.publish(each, each.cancel())
    for kind in (JobOrder, PurchaseRequest):
        await stockroom.store_all(work, [each for each in supplied if isinstance(each, kind)], "status")
