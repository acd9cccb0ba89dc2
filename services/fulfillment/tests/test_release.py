"""An order is released: reserve, make, buy, and open its delivery order."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Executable
from warehouse import Warehouse, line, released

from chassis.work import Work
from contracts.fulfillment import (
    DeliveryOrderOpened,
    DeliveryOrderReady,
    JobOrderRequested,
    PurchaseRequested,
    StockReserved,
)
from contracts.values import Supply
from fulfillment.commands.release import release_order


@pytest.mark.feature("ER-D-02")
async def test_what_is_on_hand_is_reserved_and_the_delivery_order_is_ready(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=5)
    order = await warehouse.release(line(product, 3))
    delivery = await warehouse.delivery_order(order)
    assert delivery["number"].startswith("DO-2026-")
    assert (delivery["status"], delivery["order_number"]) == ("ready", order.number)
    assert await warehouse.stock(product) == (5, 3, 0)
    opened = (await warehouse.stage.said(DeliveryOrderOpened, order_id=order.order_id))[0]
    assert (opened.address, opened.due_on) == (order.shipping_address, order.estimated_ship_date)
    assert (opened.order_number, opened.client) == (order.number, order.client)
    assert [(each.number, each.quantity.value) for each in opened.lines] == [(product.number, 3)]
    assert len(await warehouse.stage.said(DeliveryOrderReady, order_id=order.order_id)) == 1
    reserved = (await warehouse.stage.said(StockReserved, order_id=order.order_id))[0]
    assert (reserved.line_id, reserved.quantity.value) == (order.lines[0].line_id, 3)


async def test_its_events_carry_the_deal(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=1, supply=Supply.MAKE)
    order = await warehouse.release(line(product, 2))
    rows = await warehouse.stage.rows(
        "SELECT aggregate, sequence FROM journal WHERE correlation_id = $1 UNION ALL "
        "SELECT aggregate, sequence FROM outbox WHERE correlation_id = $1 ORDER BY aggregate",
        order.order_id,
    )
    assert [(row["aggregate"], row["sequence"]) for row in rows] == [
        ("delivery-order", 1),
        ("job-order", 1),
        ("reservation", 1),
    ]


@pytest.mark.feature("ER-J-01")
async def test_what_is_missing_is_made(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=1, supply=Supply.MAKE)
    order = await warehouse.release(line(product, 3))
    job = (await warehouse.stage.said(JobOrderRequested, order_id=order.order_id))[0]
    assert job.number.startswith("JO-2026-")
    assert (job.quantity.value, job.product_number, job.due_on) == (
        2,
        product.number,
        order.estimated_ship_date,
    )
    assert (await warehouse.delivery_order(order))["status"] == "waiting"


@pytest.mark.feature("ER-J-02")
async def test_what_is_missing_is_bought(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=1, supply=Supply.BUY)
    order = await warehouse.release(line(product, 4))
    (purchase,) = await warehouse.stage.said(PurchaseRequested, order_id=order.order_id)
    assert purchase.number.startswith("PR-2026-")
    assert (purchase.quantity.value, purchase.product_number, purchase.due_on) == (
        3,
        product.number,
        order.estimated_ship_date,
    )
    assert await warehouse.stage.rows("SELECT id FROM job_order WHERE order_id = $1", order.order_id) == []


@pytest.mark.feature("QU-I-02")
async def test_production_is_told_by_itself_what_it_has_to_know_and_no_price(warehouse: Warehouse) -> None:
    made, bought = [await warehouse.product(supply=supply) for supply in (Supply.MAKE, Supply.BUY)]
    order = await warehouse.release(line(made, 3), line(bought, 2, 2))
    job = await warehouse.open_supply("job-orders", order)
    purchase = await warehouse.open_supply("purchase-requests", order)
    for asked, product, quantity in ((job, made, 3), (purchase, bought, 2)):
        assert (asked["order_number"], asked["product_number"]) == (order.number, product.number)
        assert (asked["product_name"], Decimal(asked["quantity"])) == (product.name, quantity)
        assert asked["due_on"] == str(order.estimated_ship_date)
    delivery = await warehouse.delivery_order(order)
    assert (delivery["client"]["name"], delivery["address"]["city"]) == ("Norrland Skog AB", "Umeå")
    said = [
        await warehouse.stage.said(kind, order_id=order.order_id)
        for kind in (JobOrderRequested, PurchaseRequested, DeliveryOrderOpened)
    ]
    told = [json.loads(event.written()) for events in said for event in events]
    assert len(told) == 3
    assert not PRICED & set(fields([*told, job, purchase, delivery]))


PRICED = {"unit_price", "list_price", "net", "gross", "tax", "tax_rate", "discount", "totals", "amount"}


def fields(found: Any) -> Iterator[str]:
    """The names of all fields in it, at any depth."""
    for name, value in found.items() if isinstance(found, dict) else [("", each) for each in found]:
        yield name
        if isinstance(value, dict | list):
            yield from fields(value)


async def test_what_nobody_makes_or_sells_waits_for_stock(warehouse: Warehouse) -> None:
    product = await warehouse.product()
    await warehouse.release(line(product, 4))
    assert await warehouse.stock(product) == (0, 0, 4)


async def test_two_lines_of_one_product_share_what_is_there(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=5)
    order = await warehouse.release(line(product, 4), line(product, 4, 2))
    assert await warehouse.reserved(order) == [4, 1]


async def test_a_release_of_three_lines_with_stock_takes_few_statements(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    products = [await warehouse.product(stock=5) for _ in range(3)]
    order = released(*(line(product, 2, n) for n, product in enumerate(products, 1)))
    execute, run = Work.execute, []

    async def noted(work: Work, statement: Executable, values: Any = None) -> Any:
        run.append(str(statement))
        return await execute(work, statement, values)

    monkeypatch.setattr(Work, "execute", noted)
    await warehouse.stage.service.background.run(release_order, order)
    assert len(run) <= 8, run
