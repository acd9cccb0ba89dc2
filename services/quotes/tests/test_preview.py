"""Previews: the same as drafting, line by line, and without any effect."""

from itertools import product as combinations
from typing import Any
from uuid import uuid4

import pytest
from company import Shop, client, price_list, product

from chassis.testing import Person, Stage
from contracts.event import new_id
from contracts.values import ItemKind

Line = dict[str, str]


async def previewed(who: Person, lines: list[Line], **more: object) -> Any:
    answer = await who.client.post("/api/quotes/price", json={"lines": lines} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def line(product_id: object, quantity: str = "1", **more: str) -> Line:
    return {"product_id": str(product_id), "quantity": quantity} | more


def slugs(priced: Any) -> list[str]:
    return [problem["type"].rsplit(":", 1)[1] for problem in priced["problems"]]


@pytest.mark.feature("PH-DV-05")
async def test_a_line_is_shown_with_all_that_decides_its_price(shop: Shop) -> None:
    shown = await previewed(shop.seller, [line(shop.sensor, "9", discount="0.02")], freight="5")
    (priced,) = shown["lines"]
    assert (priced["list_price"], priced["unit_price"], priced["net"]) == ("100", "100", "882.00")
    assert priced["quantity_break"] == {"min_quantity": "1", "unit_price": "100"}
    assert priced["next_break"] == {"min_quantity": "10", "unit_price": "90"}
    assert (priced["floor"], priced["below_floor"], priced["needs_grant"]) == ("80", False, False)
    assert (priced["effective_price"], priced["discount_on_list"]) == ("98.000000", "0.020000")
    assert (priced["product"]["number"], priced["product"]["lead_time_days"]) == ("S-100", 14)
    assert (priced["kind"], shown["taxes"]) == (
        "device",
        [{"tax_rate": "0.25", "net": "887.00", "tax": "221.75"}],
    )
    assert (shown["totals"]["gross"], shown["complete"], shown["problems"]) == ("1108.75", True, [])


async def test_limits_of_prices_are_told_only_to_those_who_may_see_them(stage: Stage, shop: Shop) -> None:
    writer = await stage.person("quotes.read", "quotes.write")
    lines = [line(shop.sensor, unit_price="79"), line(shop.sensor, discount="0.1"), line(shop.sensor)]
    for index in (0, 1):
        answer = await writer.post("/api/quotes", {"client_id": str(shop.client_id), "lines": [lines[index]]})
        assert answer.status_code == 422
        told = {name: value for name, value in answer.json().items() if name != "trace_id"}
        assert "80" not in str(told).replace("0.80", "")
        assert answer.json().get("floor") is None
        assert answer.json().get("max_discount") is None
    shown = (await previewed(writer, lines))["lines"]
    assert {each["floor"] for each in shown} == {None}
    assert {each["price_list"]["max_discount"] for each in shown} == {None}
    drafted = (
        await writer.post("/api/quotes", {"client_id": str(shop.client_id), "lines": lines[2:]})
    ).json()
    limits = [(each["floor"], each["max_discount"]) for each in drafted["decisions"]]
    assert limits == [(None, None)]
    revision = f"/api/quotes/{drafted['id']}/revisions/1"
    assert (await writer.get(revision)).json()["content"]["decisions"][0]["floor"] is None
    knowing = await stage.person("quotes.read", "prices.limits")
    assert (await knowing.get(revision)).json()["content"]["decisions"][0]["floor"] == "80"


async def test_a_line_with_a_problem_leaves_the_others_alone(stage: Stage, shop: Shop) -> None:
    nowhere, unlisted = uuid4(), product("U-1")
    await stage.hear(unlisted)
    lines = [
        line(nowhere),
        line(unlisted.product_id),
        line(shop.sensor, "0.5"),
        line(shop.sensor, unit_price="79"),
        line(shop.sensor, discount="0.1"),
        line(shop.sensor, "2"),
    ]
    shown = await previewed(shop.seller, lines)
    assert [slugs(each) for each in shown["lines"]] == [
        ["unknown-product"],
        ["no-price"],
        ["quantity-decimals"],
        ["below-floor"],
        ["discount-needs-permission"],
        [],
    ]
    pointers = [each["problems"][0]["pointer"] for each in shown["lines"][:5]]
    fields = ("product_id", "product_id", "quantity", "unit_price", "discount")
    assert pointers == [f"/lines/{index}/{field}" for index, field in enumerate(fields)]
    assert [each["net"] for each in shown["lines"]] == [None, None, None, "79.00", "90.00", "200.00"]
    assert (shown["totals"]["net"], shown["complete"]) == ("369.00", False)
    assert shown["lines"][2]["next_break"]["min_quantity"] == "1"


async def test_whoever_may_grant_is_told_that_it_takes_a_grant(stage: Stage, shop: Shop) -> None:
    leader = await stage.person("quotes.*", "discount")
    shown = await previewed(leader, [line(shop.sensor, discount="0.1")])
    assert (shown["may_grant"], shown["complete"]) == (True, True)
    assert shown["lines"][0]["needs_grant"] is True


async def test_what_is_shown_is_what_is_drafted_or_why_it_is_refused(stage: Stage, shop: Shop) -> None:
    fixed, bound = product("F-1"), product("O-1", ItemKind.OPTION, (new_id(),))
    await stage.hear(fixed, bound, price_list(bound))
    ids = (shop.sensor, shop.bracket, bound.product_id, fixed.product_id)
    prices: tuple[Line, ...] = (
        {},
        {"unit_price": "95.123456"},
        {"discount": "0.05"},
        {"discount": "0.333333"},
        {"unit_price": "1000000000000"},
    )
    for id, quantity, price in combinations(ids, ("0.5", "3.3333", "10", "9000000"), prices):
        lines = [line(shop.training, "7"), line(id, quantity, **price)]
        shown = await previewed(shop.seller, lines, freight="12.345")
        drafted = await shop.seller.post("/api/quotes", shop.quote(lines=lines, freight="12.345"))
        assert shown["complete"] == (drafted.status_code == 201), (lines, shown, drafted.text)
        if drafted.status_code == 201:
            quote = drafted.json()
            assert shown["totals"] == quote["totals"]
            for have, want in zip(shown["lines"], quote["lines"], strict=True):
                assert {key: have[key] for key in ("list_price", "unit_price", "net", "tax_rate")} == {
                    key: want[key] for key in ("list_price", "unit_price", "net", "tax_rate")
                }
            continue
        problems = [*(one for each in shown["lines"] for one in each["problems"]), *shown["problems"]]
        assert drafted.json()["type"] == problems[0]["type"]
        assert drafted.json()["errors"][0]["pointer"] == problems[0]["pointer"]


async def test_nothing_is_written_and_no_key_is_needed(stage: Stage, shop: Shop) -> None:
    before = await stage.rows("SELECT count(*) AS n FROM quote")
    await previewed(shop.seller, [line(shop.sensor)])
    assert await stage.rows("SELECT count(*) AS n FROM quote") == before


async def test_a_quote_that_is_there_is_priced_as_of_today_or_another_day(stage: Stage, shop: Shop) -> None:
    leader = await stage.person("quotes.*", "backdate")
    quote = (await leader.post("/api/quotes", shop.quote(quoted_on="2021-05-04", freight="7"))).json()
    editor = await stage.person("quotes.*")
    shown = await previewed(editor, [line(shop.sensor, "2")], quote_id=quote["id"])
    assert (shown["priced_on"] > "2021-05-04", shown["totals"]["freight"]) == (True, "7.00")
    then = {"quote_id": quote["id"], "priced_on": "2021-05-04"}
    assert (await previewed(leader, [line(shop.sensor, "2")], **then))["priced_on"] == "2021-05-04"
    assert (await editor.client.post("/api/quotes/price", json=then)).status_code == 403
    asked = {"json": {"priced_on": "2021-05-04"}, "headers": {"Accept-Language": "de"}}
    german = await leader.client.post("/api/quotes/price", **asked)
    assert german.json()["errors"][0]["detail"].startswith("ein neues Angebot wird zu seinem Tag bepreist")
    alone = await leader.client.post("/api/quotes/price", json={"priced_on": "2021-05-04"})
    assert alone.status_code == 422
    stranger = await stage.person("quotes.*", scope="own")
    beyond = await stranger.client.post("/api/quotes/price", json={"quote_id": quote["id"]})
    assert beyond.status_code == 404
    both = {"quote_id": quote["id"], "currency": "EUR"}
    assert (await leader.client.post("/api/quotes/price", json=both)).status_code == 422
    past = {"quoted_on": "2021-05-04"}
    assert (await shop.seller.client.post("/api/quotes/price", json=past)).status_code == 403


async def test_a_client_out_of_reach_is_not_priced_for(stage: Stage, shop: Shop) -> None:
    foreign = client("Elsewhere", owner_id=new_id())
    await stage.hear(foreign)
    answer = await shop.seller.client.post("/api/quotes/price", json={"client_id": str(foreign.party_id)})
    assert answer.json()["type"] == "urn:saleswire:problem:unknown-client"
