"""An order changes its sales representative until nothing of it is left to do."""

from uuid import UUID

import pytest
from order_samples import Shop

from chassis.testing import Person, Stage
from contracts.orders import OrderReadyToInvoice, OrderReassigned


@pytest.fixture(scope="module")
async def manager(stage: Stage) -> Person:
    """Somebody who looks after everybody's orders."""
    return await stage.person("orders.*")


async def test_a_released_order_is_handed_over_with_what_follows_from_it(
    stage: Stage, shop: Shop, manager: Person
) -> None:
    order, heir = await shop.released(), await stage.person("orders.*", scope="own")
    path = f"/api/orders/{order['id']}"
    body = {"owner_id": str(heir.id)}
    answer = await manager.post(f"{path}/reassign", body, version=order["version"])
    assert answer.status_code == 200, answer.text
    assert (answer.json()["owner_id"], answer.json()["status"]) == (str(heir.id), "released")
    (said,) = await stage.said(OrderReassigned, order_id=UUID(order["id"]))
    assert (said.previous_owner_id, said.owner_id) == (shop.seller.id, heir.id)
    assert (await heir.get(path)).status_code == 200
    assert (await shop.seller.get(path)).status_code == 404
    await stage.hear(shop.left(order, "1"))
    (ready,) = await stage.said(OrderReadyToInvoice, order_id=UUID(order["id"]))
    assert ready.owner_id == heir.id


async def test_whose_it_is_already_changes_nothing(shop: Shop, manager: Person) -> None:
    order = await shop.drafted()
    body = {"owner_id": order["owner_id"]}
    answer = await manager.post(f"/api/orders/{order['id']}/reassign", body, version=order["version"])
    assert (answer.status_code, answer.json()["version"]) == (200, order["version"])


async def test_nobody_hands_an_order_out_of_their_own_reach(stage: Stage, shop: Shop) -> None:
    order, other = await shop.drafted(), await stage.person("orders.*", scope="own")
    body = {"owner_id": str(other.id)}
    refused = (await shop.do(order, "reassign", body, status=422))["errors"]
    assert refused[0]["pointer"] == "/owner_id"
    assert (await shop.read(order))["owner_id"] == order["owner_id"]


async def test_neither_strangers_nor_orders_that_are_over_are_taken(shop: Shop, manager: Person) -> None:
    order = await shop.do(await shop.drafted(), "place")
    path = f"/api/orders/{order['id']}/reassign"
    stranger = await manager.post(path, {"owner_id": order["id"]}, version=order["version"])
    assert stranger.status_code in (409, 422)
    over = await shop.do(order, "cancel", {"reason": "project ended"})
    refused = await manager.post(path, {"owner_id": str(manager.id)}, version=over["version"])
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:saleswire:problem:order-cancelled")
