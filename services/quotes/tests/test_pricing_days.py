"""Every price is that of its own day, however a quote is written; nobody carries an old one along."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from company import Shop, price_list, product
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.testing import Person, Stage
from contracts.catalog import ListedPrice, PriceBreak, PriceMode

TODAY = datetime.now(ZoneInfo("Europe/Berlin")).date()  # the company's zone
LAST_YEAR = TODAY - timedelta(days=300)
PRICES = ((date(2020, 1, 1), "655"), (TODAY - timedelta(days=100), "1500"), (TODAY, "2000"))
Json = dict[str, Any]


def price_on(day: date) -> Decimal:
    return Decimal([price for since, price in PRICES if since <= day][-1])


@dataclass
class Market:
    """Two products that became dearer, a seller, and an importer who may write of earlier days."""

    stage: Stage
    shop: Shop
    products: list[UUID]
    seller: Person
    importer: Person

    async def draft(self, who: Person, **changes: object) -> Any:
        body = self.shop.quote(lines=[self.line("1")], owner_id=str(self.seller.id)) | changes
        answer = await who.post("/api/quotes", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def line(self, quantity: str, which: int = 0, **more: object) -> Json:
        return {"product_id": str(self.products[which]), "quantity": quantity} | more

    async def old(self, **changes: object) -> Any:
        """A quote of last year that was sent; it ended long ago."""
        quote = await self.draft(self.importer, quoted_on=str(LAST_YEAR), **changes)
        return (await self.step(self.importer, quote, "send", {"on": str(LAST_YEAR)})).json()

    async def step(self, who: Person, quote: Json, name: str, body: Json | None = None) -> Any:
        return await who.post(f"/api/quotes/{quote['id']}/{name}", body, version=quote["version"])

    async def edit(self, who: Person, quote: Json, **body: object) -> Any:
        return await who.patch(f"/api/quotes/{quote['id']}", body, version=quote["version"])


@pytest.fixture(scope="module")
async def market(stage: Stage, shop: Shop) -> Market:
    seller, importer = shop.seller, await stage.person("quotes.*", "prices.limits", "backdate")
    sold = [product("P-OLD-1"), product("P-OLD-2")]
    lists = []
    for since, price in PRICES:
        steps = (PriceBreak(min_quantity=Decimal(1), unit_price=Decimal(price)),)
        listed = tuple(
            ListedPrice(product_id=each.product_id, breaks=steps, floor=Decimal(price) / 2) for each in sold
        )
        lists.append(price_list().model_copy(update={"valid_from": since, "prices": listed}))
    await stage.hear(*sold, *lists)
    return Market(stage, shop, [each.product_id for each in sold], seller, importer)


def prices(quote: Json) -> list[str]:
    return [line["unit_price"] for line in quote["lines"]]


def days(quote: Json) -> list[str]:
    return [decision["priced_on"] for decision in quote["decisions"]]


async def test_a_quote_that_has_ended_is_priced_anew_when_it_is_revised(market: Market) -> None:
    quote = await market.old(lines=[market.line("1"), market.line("2", 1, discount="0.02")])
    revised = (await market.step(market.seller, quote, "revise")).json()
    assert (prices(revised), days(revised)) == (["2000", "2000"], [str(TODAY)] * 2)
    assert [line["discount"] for line in revised["lines"]] == ["0", "0.02"]
    assert revised["totals"]["net"] == "5920.00"
    assert date.fromisoformat(revised["valid_until"]) >= TODAY


async def test_a_declined_quote_may_be_revised_and_is_priced_anew(market: Market) -> None:
    quote = await market.draft(market.seller)
    sent = (await market.step(market.seller, quote, "send")).json()
    declined = (await market.step(market.seller, sent, "decline", {"reason": "too dear"})).json()
    yesterday = str(TODAY - timedelta(days=1))
    await market.stage.execute(
        "UPDATE quote SET decisions = jsonb_set(decisions, '{0,priced_on}', to_jsonb($2::text)) "
        "WHERE id = $1",
        UUID(quote["id"]),
        yesterday,
    )
    revised = await market.step(market.seller, declined, "revise")
    assert (revised.json()["status"], days(revised.json())) == ("draft", [str(TODAY)])


async def test_a_thousand_more_do_not_get_the_price_of_the_first(market: Market) -> None:
    quote = await market.draft(market.importer, quoted_on=str(LAST_YEAR), valid_until=str(TODAY))
    line = {"line_id": quote["lines"][0]["line_id"], "quantity": "1000"}
    edited = (await market.edit(market.seller, quote, lines=[line])).json()
    assert (prices(edited), days(edited)) == (["2000"], [str(TODAY)])
    old_price = line | {"unit_price": "655"}
    refused = await market.edit(market.seller, edited, lines=[old_price])
    assert refused.json()["type"] == "urn:saleswire:problem:below-floor"


async def test_a_line_that_nobody_changes_keeps_its_price_and_its_day(market: Market) -> None:
    quote = await market.draft(market.importer, quoted_on=str(LAST_YEAR), valid_until=str(TODAY))
    kept = {"line_id": quote["lines"][0]["line_id"], "description": "as agreed by phone"}
    edited = (await market.edit(market.seller, quote, lines=[market.line("1", 1), kept])).json()
    assert (prices(edited), days(edited)) == (["2000", "655"], [str(TODAY), str(LAST_YEAR)])
    assert edited["lines"][1]["description"] == "as agreed by phone"
    asked = {"lines": [market.line("1", 1), kept], "quote_id": quote["id"]}
    shown = (await market.seller.client.post("/api/quotes/price", json=asked)).json()
    assert [line["priced_on"] for line in shown["lines"]] == days(edited)
    assert ([line["kept"] for line in shown["lines"]], shown["totals"]) == ([False, True], edited["totals"])


async def test_a_granted_price_stays_when_a_colleague_adds_a_line(market: Market) -> None:
    leader = await market.stage.person("quotes.*", "discount")
    quote = await market.draft(leader, lines=[market.line("1", discount="0.2")])
    kept = {"line_id": quote["lines"][0]["line_id"]}
    edited = (await market.edit(market.seller, quote, lines=[kept, market.line("1", 1)])).json()
    assert [line["net"] for line in edited["lines"]] == ["1600.00", "2000.00"]
    assert edited["decisions"][0]["discount_granted_by"] == str(leader.id)
    plain = await market.edit(market.seller, edited, lines=[kept | {"discount": "0"}])
    assert plain.json()["lines"][0]["net"] == "2000.00"


async def test_a_draft_that_has_ended_is_priced_anew_when_it_is_given_more_time(market: Market) -> None:
    quote = await market.draft(market.importer, quoted_on=str(LAST_YEAR))
    renamed = (await market.edit(market.seller, quote, project="Mill")).json()
    assert prices(renamed) == ["655"]
    late = await market.step(market.seller, renamed, "send")
    assert late.json()["type"] == "urn:saleswire:problem:already-ended"
    longer = await market.edit(market.seller, renamed, valid_until=str(TODAY + timedelta(days=5)))
    assert (prices(longer.json()), days(longer.json())) == (["2000"], [str(TODAY)])


async def test_prices_are_offered_for_a_year_at_most(market: Market) -> None:
    body = market.shop.quote(lines=[market.line("1")], valid_until=str(TODAY + timedelta(days=400)))
    refused = await market.seller.post("/api/quotes", body)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:saleswire:problem:valid-too-long")
    assert refused.json()["errors"][0]["pointer"] == "/valid_until"
    assert str(TODAY + timedelta(days=365)) in refused.json()["detail"]
    quote = await market.draft(market.importer, quoted_on=str(LAST_YEAR), valid_until=str(TODAY))
    too_long = await market.edit(market.seller, quote, valid_until=str(TODAY + timedelta(days=90)))
    assert too_long.json()["type"] == "urn:saleswire:problem:valid-too-long"


async def test_another_pricing_day_needs_backdate(market: Market) -> None:
    quote = await market.draft(market.seller)
    body: Json = {"lines": [market.line("2")], "priced_on": str(LAST_YEAR)}
    assert (await market.edit(market.seller, quote, **body)).status_code == 403
    assert prices((await market.edit(market.importer, quote, **body)).json()) == ["655"]


async def test_a_line_that_is_not_for_sale_any_more_leaves_a_revision_by_naming_the_others(
    market: Market,
) -> None:
    gone = product("P-GONE")
    await market.stage.hear(gone, price_list(gone))
    there = {"product_id": str(gone.product_id), "quantity": "1"}
    quote = await market.old(lines=[market.line("1"), there])
    await market.stage.execute("UPDATE product_copy SET sellable = false WHERE id = $1", gone.product_id)
    refused = await market.step(market.seller, quote, "revise")
    assert refused.json()["errors"][0]["pointer"] == "/lines/1/product_id"
    others = [{"line_id": quote["lines"][0]["line_id"]}]
    revised = await market.step(market.seller, quote, "revise", {"lines": others})
    assert prices(revised.json()) == ["2000"]


async def test_a_fixed_price_and_a_floor_are_those_of_the_lines_own_day(market: Market) -> None:
    fixed = product("P-FIXED")
    now_fixed = price_list(fixed, mode=PriceMode.FIXED).model_copy(update={"valid_from": TODAY})
    await market.stage.hear(fixed, price_list(fixed), now_fixed)
    bargain: Json = {"product_id": str(fixed.product_id), "quantity": "1", "unit_price": "96"}
    quote = await market.draft(
        market.importer, quoted_on=str(LAST_YEAR), valid_until=str(TODAY), lines=[bargain]
    )
    kept = {"line_id": quote["lines"][0]["line_id"]}
    again = (await market.edit(market.seller, quote, lines=[kept])).json()
    assert prices(again) == ["96"]
    more = await market.edit(market.seller, again, lines=[kept | {"quantity": "2", "unit_price": "96"}])
    assert more.json()["type"] == "urn:saleswire:problem:price-fixed"


@dataclass
class Life:
    """One quote on its way through the hands of a seller and an importer; each write is watched."""

    market: Market
    quote: Json
    written: list[str] = field(default_factory=list)

    async def write(self, what: str, by_seller: bool, body: Json) -> None:
        """Do it; a refusal changes nothing. Then every line has the price of a day that is allowed."""
        who = self.market.seller if by_seller else self.market.importer
        if what == "edit":
            answer = await self.market.edit(who, self.quote, **body)
        elif what == "copy":
            lines = [self._copied(line) for line in self.quote["lines"]]
            answer = await who.post("/api/quotes", self.market.shop.quote(lines=lines))
        else:
            answer = await self.market.step(who, self.quote, what, body)
        assert answer.status_code < 500, answer.text
        if answer.status_code < 300:
            self.written.append(what)
            day = TODAY if by_seller else self._day(what, body)
            self._check(answer.json(), day, whole=what == "copy")
            self.quote = answer.json()

    def _copied(self, line: Json) -> Json:
        return {"product_id": line["product_id"], "quantity": line["quantity"]["value"]}

    def _day(self, what: str, body: Json) -> date:
        return date.fromisoformat(body.get("priced_on" if what == "edit" else "on", str(TODAY)))

    def _check(self, after: Json, day: date, *, whole: bool) -> None:
        before = {line["line_id"]: line for line in self.quote["lines"]}
        ended = date.fromisoformat(self.quote["valid_until"]) < day or self.quote["status"] == "declined"
        decisions = {each["line_id"]: each for each in after["decisions"]}
        for line in after["lines"]:
            priced_on = date.fromisoformat(decisions[line["line_id"]]["priced_on"])
            assert Decimal(line["list_price"]) == price_on(priced_on), self.written
            names = ("product_id", "quantity", "unit_price", "discount", "net")
            same = line["line_id"] in before and all(
                line[name] == before[line["line_id"]][name] for name in names
            )
            if whole or not same or (ended and after["revision"] > self.quote["revision"]):
                assert priced_on == day, self.written


DAYS = st.sampled_from([TODAY, TODAY - timedelta(days=50), LAST_YEAR])
STEPS = st.sampled_from(["edit", "edit", "edit", "send", "revise", "decline", "copy"])


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
async def test_no_way_of_writing_gives_a_line_the_price_of_another_day(
    market: Market, data: st.DataObject
) -> None:
    life = Life(market, await market.draft(market.importer, quoted_on=str(data.draw(DAYS))))
    for _ in range(data.draw(st.integers(1, 8))):
        what, by_seller = data.draw(STEPS), data.draw(st.booleans())
        body: Json = {"reason": "dear"} if what == "decline" else {}
        if not by_seller and what != "copy":
            body["priced_on" if what == "edit" else "on"] = str(data.draw(DAYS))
        if what == "edit" and data.draw(st.booleans()):
            body["valid_until"] = str(TODAY + timedelta(days=data.draw(st.integers(-200, 400))))
        if what == "edit" or (what == "revise" and data.draw(st.booleans())):
            body["lines"] = [_changed(data, market, line) for line in life.quote["lines"]]
            if data.draw(st.booleans()):
                body["lines"].append(market.line("1", data.draw(st.integers(0, 1))))
        await life.write(what, by_seller, body)


def _changed(data: st.DataObject, market: Market, line: Json) -> Json:
    """The line as it is, with one thing changed, or without its id."""
    kind = data.draw(st.sampled_from(["as it is", "quantity", "price", "discount", "product", "anew"]))
    named: Json = {"line_id": line["line_id"]}
    quantity = str(data.draw(st.integers(1, 1000)))
    return {
        "as it is": named,
        "quantity": named | {"quantity": quantity},
        "price": named | {"unit_price": line["unit_price"], "quantity": quantity},
        "discount": named | {"discount": data.draw(st.sampled_from(["0", "0.01", "0.05"]))},
        "product": named | {"product_id": str(data.draw(st.sampled_from(market.products)))},
        "anew": market.line(quantity),
    }[kind]
