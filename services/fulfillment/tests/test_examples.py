"""Everything that fulfillment says, by real commands, and that it looks as the golden examples promise."""

from datetime import date

from warehouse import API, Warehouse, line

import contracts.fulfillment
from chassis.testing import unlike_their_examples
from contracts.orders import OrderAnnotated, ShipDateMoved, SlipCause
from contracts.values import ItemKind, Supply


async def test_every_event_of_fulfillment_is_said_and_looks_like_its_example(warehouse: Warehouse) -> None:
    made, bought = await warehouse.product(supply=Supply.MAKE), await warehouse.product(supply=Supply.BUY)
    stocked, service = await warehouse.product(stock=5), await warehouse.product(kind=ItemKind.SERVICE)
    lines = ((made, 1), (bought, 2), (stocked, 3), (service, 4))
    order = await warehouse.release(*(line(sold, 1, position) for sold, position in lines))
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
    performing = await warehouse.open_supply("service-orders", order)
    await warehouse.finish("service-orders", "perform", performing["id"], performing["version"], note="done")
    await warehouse.cancel(await warehouse.release(*(line(sold, 1, position) for sold, position in lines)))
    await warehouse.stage.settled()
    assert await unlike_their_examples(warehouse.stage, contracts.fulfillment) == []
