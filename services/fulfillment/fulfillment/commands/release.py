"""An order was released: reserve what is there, have the rest made or bought, open its delivery order.

Services get no place in it: they are performed, not shipped.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from chassis.work import Work, add, next_from_sequence, numbered
from contracts.event import new_id
from contracts.orders import OrderReleased
from contracts.values import ItemKind, LineItem, Supply
from fulfillment import stockroom
from fulfillment.allocation import Want, allocate, wanted_by_product
from fulfillment.backlog import reservation_for
from fulfillment.commands.performing import open_services
from fulfillment.models.delivery import DeliveryOrder, Line, delivery_line_table
from fulfillment.models.stock import Reservation
from fulfillment.models.supply import JobOrder, PurchaseRequest, Supplied
from fulfillment.numbers import next_numbers


async def release_order(work: Work, released: OrderReleased) -> None:
    """Open the order's service orders, and its one delivery order where it has goods."""
    await open_services(work, released)
    goods = [item for item in released.lines if item.kind is not ItemKind.SERVICE]
    if goods:
        await _open_delivery_order(work, released, goods)


async def _open_delivery_order(work: Work, released: OrderReleased, goods: Sequence[LineItem]) -> None:
    """It is ready at once when nothing is missing."""
    order = await _delivery_order(work, released, goods)
    wants = [Want(line.line_id, line.product_id, line.waiting) for line in order.lines if line.waiting > 0]
    granted = allocate(await stockroom.take(work, wanted_by_product(wants)), wants)
    for line in order.lines:
        line.reserved += granted.get(line.line_id, Decimal(0))
    work.publish(order, order.open())
    reservations = _reservations(work, order, granted)
    supplied = await _supply(work, order, released.released_on)
    ready = order.cover(Decimal(0))
    if ready is not None:
        work.publish(order, ready)
    await _store(work, order, reservations, supplied)


async def _delivery_order(work: Work, released: OrderReleased, goods: Sequence[LineItem]) -> DeliveryOrder:
    arrival = await next_from_sequence(work, "delivery_order_number")
    order = DeliveryOrder(
        id=new_id(),
        correlation_id=work.new_correlation(),
        number=numbered("DO", released.released_on.year, arrival),
        order_id=released.order_id,
        order_number=released.number,
        client_id=released.client.id,
        client=released.client,
        client_name=released.client.name,
        owner_id=released.owner_id,
        address=released.shipping_address,
        due_on=released.estimated_ship_date,
        call_before_delivery=released.call_before_delivery,
        released_on=released.released_on,
        arrival=arrival,
    )
    order.lines = [_line(order, item) for item in goods]
    return order


def _line(order: DeliveryOrder, item: LineItem) -> Line:
    return Line(
        line_id=item.line_id,
        delivery_order_id=order.id,
        arrival=order.arrival,
        position=item.position,
        product_id=item.product_id,
        kind=item.kind,
        number=item.number,
        name=item.name,
        supply=item.supply,
        unit=item.quantity.unit,
        stocked=True,
        quantity=item.quantity.value,
    )


def _reservations(work: Work, order: DeliveryOrder, granted: Mapping[UUID, Decimal]) -> list[Reservation]:
    reservations = [
        reservation_for(order, line, granted[line.line_id]) for line in order.lines if line.line_id in granted
    ]
    for reservation in reservations:
        work.publish(reservation, reservation.reserve())
    return reservations


async def _supply(work: Work, order: DeliveryOrder, on: date) -> list[Supplied]:
    """Job orders and purchase requests for what is missing; other lines wait for stock."""
    make = [line for line in order.lines if line.waiting > 0 and line.supply == Supply.MAKE]
    buy = [line for line in order.lines if line.waiting > 0 and line.supply == Supply.BUY]
    jobs = zip(make, await next_numbers(work, "job_order_number", len(make)), strict=True)
    purchases = zip(buy, await next_numbers(work, "purchase_request_number", len(buy)), strict=True)
    supplied: list[Supplied] = [
        *(JobOrder(number=numbered("JO", on.year, n), **_for_line(order, line)) for line, n in jobs),
        *(
            PurchaseRequest(number=numbered("PR", on.year, n), **_for_line(order, line))
            for line, n in purchases
        ),
    ]
    for each in supplied:
        work.publish(each, each.ask())
    return supplied


def _for_line(order: DeliveryOrder, line: Line) -> dict[str, Any]:
    return {
        "id": new_id(),
        "correlation_id": order.correlation_id,
        "order_id": order.order_id,
        "order_number": order.order_number,
        "line_id": line.line_id,
        "product_id": line.product_id,
        "product_number": line.number,
        "product_name": line.name,
        "quantity": line.waiting,
        "unit": line.unit,
        "due_on": order.due_on,
        "client_id": order.client_id,
        "owner_id": order.owner_id,
    }


async def _store(
    work: Work, order: DeliveryOrder, reservations: Sequence[Reservation], supplied: Sequence[Supplied]
) -> None:
    await add(work, order)
    await work.execute(insert(delivery_line_table).inline(), [dict(vars(line)) for line in order.lines])
    await stockroom.add_all(work, reservations)
    for kind in (JobOrder, PurchaseRequest):
        await stockroom.add_all(work, [each for each in supplied if isinstance(each, kind)])
