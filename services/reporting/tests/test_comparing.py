"""This week beside the one before, quotes beside orders, and day by day: what rises and what falls."""

from datetime import date, timedelta
from typing import Any

import pytest
from deal import Deal, client, product

from chassis.testing import Person, Stage
from contracts.event import new_id
from contracts.quotes import QuoteDeclined

SENSOR, CLIENT = product("Sensor", "Sensors"), client("Norrland Skog AB", f"Land {new_id()}")


@pytest.fixture
async def seller(stage: Stage) -> Person:
    """Somebody without any deal yet."""
    await stage.hear(SENSOR, CLIENT)
    return await stage.person("reports.read", scope="own")


async def today(stage: Stage) -> date:
    """The company's day."""
    (row,) = await stage.rows("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date AS today")
    return row["today"]


async def sell(stage: Stage, seller: Person, on: date, quantity: int, *, lost: bool = False) -> None:
    """A quote of that day, and what became of it on the same."""
    deal = Deal(CLIENT, [(SENSOR, quantity, "100")], on, seller.id)
    end = [deal.accepted(), deal.drafted(), deal.placed()]
    if lost:
        end = [QuoteDeclined(quote_id=deal.quote_id, declined_on=on)]
    await stage.hear(deal.drafted_quote(), deal.sent(), *end, correlation_id=deal.quote_id, actor=seller.id)


async def shown(seller: Person, period: str) -> Any:
    answer = await seller.get("/api/reports/overview", params={"period": period})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.feature("PH-D-04")
async def test_this_week_stands_beside_the_last_and_quotes_beside_orders(
    stage: Stage, seller: Person
) -> None:
    on = await today(stage)
    await sell(stage, seller, on, 3)
    await sell(stage, seller, on, 1)
    await sell(stage, seller, on, 8, lost=True)
    await sell(stage, seller, on - timedelta(days=7), 2)
    for _ in range(3):
        await sell(stage, seller, on - timedelta(days=7), 1, lost=True)
    overview = await shown(seller, "week")
    compared = {tile["key"]: (tile["value"], tile["previous"]) for tile in overview["tiles"]}
    expected = {
        "sales_placed": ("400.00", "200.00"),
        "orders_placed": ("2", "1"),
        "quotes_sent": ("3", "4"),
        "quotes_accepted": ("2", "1"),
        "hit_rate": ("66.7", "25.0"),
    }
    assert {key: compared[key] for key in expected} == expected
    steps = {step["stage"]: (step["documents"], step["gross"]) for step in overview["funnel"]}
    assert (steps["sent"], steps["ordered"]) == ((3, "1200.00"), (2, "400.00"))


@pytest.mark.feature("PH-D-10")
async def test_each_day_has_its_sales_so_that_peaks_and_dips_are_seen(stage: Stage, seller: Person) -> None:
    on = await today(stage)
    end = on.replace(day=1) - timedelta(days=1)
    sold = {1: 2, 2: 7, 3: 1, 5: 4}
    for day, quantity in sold.items():
        await sell(stage, seller, end.replace(day=day), quantity)
    await sell(stage, seller, on, 6)
    sales = (await shown(seller, "month"))["sales"]
    assert sales["by"] == "day"
    assert [(point["on"], point["net"]) for point in sales["previous"]] == [
        (str(end.replace(day=day)), f"{100 * sold.get(day, 0)}.00") for day in range(1, end.day + 1)
    ]
    current = {point["on"]: point["net"] for point in sales["current"]}
    assert {day: net for day, net in current.items() if net != "0.00"} == {str(on): "600.00"}
    assert len(current) >= on.day


async def test_figures_are_called_in_the_language_of_whoever_looks(seller: Person) -> None:
    asked = {"params": {"period": "month"}}
    german = await seller.get("/api/reports/overview", headers={"Accept-Language": "de"}, **asked)
    english = await seller.get("/api/reports/overview", **asked)
    assert [tile["name"] for tile in german.json()["tiles"]][:2] == ["Umsatz", "Erteilte Aufträge"]
    assert [tile["name"] for tile in english.json()["tiles"]][:2] == ["Sales", "Orders placed"]
