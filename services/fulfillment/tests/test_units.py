"""Pieces are whole in the warehouse, and an order of half a piece from earlier days can still leave."""

from decimal import Decimal

import pytest
from warehouse import API, Warehouse, line

from contracts.fulfillment import ShipmentDispatched
from contracts.values import Supply


async def test_half_a_piece_cannot_be_received_or_dispatched(warehouse: Warehouse) -> None:
    product = await warehouse.product(stock=3)
    receipt = {"quantity": "0.5", "reference": "count"}
    refused = await warehouse.keeper.post(f"{API}/stock/{product.product_id}/receive", receipt)
    assert refused.status_code == 422
    assert "whole numbers" in refused.json()["detail"]
    order = await warehouse.release(line(product, 3))
    part = [{"line_id": str(order.lines[0].line_id), "quantity": "1.5"}]
    refused = await warehouse.dispatch(order, lines=part)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/lines/0/quantity"


@pytest.mark.parametrize("serial_numbers", [[], ["half-1", "half-2"]])
async def test_the_rest_of_an_old_order_leaves_as_it_was_ordered(
    warehouse: Warehouse, serial_numbers: list[str]
) -> None:
    product = await warehouse.product(supply=Supply.MAKE)
    order = await warehouse.release(line(product, "1.5"))
    job = await warehouse.open_supply("job-orders", order)
    done = await warehouse.keeper.post(f"{API}/job-orders/{job['id']}/complete", {}, version=job["version"])
    assert done.status_code == 200, done.text
    rest = {"line_id": str(order.lines[0].line_id), "quantity": "1.5", "serial_numbers": serial_numbers}
    answer = await warehouse.dispatch(order, lines=[rest])
    assert answer.status_code == 200, answer.text
    [said] = await warehouse.stage.said(ShipmentDispatched, order_id=order.order_id)
    assert (said.lines[0].quantity, said.complete) == (Decimal("1.5"), True)
