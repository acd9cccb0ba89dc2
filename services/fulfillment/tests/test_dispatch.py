"""Goods are picked, leave the house, and arrive."""

from datetime import timedelta

import pytest
from warehouse import API, RELEASED_ON, Warehouse, line

from chassis.testing import running
from contracts.fulfillment import ShipmentDelivered, ShipmentDispatched, StockShipped
from contracts.orders import OrderReleased
from contracts.values import ItemKind, Supply


@pytest.mark.feature("ER-S-02")
async def test_all_that_is_reserved_leaves_when_nothing_else_is_said(warehouse: Warehouse) -> None:
    product, cable = await warehouse.product(stock=5), await warehouse.product(stock=1)
    order = await warehouse.release(line(product, 3), line(cable, 1, 2))
    answer = await warehouse.dispatch(
        order, on="2026-03-05", carrier="Speedy", vehicle="AB-123", tracking="T1"
    )
    assert answer.status_code == 200, answer.text
    shipped = answer.json()
    assert (shipped["status"], shipped["shipments"][0]["vehicle"]) == ("shipped", "AB-123")
    said = (await warehouse.stage.said(ShipmentDispatched, order_id=order.order_id))[0]
    assert said.shipment_number.startswith("SH-2026-")
    assert said.complete
    assert [(leaving.line_id, leaving.quantity) for leaving in said.lines] == [
        (order.lines[0].line_id, 3),
        (order.lines[1].line_id, 1),
    ]
    left = (await warehouse.stage.said(StockShipped, shipment_id=said.shipment_id))[0]
    assert (left.quantity, left.on_hand, left.reserved) == (3, 2, 0)
    assert await warehouse.stock(product) == (2, 0, 0)


async def test_a_part_may_leave_before_the_rest_has_come(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=2)
    order = await warehouse.release(line(product, 5))
    first = (await warehouse.dispatch(order)).json()
    assert (first["status"], first["lines"][0]["shipped"], first["lines"][0]["waiting"]) == (
        "waiting",
        "2.0000",
        "3.0000",
    )
    await warehouse.receive(product, 3)
    last = (await warehouse.dispatch(order)).json()
    assert last["status"] == "shipped"
    assert [shipment["complete"] for shipment in last["shipments"]] == [False, True]
    assert await warehouse.stock(product) == (0, 0, 0)


async def test_no_more_leaves_than_is_reserved(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=2)
    order = await warehouse.release(line(product, 5))
    asked = [{"line_id": str(order.lines[0].line_id), "quantity": "3"}]
    answer = await warehouse.dispatch(order, lines=asked)
    assert answer.json()["type"] == "urn:saleswire:problem:not-reserved"
    assert await warehouse.stock(product) == (2, 2, 3)


async def test_nothing_leaves_while_everything_waits(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await warehouse.product(), 5))
    answer = await warehouse.dispatch(order)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:saleswire:problem:nothing-reserved")


async def test_what_has_left_cannot_leave_again(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await warehouse.product(stock=1), 1))
    await warehouse.dispatch(order)
    again = await warehouse.dispatch(order)
    assert (again.status_code, again.json()["type"]) == (409, "urn:saleswire:problem:delivery-order-shipped")


@pytest.mark.feature("PH-SD-27")
async def test_each_unit_has_its_serial_number_and_none_is_sold_twice(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=4)
    order, other = await warehouse.release(line(product, 2)), await warehouse.release(line(product, 2))

    async def send(order: OrderReleased, *serial_numbers: str) -> tuple[int, str]:
        asked = [{"line_id": str(order.lines[0].line_id), "serial_numbers": serial_numbers}]
        answer = await warehouse.dispatch(order, lines=asked)
        return answer.status_code, answer.json().get("type", "").rpartition(":")[2]

    assert await send(order, f"{product.number}-1") == (422, "serial-number-count")
    assert await send(order, f"{product.number}-1", f"{product.number}-1") == (422, "serial-number-twice")
    assert await send(order, f"{product.number}-1", f"{product.number}-2") == (200, "")
    assert await send(other, f"{product.number}-2", f"{product.number}-3") == (422, "serial-number-taken")
    typed_anew = f" {product.number.lower()}-2 "
    assert await send(other, typed_anew, f"{product.number}-3") == (422, "serial-number-taken")
    assert await send(other, "A  1", "a 1") == (422, "serial-number-twice")
    units = await warehouse.keeper.get(f"{API}/units", params={"order_id": str(order.order_id)})
    assert sorted(unit["serial_number"] for unit in units.json()["items"]) == [
        f"{product.number}-1",
        f"{product.number}-2",
    ]


