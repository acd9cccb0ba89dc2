"""What becomes known of an order after its release reaches its delivery order."""

from datetime import date

from warehouse import Warehouse, line

from contracts.event import new_id
from contracts.fulfillment import DeliveryCallChanged, DeliveryDueMoved
from contracts.orders import OrderAnnotated, OrderReassigned, ShipDateMoved, SlipCause

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


async def test_what_belongs_to_an_order_is_its_new_representatives(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await warehouse.product(stock=1), 1))
    heir = await warehouse.stage.person("fulfillment.read", scope="own")
    before = await warehouse.delivery_order(order)
    path = f"/api/fulfillment/delivery-orders/{before['id']}"
    assert (await heir.get(path)).status_code == 404
    handed = OrderReassigned(order_id=order.order_id, previous_owner_id=order.owner_id, owner_id=heir.id)
    await warehouse.stage.hear(handed)
    assert (await heir.get(path)).json()["version"] == before["version"]
    assert (await warehouse.dispatch(order)).status_code == 200
    shipments = (await heir.get("/api/fulfillment/shipments")).json()["items"]
    assert [row["order_id"] for row in shipments] == [str(order.order_id)]
