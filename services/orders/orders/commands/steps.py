"""The seller's steps with an order: release, promise another date, hand it over, cancel."""

from uuid import UUID

from chassis.errors import refused
from chassis.language import _
from chassis.work import Work, save
from contracts.orders import SlipCause
from kernel.access import check_person
from orders import rows
from orders.commands.closing import close_if_paid
from orders.models import Order
from orders.representatives import reassign
from orders.schemas import CancelOrder, MoveShipDate, OnDay, ReassignOrder


async def release_order(work: Work, id: UUID, asked: OnDay) -> Order:
    """Production release; fulfillment reserves, makes, ships and performs from the fact."""
    order = await rows.load_order(work, id)
    work.publish(order, order.release(await work.step_date(asked.on)))
    await rows.save_ledger(work, order)
    await save(work, order)
    return order


async def move_ship_date(work: Work, id: UUID, asked: MoveShipDate) -> Order:
    """Promise another ship date and record who or what moved it."""
    order = await rows.load_order(work, id)
    work.publish(order, order.move_ship_date(asked.estimated_ship_date, SlipCause(asked.cause), asked.note))
    await save(work, order)
    return order


async def reassign_order(work: Work, id: UUID, asked: ReassignOrder) -> Order:
    """Hand the order to a colleague within the caller's own reach."""
    order = await rows.load_order(work, id)
    event = reassign(order, asked.owner_id)
    if event is None:
        return order
    await check_person(work, asked.owner_id, "/owner_id")
    caller = work.caller
    if caller is not None and not await caller.reaches(work, work.permission, *order.belongs_to()):
        detail = _(
            "You could not reach %(number)s after this. Ask somebody whose scope holds both.",
            number=order.number,
        )
        raise refused(detail, "out-of-scope", "/owner_id")
    work.publish(order, event)
    await save(work, order)
    return order


async def cancel_order(work: Work, id: UUID, asked: CancelOrder) -> Order:
    """Cancel what is not shipped or performed; what is, and is paid already, closes the order at once."""
    order = await rows.load_order(work, id)
    on = await work.step_date(asked.on)
    work.publish(order, order.cancel(on, asked.reason))
    await close_if_paid(work, order, on)
    await rows.save_ledger(work, order)
    await save(work, order)
    return order
