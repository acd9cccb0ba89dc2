"""What becomes known of an order after its release reaches its delivery order."""

from datetime import date

from warehouse import Warehouse, line

from contracts.event import new_id
from contracts.fulfillment import DeliveryCallChanged, DeliveryDueMoved
from contracts.orders import OrderAnnotated, ShipDateMoved, SlipCause

LATER = date(2026, 5, 1)


async def test_a_moved_ship_date_moves_the_delivery_order_once(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await warehouse.product(stock=1), 1))
    moved = ShipDateMoved(
        order_id=order.order_id,
        previous=order.estimated_ship_date,
        estimated_ship_date=LATER,
        cause=SlipCause.SUPPLIER,
    )
    await warehouse.stage.hear(moved)
    await warehouse.stage.hear(moved)
    assert (await warehouse.delivery_order(order))["due_on"] == str(LATER)
    (said,) = await warehouse.stage.said(DeliveryDueMoved, order_id=order.order_id)
    assert (said.previous, said.due_on) == (order.estimated_ship_date, LATER)


async def test_a_call_that_is_asked_for_later_is_noted_on_the_delivery_order(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await warehouse.product(stock=1), 1))
    asked = OrderAnnotated(
        order_id=order.order_id, changed=("call_before_delivery",), call_before_delivery=True
    )
    await warehouse.stage.hear(asked)
    await warehouse.stage.hear(asked)
    assert (await warehouse.delivery_order(order))["call_before_delivery"]
    assert len(await warehouse.stage.said(DeliveryCallChanged, order_id=order.order_id)) == 1


async def test_what_has_left_or_was_never_released_is_left_alone(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await warehouse.product(stock=1), 1))
    assert (await warehouse.dispatch(order)).status_code == 200
    ids = (order.order_id, new_id())
    moved = [
        ShipDateMoved(order_id=id, previous=None, estimated_ship_date=LATER, cause=SlipCause.CLIENT)
        for id in ids
    ]
    await warehouse.stage.hear(*moved)
    assert (await warehouse.delivery_order(order))["due_on"] == str(order.estimated_ship_date)
    said = await warehouse.stage.everything_said()
    assert not [event for event in said if isinstance(event, DeliveryDueMoved) and event.order_id in ids]
