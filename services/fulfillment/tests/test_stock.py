"""Units come in, and are seen."""

from uuid import uuid4

import pytest
from warehouse import API, Warehouse, line

from contracts.fulfillment import StockReceived
from contracts.values import ItemKind


async def test_the_first_receipt_opens_the_stock_item(warehouse: Warehouse) -> None:
    product = await warehouse.product()
    shown = await warehouse.receive(product, 12)
    assert (shown["number"], shown["on_hand"], shown["available"]) == (product.number, "12.0000", "12.0000")
    assert shown["version"] == 1
    said = (await warehouse.stage.said(StockReceived, stock_item_id=product.product_id))[0]
    assert (said.quantity, said.on_hand, said.reserved, said.reference) == (12, 12, 0, "count")


async def test_the_same_receipt_sent_twice_counts_once(warehouse: Warehouse) -> None:
    product = await warehouse.product()
    path, body = f"{API}/stock/{product.product_id}/receive", {"quantity": "5"}
    for _ in range(2):
        answer = await warehouse.keeper.post(path, body, key="count-of-monday")
        assert answer.status_code == 200
    assert await warehouse.stock(product) == (5, 0, 0)


async def test_nobody_receives_what_was_never_published(warehouse: Warehouse) -> None:
    answer = await warehouse.keeper.post(f"{API}/stock/{uuid4()}/receive", {"quantity": "5"})
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:saleswire:problem:unknown-product"


async def test_a_service_has_no_stock(warehouse: Warehouse) -> None:
    product = await warehouse.product(kind=ItemKind.SERVICE)
    answer = await warehouse.keeper.post(f"{API}/stock/{product.product_id}/receive", {"quantity": "5"})
    assert answer.json()["type"] == "urn:saleswire:problem:no-stock"


async def test_units_that_come_in_are_more_than_nothing(warehouse: Warehouse) -> None:
    product = await warehouse.product()
    for quantity in ("0", "-1", "1.00001", "many"):
        answer = await warehouse.keeper.post(
            f"{API}/stock/{product.product_id}/receive", {"quantity": quantity}
        )
        assert answer.status_code == 422, quantity


async def test_stock_is_listed_with_what_waits_for_it(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=3)
    answer = await warehouse.keeper.get(f"{API}/stock", params={"number": product.number})
    (row,) = answer.json()["items"]
    assert (row["name"], row["on_hand"], row["waiting"]) == (product.name, "3", "0")


@pytest.mark.feature("ER-I-02")
async def test_stock_tells_who_holds_it_and_who_waits_in_the_order_of_release(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=5)
    early = await warehouse.release(line(product, 4))
    late = await warehouse.release(line(product, 3))
    path = f"{API}/stock/{product.product_id}/lines"
    rows = (await warehouse.keeper.get(path)).json()
    told = [(row["order_number"], float(row["reserved"]), float(row["waiting"])) for row in rows]
    assert told == [(early.number, 4, 0), (late.number, 1, 2)]
    await warehouse.cancel(early)
    rows = (await warehouse.keeper.get(path)).json()
    assert [(row["order_number"], float(row["reserved"])) for row in rows] == [(late.number, 3)]
    assert (await warehouse.keeper.get(f"{API}/stock/{uuid4()}/lines")).status_code == 404


async def test_receiving_needs_its_own_permission(warehouse: Warehouse) -> None:
    product = await warehouse.product()
    reader = await warehouse.stage.person("fulfillment.read")
    answer = await reader.post(f"{API}/stock/{product.product_id}/receive", {"quantity": "5"})
    assert answer.status_code == 403
