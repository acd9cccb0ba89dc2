"""An order is cancelled: what had not left is free again."""

import asyncio

from warehouse import API, Warehouse, cancelled, ledger, line

from contracts.fulfillment import (
    DeliveryOrderCancelled,
    JobOrderCancelled,
    PurchaseCancelled,
    ReservationReleased,
)
from contracts.values import Supply


async def test_freed_units_go_to_whoever_waits(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=3)
    order = await warehouse.release(line(product, 3))
    other = await warehouse.release(line(product, 2))
    await warehouse.cancel(order)
    assert (await warehouse.delivery_order(order))["status"] == "cancelled"
    assert (await warehouse.delivery_order(other))["status"] == "ready"
    assert await warehouse.stock(product) == (3, 2, 0)
    freed = (await warehouse.stage.said(ReservationReleased, order_id=order.order_id))[0]
    assert freed.quantity.value == 3
    assert len(await warehouse.stage.said(DeliveryOrderCancelled, order_id=order.order_id)) == 1


async def test_what_was_asked_for_is_not_wanted_any_more(warehouse: Warehouse) -> None:
    made, bought = await warehouse.product(supply=Supply.MAKE), await warehouse.product(supply=Supply.BUY)
    order = await warehouse.release(line(made, 1), line(bought, 1, 2))
    await warehouse.cancel(order)
    assert await warehouse.stage.said(JobOrderCancelled, order_id=order.order_id)
    assert await warehouse.stage.said(PurchaseCancelled, order_id=order.order_id)
    assert (await warehouse.open_supply("job-orders", order))["status"] == "cancelled"
    assert (await warehouse.stock(made))[2] == 0


async def test_what_has_left_stays_away(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=5)
    order = await warehouse.release(line(product, 5))
    asked = [{"line_id": str(order.lines[0].line_id), "quantity": "2"}]
    await warehouse.dispatch(order, lines=asked)
    await warehouse.cancel(order)
    (kept,) = (await warehouse.delivery_order(order))["lines"]
    assert (kept["shipped"], kept["cancelled"], kept["reserved"]) == ("2.0000", "3.0000", "0.0000")
    assert await warehouse.stock(product) == (3, 0, 0)
    await ledger(warehouse.stage, [product.product_id])


async def test_an_order_that_was_never_released_needs_nothing(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=1)
    order = await warehouse.release(line(product, 1))
    await warehouse.dispatch(order)
    await warehouse.cancel(order)
    assert (await warehouse.delivery_order(order))["status"] == "shipped"


async def test_when_cancelling_and_dispatching_meet_the_units_are_in_one_place(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=40)
    for _ in range(10):
        order = await warehouse.release(line(product, 4))
        delivery = await warehouse.delivery_order(order)
        path = f"{API}/delivery-orders/{delivery['id']}/dispatch"
        answer, _ = await asyncio.gather(
            warehouse.keeper.post(path, version=delivery["version"]), warehouse.stage.hear(cancelled(order))
        )
        ended = await warehouse.delivery_order(order)
        won = "shipped" if answer.status_code == 200 else "cancelled"
        assert answer.status_code in (200, 409, 412)
        assert (ended["status"], ended["lines"][0][won]) == (won, "4.0000")
    await ledger(warehouse.stage, [product.product_id])
