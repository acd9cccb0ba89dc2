"""Lines wait for stock; whatever comes in is theirs in the order of release."""

from warehouse import Warehouse, line

from contracts.fulfillment import DeliveryOrderReady, JobOrderCompleted, PurchaseReceived
from contracts.values import Supply


async def test_who_was_released_first_is_served_first_and_partially_too(warehouse: Warehouse) -> None:
    product = await warehouse.product()
    early = await warehouse.release(line(product, 4))
    late = await warehouse.release(line(product, 4))
    await warehouse.receive(product, 5)
    assert await warehouse.reserved(early) == [4]
    assert await warehouse.reserved(late) == [1]
    await warehouse.receive(product, 9)
    assert await warehouse.reserved(late) == [4]
    assert await warehouse.stock(product) == (14, 8, 0)


async def test_a_delivery_order_becomes_ready_once_with_its_last_unit(warehouse: Warehouse) -> None:
    product, other = await warehouse.product(), await warehouse.product()
    order = await warehouse.release(line(product, 2), line(other, 1, 2))
    await warehouse.receive(product, 2)
    assert (await warehouse.delivery_order(order))["status"] == "waiting"
    await warehouse.receive(other, 3)
    assert (await warehouse.delivery_order(order))["status"] == "ready"
    await warehouse.receive(other, 3)
    assert len(await warehouse.stage.said(DeliveryOrderReady, order_id=order.order_id)) == 1


async def test_what_is_made_for_a_line_goes_to_that_line_first(warehouse: Warehouse) -> None:
    product = await warehouse.product(supply=Supply.MAKE)
    early = await warehouse.release(line(product, 2))
    late = await warehouse.release(line(product, 3))
    job = await warehouse.open_supply("job-orders", late)
    answer = await warehouse.finish("job-orders", "complete", job["id"], 1, on="2026-03-10")
    assert answer.json()["status"] == "done"
    assert await warehouse.reserved(late) == [3]
    assert await warehouse.reserved(early) == [0]
    completed = (await warehouse.stage.said(JobOrderCompleted, order_id=late.order_id))[0]
    assert (completed.quantity.value, str(completed.completed_on)) == (3, "2026-03-10")


async def test_what_its_own_line_has_no_need_of_any_more_goes_to_the_next(warehouse: Warehouse) -> None:
    product = await warehouse.product(supply=Supply.MAKE)
    early = await warehouse.release(line(product, 2))
    late = await warehouse.release(line(product, 3))
    await warehouse.receive(product, 2)
    job = await warehouse.open_supply("job-orders", early)
    await warehouse.finish("job-orders", "complete", job["id"], 1)
    assert await warehouse.reserved(late) == [2]


async def test_bought_units_come_in_and_are_reserved(warehouse: Warehouse) -> None:
    product = await warehouse.product(supply=Supply.BUY)
    order = await warehouse.release(line(product, 6))
    purchase = await warehouse.open_supply("purchase-requests", order)
    answer = await warehouse.finish("purchase-requests", "receive", purchase["id"], 1, quantity="6")
    assert answer.status_code == 200
    assert (await warehouse.delivery_order(order))["status"] == "ready"
    assert (await warehouse.stage.said(PurchaseReceived, order_id=order.order_id))[0].quantity.value == 6


async def test_a_job_is_completed_once_and_with_its_own_quantity(warehouse: Warehouse) -> None:
    product = await warehouse.product(supply=Supply.MAKE)
    order = await warehouse.release(line(product, 2))
    job = await warehouse.open_supply("job-orders", order)
    wrong = await warehouse.finish("job-orders", "complete", job["id"], 1, quantity="3")
    assert wrong.json()["type"] == "urn:saleswire:problem:wrong-quantity"
    stale = await warehouse.finish("job-orders", "complete", job["id"], 7)
    assert stale.status_code == 412
    assert stale.json()["current"]["status"] == "open"
    assert (await warehouse.finish("job-orders", "complete", job["id"], 1)).status_code == 200
    again = await warehouse.finish("job-orders", "complete", job["id"], 2)
    assert again.json()["type"] == "urn:saleswire:problem:supply-done"
    assert await warehouse.stock(product) == (2, 2, 0)
