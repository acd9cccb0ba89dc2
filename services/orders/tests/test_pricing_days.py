"""Every price is that of its own day, however an order is written and whenever it is placed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from order_samples import Shop, accepted, item, price_list, product

from chassis.testing import Person, Stage
from contracts.catalog import ListedPrice, PriceBreak
from contracts.orders import OrderPlaced

TODAY = datetime.now(ZoneInfo("Europe/Berlin")).date()  # the company's zone
LAST_YEAR = TODAY - timedelta(days=300)
PRICES = ((date(2020, 1, 1), "655"), (TODAY - timedelta(days=100), "1500"), (TODAY, "2000"))
CHANGED = "urn:saleswire:problem:prices-changed"
Json = dict[str, Any]


def price_on(day: date) -> Decimal:
    return Decimal([price for since, price in PRICES if since <= day][-1])


@dataclass
class Market:
    """Two products that became dearer, a seller, and an importer who may write of earlier days."""

    shop: Shop
    products: list[UUID]
    seller: Person
    importer: Person

    def line(self, quantity: str, which: int = 0, **more: object) -> Json:
        return {"product_id": str(self.products[which]), "quantity": quantity} | more

    async def draft(self, who: Person, **changes: object) -> Any:
        body = self.shop.blank(lines=[self.line("1")], owner_id=str(self.seller.id)) | changes
        answer = await who.post("/api/orders", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def old(self, **changes: object) -> Any:
        """A draft of last year."""
        return await self.draft(self.importer, ordered_on=str(LAST_YEAR), **changes)

    async def of_quote(self) -> Any:
        """The draft of a quote of last year, at a price that no list has today."""
        quote = accepted(
            item(1, "1", "655").model_copy(update={"product_id": self.products[0]}),
            owner_id=self.seller.id,
            accepted_on=LAST_YEAR,
        )
        await self.shop.stage.hear(quote)
        return (await self.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()

    async def edit(self, who: Person, order: Json, **body: object) -> Any:
        return await who.patch(f"/api/orders/{order['id']}", body, version=order["version"])

    async def place(self, who: Person, order: Json, **body: object) -> Any:
        return await who.post(f"/api/orders/{order['id']}/place", body, version=order["version"])


@pytest.fixture(scope="module")
async def market(stage: Stage, shop: Shop) -> Market:
    sold = [product("P-OLD-1"), product("P-OLD-2")]
    lists = []
    for since, price in PRICES:
        steps = (PriceBreak(min_quantity=Decimal(1), unit_price=Decimal(price)),)
        listed = tuple(
            ListedPrice(product_id=each.product_id, breaks=steps, floor=Decimal(price) / 2) for each in sold
        )
        lists.append(price_list().model_copy(update={"valid_from": since, "prices": listed}))
    await stage.hear(*sold, *lists)
    ids = [each.product_id for each in sold]
    return Market(shop, ids, shop.seller, await stage.person("orders.*", "prices.limits", "backdate"))


def prices(order: Json) -> list[str]:
    return [line["item"]["unit_price"] for line in order["lines"]]


def days(order: Json) -> list[str | None]:
    return [line["decision"]["priced_on"] if line["decision"] else None for line in order["lines"]]


async def test_a_thousand_more_do_not_get_the_price_of_the_first(market: Market) -> None:
    order = await market.old()
    line = {"line_id": order["lines"][0]["item"]["line_id"]}
    edited = (await market.edit(market.seller, order, lines=[line, market.line("1000")])).json()
    assert (prices(edited), days(edited)) == (["655", "2000"], [str(LAST_YEAR), str(TODAY)])
    more = await market.edit(market.seller, edited, lines=[line | {"quantity": "1000"}])
    assert (prices(more.json()), days(more.json())) == (["2000"], [str(TODAY)])


async def test_the_preview_shows_each_line_on_its_own_day(market: Market) -> None:
    order = await market.old()
    line = {"line_id": order["lines"][0]["item"]["line_id"]}
    asked: Json = {"lines": [line, market.line("2")], "order_id": order["id"]}
    shown = (await market.seller.client.post("/api/orders/price", json=asked)).json()
    assert [each["priced_on"] for each in shown["lines"]] == [str(LAST_YEAR), str(TODAY)]
    then = asked | {"priced_on": str(LAST_YEAR)}
    assert (await market.seller.client.post("/api/orders/price", json=then)).status_code == 403
    shown = (await market.importer.client.post("/api/orders/price", json=then)).json()
    assert shown["totals"]["net"] == "1965.00"


async def test_another_pricing_day_needs_backdate(market: Market) -> None:
    order = await market.draft(market.seller)
    body: Json = {"lines": [market.line("2")], "priced_on": str(LAST_YEAR)}
    assert (await market.edit(market.seller, order, **body)).status_code == 403
    assert prices((await market.edit(market.importer, order, **body)).json()) == ["655"]


async def test_an_old_draft_is_not_placed_at_old_prices_unnoticed(market: Market) -> None:
    order = await market.old(lines=[market.line("1"), market.line("1", 1, discount="0.02")])
    refused = await market.place(market.seller, order)
    told = refused.json()
    assert (refused.status_code, told["type"]) == (409, CHANGED)
    assert [line["before"]["unit_price"] for line in told["lines"]] == ["655", "655"]
    assert [line["now"]["net"] for line in told["lines"]] == ["2000.00", "1960.00"]
    assert [line["priced_on"] for line in told["lines"]] == [str(LAST_YEAR)] * 2
    gross = told["totals"]["now"]["gross"]
    wrong = await market.place(market.seller, order, accept_total=told["totals"]["before"]["gross"])
    assert wrong.json()["type"] == CHANGED
    placed = await market.place(market.seller, order, accept_total=gross)
    assert (placed.json()["totals"]["gross"], days(placed.json())) == (gross, [str(TODAY)] * 2)
    said = await market.shop.stage.said(OrderPlaced, order_id=UUID(order["id"]))
    assert [str(line.unit_price) for line in said[0].lines] == ["2000", "2000"]


async def test_an_old_draft_whose_prices_still_hold_is_placed_as_it_is(market: Market) -> None:
    order = await market.draft(
        market.importer, lines=[{"product_id": str(market.shop.pump), "quantity": "2"}]
    )
    since = str(LAST_YEAR)
    old = (await market.edit(market.importer, order, lines=[market.line("1")], priced_on=since)).json()
    pump = {"product_id": str(market.shop.pump), "quantity": "2"}
    old = (await market.edit(market.importer, old, lines=[pump], priced_on=since)).json()
    placed = (await market.place(market.seller, old)).json()
    assert (placed["status"], days(placed)) == ("pending", [since])


async def test_a_price_by_hand_that_holds_is_held_against_todays_list_without_a_question(
    market: Market,
) -> None:
    order = await market.draft(market.importer)
    line = {"line_id": order["lines"][0]["item"]["line_id"], "unit_price": "2000", "quantity": "3"}
    earlier = str(TODAY - timedelta(days=50))
    old = (await market.edit(market.importer, order, lines=[line], priced_on=earlier)).json()
    assert (old["lines"][0]["item"]["list_price"], days(old)) == ("1500", [earlier])
    placed = await market.place(market.seller, old)
    assert (placed.status_code, placed.json()["totals"]) == (200, old["totals"])
    assert (placed.json()["lines"][0]["item"]["list_price"], days(placed.json())) == ("2000", [str(TODAY)])


async def test_what_the_client_accepted_with_a_quote_stays(market: Market) -> None:
    order = await market.of_quote()
    assert order["lines"][0]["agreed_on"] == str(LAST_YEAR)
    kept = {"line_id": order["lines"][0]["item"]["line_id"]}
    order = (await market.edit(market.seller, order, lines=[kept, market.line("1")])).json()
    placed = (await market.place(market.seller, order)).json()
    assert prices(placed) == ["655", "2000"]
    assert [line["agreed_on"] for line in placed["lines"]] == [str(LAST_YEAR), None]


async def test_what_is_not_for_sale_any_more_is_told_at_its_line_when_placing(market: Market) -> None:
    gone = product("P-GONE")
    await market.shop.stage.hear(gone, price_list(gone))
    order = await market.old(lines=[market.line("1"), {"product_id": str(gone.product_id), "quantity": "1"}])
    await market.shop.stage.execute("UPDATE product_copy SET sellable = false WHERE id = $1", gone.product_id)
    refused = await market.place(market.seller, order)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/lines/1/product_id"


DAYS = st.sampled_from([TODAY, TODAY - timedelta(days=50), LAST_YEAR])


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
async def test_no_way_of_writing_gives_a_line_the_price_of_another_day(
    market: Market, data: st.DataObject
) -> None:
    from_quote = data.draw(st.booleans())
    order = await (
        market.of_quote() if from_quote else market.draft(market.importer, ordered_on=str(data.draw(DAYS)))
    )
    for _ in range(data.draw(st.integers(1, 6))):
        day, who, body = TODAY, market.seller, {}
        if data.draw(st.booleans()):
            day, who = data.draw(DAYS), market.importer
            body["priced_on"] = str(day)
        if data.draw(st.booleans()):
            body["lines"] = [_changed(data, market, line["item"]) for line in order["lines"]]
            body["lines"] += [market.line("1", 1)] * data.draw(st.integers(0, 1))
        answer = await market.edit(who, order, **body)
        assert answer.status_code < 500, answer.text
        if answer.status_code == 200:
            _check(order, answer.json(), day)
            order = answer.json()
    refused = await market.place(market.seller, order)
    if refused.status_code == 409:
        gross = refused.json()["totals"]["now"]["gross"]
        refused = await market.place(market.seller, order, accept_total=gross)
    for line in refused.json()["lines"]:
        agreed = line["agreed_on"] is not None
        assert agreed or Decimal(line["item"]["list_price"]) == price_on(TODAY)


def _check(before: Json, after: Json, day: date) -> None:
    """Lines are as they were, or priced on the day of this write."""
    had = {line["item"]["line_id"]: line for line in before["lines"]}
    for line in after["lines"]:
        was = had.get(line["item"]["line_id"], {"item": {}})
        names = ("product_id", "quantity", "unit_price", "discount", "net")
        same = all(line["item"][name] == was["item"].get(name) for name in names)
        if same and line["decision"] == was["decision"]:
            continue
        assert (line["decision"]["priced_on"], line["agreed_on"]) == (str(day), None)
        assert Decimal(line["item"]["list_price"]) == price_on(day)


def _changed(data: st.DataObject, market: Market, had: Json) -> Json:
    """The line as it is, with one thing changed, or without its id."""
    kind = data.draw(st.sampled_from(["as it is", "quantity", "price", "discount", "product", "anew"]))
    named: Json = {"line_id": had["line_id"]}
    quantity = str(data.draw(st.integers(1, 1000)))
    return {
        "as it is": named,
        "quantity": named | {"quantity": quantity},
        "price": named | {"unit_price": had["unit_price"], "quantity": quantity},
        "discount": named | {"discount": data.draw(st.sampled_from(["0", "0.01", "0.05"]))},
        "product": named | {"product_id": str(data.draw(st.sampled_from(market.products)))},
        "anew": market.line(quantity),
    }[kind]
