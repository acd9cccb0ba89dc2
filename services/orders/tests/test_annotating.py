"""What clients tell after the order was placed is entered then; nothing else changes any more."""

from uuid import UUID

import pytest
from order_samples import Shop

from chassis.testing import Stage
from contracts.orders import OrderAnnotated, OrderReadyToInvoice

LATER = {
    "customer_po": "PO-4711",
    "po_received_on": "2026-03-20",
    "po_received_by": "Front desk",
    "project": "Pier 2",
    "description": "Deliver to the second gate",
    "external_ref": "X-9",
    "call_before_delivery": True,
    "delivery_conditions": "DAP",
    "acceptance_conditions": "on site",
    "payment_conditions": "by bank transfer",
}


@pytest.mark.feature("PH-SD-06", "PH-SD-07", "PH-SD-08", "PH-SD-10")
async def test_a_placed_order_takes_the_customers_purchase_order_and_notes(stage: Stage, shop: Shop) -> None:
    order = await shop.do(await shop.drafted(), "place")
    path = f"/api/orders/{order['id']}"
    answer = await shop.seller.patch(path, LATER, version=order["version"])
    assert answer.status_code == 200, answer.text
    assert {name: answer.json()[name] for name in LATER} == LATER
    (said,) = await stage.said(OrderAnnotated, order_id=UUID(order["id"]))
    assert (said.customer_po, said.call_before_delivery) == ("PO-4711", True)
    assert set(said.changed) == set(LATER)
    assert "Front desk" not in said.written()


async def test_a_field_that_is_left_out_stays_and_the_same_again_changes_nothing(
    stage: Stage, shop: Shop
) -> None:
    order = await shop.do(await shop.drafted(external_ref="X-1"), "place")
    path = f"/api/orders/{order['id']}"
    noted = (await shop.seller.patch(path, {"customer_po": "PO-1"}, version=order["version"])).json()
    assert (noted["customer_po"], noted["external_ref"]) == ("PO-1", "X-1")
    again = await shop.seller.patch(path, {"customer_po": "PO-1"}, version=noted["version"])
    assert (again.status_code, again.json()["version"]) == (200, noted["version"])
    assert len(await stage.said(OrderAnnotated, order_id=UUID(order["id"]))) == 1


@pytest.mark.parametrize("field", [{"terms": "cash"}, {"lines": []}, {"freight": "1"}, {"customer_po": "P"}])
async def test_nothing_else_and_nothing_of_a_cancelled_order_can_be_changed(
    shop: Shop, field: dict[str, object]
) -> None:
    order = await shop.do(await shop.drafted(), "place")
    if "customer_po" in field:
        order = await shop.do(order, "cancel", {"reason": "project ended"})
    refused = await shop.seller.patch(f"/api/orders/{order['id']}", field, version=order["version"])
    assert refused.status_code == 409
    assert refused.json()["type"] == f"urn:saleswire:problem:order-{order['status']}"


async def test_the_next_invoice_carries_a_purchase_order_that_came_late(stage: Stage, shop: Shop) -> None:
    order = await shop.released()
    path = f"/api/orders/{order['id']}"
    await shop.seller.patch(path, {"customer_po": "PO-late"}, version=order["version"])
    await stage.hear(shop.left(order, "1"))
    (ready,) = await stage.said(OrderReadyToInvoice, order_id=UUID(order["id"]))
    assert ready.customer_po == "PO-late"
