"""Services of an order: they are to be performed, they are, or they are not wanted any more."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert, select

from chassis.errors import Refused
from chassis.work import Work, load, numbered, save
from contracts.event import new_id
from contracts.orders import OrderReleased, ShipDateMoved
from contracts.values import ItemKind, LineItem
from fulfillment import stockroom
from fulfillment.models.service_orders import (
    Performance,
    ServiceOrder,
    Status,
    service_order_table,
    service_performance_table,
)
from fulfillment.numbers import next_numbers
from fulfillment.schemas import PerformService
from kernel.units import UNITS, check_quantity


async def open_services(work: Work, released: OrderReleased) -> None:
    """A service order for each service among the lines."""
    items = [item for item in released.lines if item.kind is ItemKind.SERVICE]
    numbers = await next_numbers(work, "service_order_number", len(items))
    services = [_service_order(work, released, *each) for each in zip(items, numbers, strict=True)]
    for service in services:
        work.publish(service, service.open())
    await stockroom.add_all(work, services)


def _service_order(work: Work, released: OrderReleased, item: LineItem, number: int) -> ServiceOrder:
    return ServiceOrder(
        id=new_id(),
        correlation_id=work.new_correlation(),
        number=numbered("SV", released.released_on.year, number),
        order_id=released.order_id,
        order_number=released.number,
        line_id=item.line_id,
        product_id=item.product_id,
        product_number=item.number,
        product_name=item.name,
        quantity=item.quantity.value,
        unit=item.quantity.unit,
        due_on=released.estimated_ship_date,
        released_on=released.released_on,
        client_id=released.client.id,
        client=released.client,
        client_name=released.client.name,
        owner_id=released.owner_id,
        address=released.shipping_address,
    )


async def perform_service(work: Work, id: UUID, asked: PerformService) -> ServiceOrder:
    """Record work that was done: the asked quantity, or all that is left."""
    service = await load(work, ServiceOrder, id)
    if asked.quantity is not None and asked.quantity != service.left:
        await _check_part(work, asked.quantity, service.unit)
    done = Performance(
        id=new_id(),
        service_order_id=id,
        quantity=service.left if asked.quantity is None else asked.quantity,
        performed_on=await work.outside_date(asked.on),
        note=asked.note,
        recorded_by=work.actor,
    )
    work.publish(service, service.perform(done))
    await work.execute(insert(service_performance_table).inline(), dict(vars(done)))
    await save(work, service)
    return service


async def _check_part(work: Work, quantity: Decimal, unit: str) -> None:
    """A part fits its unit; all that is left may be performed, however it was once ordered."""
    defined = (await UNITS.entries(work)).get(unit)
    try:
        check_quantity(quantity, unit, None if defined is None else defined.decimals)
    except Refused as refusal:
        refusal.errors = [{"pointer": "/quantity", "detail": refusal.detail}]
        raise


async def move_services_due(work: Work, moved: ShipDateMoved) -> None:
    """What has not been performed is due on another day."""
    services = await _open_services(work, moved.order_id)
    for service in services:
        if event := service.move_due(moved.estimated_ship_date):
            work.publish(service, event)
    await stockroom.store_all(work, services, "due_on")


async def cancel_services(work: Work, order_id: UUID) -> None:
    """What has not been performed is not wanted any more."""
    services = await _open_services(work, order_id)
    for service in services:
        work.publish(service, service.cancel())
    await stockroom.store_all(work, services, "status")


async def _open_services(work: Work, order_id: UUID) -> Sequence[ServiceOrder]:
    c = service_order_table.c
    statement = (
        select(service_order_table)
        .where(c.order_id == order_id, c.status == Status.OPEN)
        .order_by(c.id)
        .with_for_update()
    )
    return [ServiceOrder.from_row(row) for row in (await work.execute(statement)).mappings()]
