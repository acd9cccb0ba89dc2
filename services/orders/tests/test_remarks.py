"""What a seller is told without being refused, and by which names orders are found."""

from typing import Any

from order_samples import Shop, client

from chassis.testing import Stage
from contracts.crm import PartyRevised
from contracts.event import new_id

WARNING = "urn:saleswire:warning:same-customer-po"


async def test_the_same_purchase_order_twice_names_the_other_order(stage: Stage, shop: Shop) -> None:
    number = f"PO {new_id()}"
    first = await shop.drafted(customer_po=number)
    assert first["warnings"] == []
    second = await shop.drafted(customer_po=f"  {number.lower().replace(' ', '  ')} ")
    (warning,) = second["warnings"]
    assert (warning["type"], warning["pointer"]) == (WARNING, "/customer_po")
    assert warning["order"] == {"id": first["id"], "number": first["number"]}
    assert [each["order"]["id"] for each in (await shop.read(first))["warnings"]] == [second["id"]]
    await shop.do(second, "cancel", {"reason": "entered twice"})
    assert (await shop.read(first))["warnings"] == []


async def test_a_purchase_order_that_comes_late_is_compared_too(shop: Shop) -> None:
    number = f"PO-{new_id()}"
    first = await shop.drafted(customer_po=number)
    placed = await shop.do(await shop.drafted(), "place")
    answer = await shop.seller.patch(
        f"/api/orders/{placed['id']}", {"customer_po": number}, version=placed["version"]
    )
    assert [each["order"]["number"] for each in answer.json()["warnings"]] == [first["number"]]


async def test_the_order_of_a_colleague_is_not_named_and_another_clients_is_no_matter(
    stage: Stage, shop: Shop
) -> None:
    number = f"PO-{new_id()}"
    colleague = await stage.person("orders.*")
    other = client("Sudwerk", owner_id=shop.seller.id)
    await stage.hear(other)
    theirs = shop.blank(customer_po=number)
    assert (await colleague.post("/api/orders", theirs)).status_code == 201
    (warning,) = (await shop.drafted(customer_po=number))["warnings"]
    assert (warning["order"], warning["detail"].split(" of ")[0]) == (None, "An order")
    elsewhere = await shop.drafted(client_id=str(other.party_id), customer_po=number)
    assert elsewhere["warnings"] == []


async def test_a_draft_says_beforehand_what_it_lacks_to_be_placed(shop: Shop) -> None:
    order = await shop.drafted(project="", lines=[])
    assert [name for name in order["missing"] if name in ("project", "lines")] == ["project", "lines"]
    refused = await shop.do(order, "place", status=422)
    assert [error["pointer"] for error in refused["errors"]] == [f"/{name}" for name in order["missing"]]
    assert (await shop.do(await shop.drafted(), "place"))["missing"] == []


async def renamed(stage: Stage, shop: Shop, name: str) -> Any:
    known = client("Old Works", owner_id=shop.seller.id)
    await stage.hear(known)
    draft = await shop.drafted(client_id=str(known.party_id))
    placed = await shop.do(await shop.drafted(client_id=str(known.party_id)), "place")
    await stage.hear(PartyRevised(**known.model_dump() | {"name": name}))
    return draft, placed


async def test_a_draft_takes_the_clients_present_name_and_a_placed_order_keeps_its_own(
    stage: Stage, shop: Shop
) -> None:
    draft, placed = await renamed(stage, shop, "New Works")
    assert (await shop.read(draft))["client"]["name"] == "New Works"
    assert (await shop.read(placed))["client"]["name"] == "Old Works"
    assert (await shop.do(draft, "place"))["client"]["name"] == "New Works"


async def test_orders_are_found_by_the_old_and_the_new_name(stage: Stage, shop: Shop) -> None:
    name = f"Works{str(new_id())[-6:]}"
    _, placed = await renamed(stage, shop, name)
    for words in ("Old Works", name):
        found = (await shop.seller.get("/api/orders", params={"q": words, "limit": "200"})).json()["items"]
        assert placed["id"] in [each["id"] for each in found]