async def test_serial_numbers_are_required_where_the_house_says_so() -> None:
    async with running("fulfillment", serials_required=True) as stage:
        strict = Warehouse(stage, await stage.person())
        device = await strict.product(stock=1)
        order = await strict.release(line(device, 1))
        answer = await strict.dispatch(order)
        assert answer.json()["type"] == "urn:saleswire:problem:serial-numbers-missing"
        asked = [{"line_id": str(order.lines[0].line_id), "serial_numbers": ["1"]}]
        assert (await strict.dispatch(order, lines=asked)).status_code == 200


async def test_the_pick_list_names_what_to_take_and_what_was_made_and_no_service(
    warehouse: Warehouse,
) -> None:
    product, training = (
        await warehouse.product(supply=Supply.MAKE),
        await warehouse.product(kind=ItemKind.SERVICE),
    )
    order = await warehouse.release(line(product, 2), line(training, 1, 2), call_before_delivery=True)
    job = await warehouse.open_supply("job-orders", order)
    made = [f"{product.number}-{n}" for n in (1, 2)]
    await warehouse.finish("job-orders", "complete", job["id"], 1, serial_numbers=made)
    delivery = await warehouse.delivery_order(order)
    answer = await warehouse.keeper.get(f"{API}/delivery-orders/{delivery['id']}/pick-list")
    picks = answer.json()
    assert picks["call_before_delivery"]
    assert [(pick["number"], pick["pick"], pick["made"]) for pick in picks["lines"]] == [
        (product.number, "2.0000", made),
    ]


@pytest.mark.parametrize(
    ("on", "wrong"),
    [("9999-12-31", "schema"), ("1989-12-31", "schema"), (str(RELEASED_ON - timedelta(days=1)), "dates")],
)
async def test_nothing_leaves_on_a_day_that_cannot_be(warehouse: Warehouse, on: str, wrong: str) -> None:
    order = await warehouse.release(line(await warehouse.product(stock=1), 1))
    refused = await warehouse.dispatch(order, on=on)
    assert (refused.status_code, refused.json()["type"]) == (422, f"urn:saleswire:problem:{wrong}")
    assert (await warehouse.delivery_order(order))["status"] == "ready"


@pytest.mark.feature("ER-S-01", "ER-S-03")
async def test_a_shipment_arrives_once_and_not_before_it_left(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await warehouse.product(stock=1), 1))
    shipment = (await warehouse.dispatch(order, on="2026-03-05")).json()["shipments"][0]
    path = f"{API}/shipments/{shipment['id']}/deliver"
    early = await warehouse.keeper.post(path, {"on": "2026-03-04"}, version=shipment["version"])
    assert early.json()["type"] == "urn:saleswire:problem:dates"
    answer = await warehouse.keeper.post(
        path, {"on": "2026-03-08", "received_by": "gate 3"}, version=shipment["version"]
    )
    assert (answer.json()["delivered_on"], answer.headers["etag"]) == ("2026-03-08", '"v4"')
    again = await warehouse.keeper.post(path, {"on": "2026-03-08"}, version=4)
    assert again.status_code == 409
    said = (await warehouse.stage.said(ShipmentDelivered, order_id=order.order_id))[0]
    assert (str(said.delivered_on), said.received_by) == ("2026-03-08", "gate 3")
    read = (await warehouse.keeper.get(f"{API}/shipments/{shipment['id']}")).json()
    assert (read["version"], read["received_by"]) == (4, "gate 3")


async def test_only_whom_it_concerns_sees_a_delivery_order(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await warehouse.product(stock=1), 1))
    delivery = await warehouse.delivery_order(order)
    owner = await warehouse.stage.person("fulfillment.read", scope="own", id=order.owner_id)
    stranger = await warehouse.stage.person("fulfillment.*", scope="own")
    path = f"{API}/delivery-orders/{delivery['id']}"
    assert (await owner.get(path)).status_code == 200
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.post(f"{path}/dispatch", version=delivery["version"])).status_code == 404
    assert (await owner.post(f"{path}/dispatch", version=delivery["version"])).status_code == 403
    assert (await stranger.get(f"{API}/delivery-orders")).json()["items"] == []
