"""Previews of an order: the same as drafting it, kept lines as agreed."""

from itertools import product as combinations
from typing import Any
from uuid import uuid4

from order_samples import Shop, accepted, product

from chassis.testing import Person, Stage
from contracts.event import new_id

Line = dict[str, str]
PRICES = ("list_price", "unit_price", "net", "tax_rate")


async def previewed(who: Person, lines: list[Line], **more: object) -> Any:
    answer = await who.client.post("/api/orders/price", json={"lines": lines} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_line_with_a_problem_leaves_the_others_alone(stage: Stage, shop: Shop) -> None:
    unlisted = product("U-1")
    await stage.hear(unlisted)
    lines = [
        {"product_id": str(uuid4()), "quantity": "1"},
        {"product_id": str(unlisted.product_id), "quantity": "1"},
        {"line_id": str(new_id())},
        {"product_id": str(shop.pump), "quantity": "9", "discount": "0.1"},
        {"product_id": str(shop.bracket), "quantity": "1"},
    ]
    shown = await previewed(shop.seller, lines)
    types = [[one["type"].rsplit(":", 1)[1] for one in each["problems"]] for each in shown["lines"]]
    assert types == [
        ["unknown-product"],
        ["no-price"],
        ["unknown-line"],
        ["discount-needs-permission"],
        [],
    ]
    assert [each["net"] for each in shown["lines"]] == [None, None, None, "810.00", "100.00"]
    assert shown["lines"][3]["next_break"] == {"min_quantity": "10", "unit_price": "90"}
    assert (shown["totals"]["net"], shown["complete"]) == ("910.00", False)


async def test_what_is_shown_is_what_is_drafted_or_why_it_is_refused(shop: Shop) -> None:
    prices: tuple[Line, ...] = ({}, {"unit_price": "95.123456"}, {"discount": "0.05"}, {"discount": "0.3"})
    for id, quantity, price in combinations((shop.pump, shop.bracket), ("0.5", "3.3333", "10"), prices):
        lines = [{"product_id": str(id), "quantity": quantity} | price]
        shown = await previewed(shop.seller, lines, freight="12.345")
        drafted = await shop.seller.post("/api/orders", shop.blank(lines=lines, freight="12.345"))
        assert shown["complete"] == (drafted.status_code == 201), (lines, shown, drafted.text)
        if drafted.status_code == 201:
            order = drafted.json()
            assert shown["totals"] == order["totals"]
            have, want = shown["lines"][0], order["lines"][0]["item"]
            assert [have[key] for key in PRICES] == [want[key] for key in PRICES]
            continue
        problem = shown["lines"][0]["problems"][0]
        assert drafted.json()["type"] == problem["type"]
        assert drafted.json()["errors"] == [{"pointer": problem["pointer"], "detail": problem["detail"]}]


async def test_lines_of_a_draft_are_kept_as_agreed(stage: Stage, shop: Shop) -> None:
    quote = accepted(owner_id=shop.seller.id)
    await stage.hear(quote)
    order = (await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()
    kept = [{"line_id": each["item"]["line_id"]} for each in order["lines"]]
    shown = await previewed(shop.seller, kept, order_id=order["id"])
    assert [each["kept"] for each in shown["lines"]] == [True, True]
    assert (shown["totals"], shown["complete"]) == (order["totals"], True)
    twice = await previewed(shop.seller, [kept[0], kept[0]], order_id=order["id"])
    assert twice["lines"][1]["problems"][0]["pointer"] == "/lines/1/line_id"
    stranger = await stage.person("orders.*", scope="own")
    beyond = await stranger.client.post("/api/orders/price", json={"order_id": order["id"]})
    assert beyond.status_code == 404
