"""The order's owner told something new about it after the release: its delivery and service orders follow."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import bindparam, select

from chassis.work import Work, load, save
from contracts.event import Event
from contracts.orders import OrderAnnotated, ShipDateMoved
from fulfillment.commands.performing import move_services_due
from fulfillment.models.delivery import DeliveryOrder, delivery_order_table

OF_ORDER = select(delivery_order_table.c.id).where(delivery_order_table.c.order_id == bindparam("order"))


async def move_due(work: Work, moved: ShipDateMoved) -> None:
    """Another day is promised. Before the release there is nothing to move: the release will say it."""
    await move_services_due(work, moved)
    await _follow(work, moved.order_id, lambda order: order.move_due(moved.estimated_ship_date))


async def note_call(work: Work, annotated: OrderAnnotated) -> None:
    """The client wants a call before the goods arrive, or not any more."""
    await _follow(work, annotated.order_id, lambda order: order.change_call(annotated.call_before_delivery))


async def _follow(work: Work, order_id: UUID, change: Callable[[DeliveryOrder], Event | None]) -> None:
    for id in (await work.execute(OF_ORDER, {"order": order_id})).scalars().all():
        order = await load(work, DeliveryOrder, id)
        if event := change(order):
            work.publish(order, event)
            await save(work, order)
