"""Whatever happens to deals in whatever order, tiles, charts, reports and the funnel say the same."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from random_deals import CLIENTS, PRODUCTS, Amounts, Books, Telling

from chassis.testing import Person, Stage

DEALS = 60
ALL = Books()


@pytest.fixture(scope="module", params=[1, 2, 3])
async def told(stage: Stage, request: pytest.FixtureRequest) -> tuple[Books, date]:
    """Deals of this month, and what they come to with those of the seeds before."""
    random, books = Random(request.param), ALL
    (row,) = await stage.rows("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date AS today")
    today: date = row["today"]
    await stage.hear(*PRODUCTS, *CLIENTS)
    for _ in range(DEALS):
        telling = Telling(random, books, today - timedelta(days=random.randint(0, today.day - 1)))
        await stage.hear(*telling.events(), correlation_id=telling.deal.order_id)
    return books, today


@pytest.fixture
async def manager(stage: Stage, told: Any) -> Person:
    return await stage.person("reports.read", "orders.read", "quotes.read", "billing.read")


async def get(person: Person, path: str, **asked: str) -> Any:
    answer = await person.get(f"/api/reports/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def by_currency(amounts: Amounts) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for (currency, _), amount in amounts.items():
        found[currency] += amount
    return {currency: amount for currency, amount in found.items() if amount}


def less(these: dict[str, Decimal], those: dict[str, Decimal]) -> dict[str, Decimal]:
    found = {name: these.get(name, Decimal(0)) - those.get(name, Decimal(0)) for name in these | those}
    return {currency: amount for currency, amount in found.items() if amount}


def amounts_of(tile: Any) -> dict[str, Decimal]:
    ours = {tile["currency"]: Decimal(tile["value"])}
    others = {each["currency"]: Decimal(each["amount"]) for each in tile["others"]}
    return {currency: amount for currency, amount in (ours | others).items() if amount}


async def tiles(person: Person) -> dict[str, Any]:
    return {tile["key"]: tile for tile in (await get(person, "overview", period="month"))["tiles"]}


def month_of(today: date) -> dict[str, str]:
    return {"from": today.replace(day=1).isoformat(), "to": today.isoformat()}


@pytest.mark.feature("PH-D-12")
async def test_tiles_say_what_happened(manager: Person, told: tuple[Books, date]) -> None:
    books, found = told[0], await tiles(manager)
    placed, cancelled = by_currency(books.placed), by_currency(books.cancelled)
    assert amounts_of(found["sales_placed"]) == less(placed, cancelled)
    assert [Decimal(part["value"]) for part in found["sales_placed"]["parts"]] == [
        placed["EUR"],
        -cancelled["EUR"],
    ]
    assert found["orders_placed"]["value"] == str(books.orders)
    assert found["quotes_sent"]["value"] == str(books.sent)
    assert found["quotes_accepted"]["value"] == str(books.decided["accepted"])
    rate = Decimal(100 * books.decided["accepted"]) / sum(books.decided.values())
    assert found["hit_rate"]["value"] == str(round(rate, 1))
    assert amounts_of(found["invoiced"]) == by_currency(books.invoiced)


@pytest.mark.parametrize("by", ["total", "product", "category", "client", "region", "seller", "segment"])
async def test_reports_add_up_to_the_tiles_from_sums_and_from_facts(
    manager: Person, told: tuple[Books, date], by: str
) -> None:
    tile = (await tiles(manager))["sales_placed"]
    for days in (month_of(told[1]), {"period": "all", "as_of": told[1].isoformat()}, {"period": "month"}):
        rows = (await get(manager, "sales", by=by, **days))["rows"]
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in rows:
            sums[row["currency"]] += Decimal(row["net"])
        assert {currency: net for currency, net in sums.items() if net} == amounts_of(tile)


async def test_orders_of_reports_are_those_of_the_tiles(manager: Person, told: tuple[Books, date]) -> None:
    for by in ("total", "client", "region"):
        rows = (await get(manager, "sales", by=by, period="all"))["rows"]
        assert sum(row["orders"] for row in rows) == told[0].orders


async def test_charts_add_up_to_the_tiles(manager: Person) -> None:
    overview = await get(manager, "overview", period="month")
    sales = Decimal(next(tile["value"] for tile in overview["tiles"] if tile["key"] == "sales_placed"))
    for parts in (overview["sales"]["current"], overview["by_territory"], overview["by_product"]):
        assert sum(Decimal(part["net"]) for part in parts) == sales


async def test_the_funnel_says_what_the_tiles_say(manager: Person, told: tuple[Books, date]) -> None:
    books, found = told[0], await tiles(manager)
    month = await get(manager, "funnel", period="month", **month_of(told[1]))
    whole = await get(manager, "funnel", period="all")
    for funnel in (month, whole):
        counts: dict[str, int] = defaultdict(int)
        gross: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for row in funnel["rows"]:
            counts[row["stage"]] += row["documents"]
            gross[row["stage"]][row["currency"]] += Decimal(row["gross"])
        assert funnel["hit_rate"] == found["hit_rate"]["value"]
        assert counts["quote-sent"] == books.sent
        assert counts["quote-accepted"] == books.decided["accepted"]
        assert counts["quote-declined"] + counts["quote-expired"] == books.decided["lost"]
        assert dict(gross["invoice-issued"]) == amounts_of(found["invoiced"])
        assert less(gross["order-placed"], {}) == by_currency(books.placed)  # tax is none here
