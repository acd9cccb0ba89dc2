"""The order's owner told something new about it after the release: its delivery and service orders follow."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update

from chassis.work import Work, load, save
from contracts.event import Event
from contracts.orders import OrderAnnotated, OrderReassigned, ShipDateMoved
from fulfillment.commands.performing import move_services_due
from fulfillment.models.delivery import DeliveryOrder, delivery_order_table
from fulfillment.models.service_orders import service_order_table
from fulfillment.models.shipments import shipment_table, sold_unit
from fulfillment.models.supply import job_order_table, purchase_request_table

OF_ORDER = select(delivery_order_table.c.id).where(delivery_order_table.c.order_id == bindparam("order"))

OF_SELLERS: tuple[Table, ...] = (
    delivery_order_table,
    service_order_table,
    job_order_table,
    purchase_request_table,
    shipment_table,
    sold_unit,
)


async def move_due(work: Work, moved: ShipDateMoved) -> None:
    """Another day is promised. Before the release there is nothing to move: the release will say it."""
    await move_services_due(work, moved)
    await _follow(work, moved.order_id, lambda order: order.move_due(moved.estimated_ship_date))


async def note_call(work: Work, annotated: OrderAnnotated) -> None:
    """The client wants a call before the goods arrive, or not any more."""
    await _follow(work, annotated.order_id, lambda order: order.change_call(annotated.call_before_delivery))


async def hand_over(work: Work, reassigned: OrderReassigned) -> None:
    """Who reaches the order's documents by it; none of them changes, so none says anything."""
    for table in OF_SELLERS:
        mine = update(table).where(table.c.order_id == reassigned.order_id)
        await work.execute(mine.values(owner_id=reassigned.owner_id))


async def _follow(work: Work, order_id: UUID, change: Callable[[DeliveryOrder], Event | None]) -> None:
    for id in (await work.execute(OF_ORDER, {"order": order_id})).scalars().all():
        order = await load(work, DeliveryOrder, id)
        if event := change(order):
            work.publish(order, event)
            await save(work, order)
