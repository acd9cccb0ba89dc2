"""Everything that fulfillment says, by real commands, and that it looks as the golden examples promise."""

from datetime import date

from warehouse import API, Warehouse, line

import contracts.fulfillment
from chassis.testing_examples import unlike_their_examples
from contracts.orders import OrderAnnotated, ShipDateMoved, SlipCause
from contracts.values import Supply


async def test_every_event_of_fulfillment_is_said_and_looks_like_its_example(warehouse: Warehouse) -> None:
    made, bought = await warehouse.product(supply=Supply.MAKE), await warehouse.product(supply=Supply.BUY)
    stocked = await warehouse.product(stock=5)
    order = await warehouse.release(line(made, 1), line(bought, 1, 2), line(stocked, 1, 3))
    moved = ShipDateMoved(
        order_id=order.order_id,
        previous=order.estimated_ship_date,
        estimated_ship_date=date(2026, 5, 1),
        cause=SlipCause.SUPPLIER,
    )
    call = OrderAnnotated(
        order_id=order.order_id, changed=("call_before_delivery",), call_before_delivery=True
    )
    await warehouse.stage.hear(moved, call)
    job = await warehouse.open_supply("job-orders", order)
    await warehouse.finish("job-orders", "complete", job["id"], job["version"])
    purchase = await warehouse.open_supply("purchase-requests", order)
    await warehouse.finish("purchase-requests", "receive", purchase["id"], purchase["version"])
    shipment = (await warehouse.dispatch(order)).json()["shipments"][0]
    delivery = await warehouse.delivery_order(order)
    arrived = f"{API}/shipments/{shipment['id']}/deliver"
    await warehouse.keeper.post(arrived, {"received_by": "gate 3"}, version=delivery["version"])
    await warehouse.cancel(await warehouse.release(line(made, 1), line(bought, 1, 2), line(stocked, 1, 3)))
    await warehouse.stage.settled()
    assert await unlike_their_examples(warehouse.stage, contracts.fulfillment) == []
