"""Every number of the dashboard is what its list says under the filter that it links to, for every role."""

from decimal import Decimal
from typing import Any

import pytest
from deals import ROLES, SCOPED_LISTS, Deals, holds

from chassis.testing import Person, until

pytestmark = pytest.mark.timeout(300)  # the whole company starts first
LISTS = {name: SCOPED_LISTS[kind] for name, kind in (("orders", "order"), ("quotes", "quote"))}
LISTS |= {"invoices": SCOPED_LISTS["invoice"]}
SUMS = {"sales_placed": "net", "open_orders": "net", "invoiced": "gross", "receivables": "open_amount"}
READERS = [role for role in ROLES if holds(role, "reports.read")]


async def listed(person: Person, link: Any, **more: str) -> Any:
    """Totals of the list behind a link."""
    answer = await person.get(f"{LISTS[link['list']]}/totals", params=link["filter"] | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def said_by_list(person: Person, tile: Any) -> str:
    """The tile's number as its list has it."""
    totals = await listed(person, tile["link"])
    if tile["unit"] == "count":
        return str(totals["count"])
    if tile["unit"] == "percent":
        accepted = await listed(person, tile["link"], status="accepted")
        return str(round(Decimal(100 * accepted["count"]) / totals["count"], 1))
    sums = {sum["currency"]: sum["amount"] for sum in totals["sums"][SUMS[tile["key"]]]}
    return str(sums.get(tile["currency"], "0.00"))


async def differences(person: Person, overview: Any) -> list[str]:
    """Numbers that their lists do not confirm."""
    wrong = []
    for tile in overview["tiles"]:
        if tile["link"] and Decimal(tile["value"]) != Decimal(said := await said_by_list(person, tile)):
            wrong.append(f"{tile['key']} is {tile['value']}, its list says {said}")
    for one in overview["orders_by_status"]:
        if one["link"] and one["documents"] != (said := (await listed(person, one["link"]))["count"]):
            wrong.append(f"{one['status']} is {one['documents']}, its list says {said}")
    return wrong


@pytest.mark.parametrize("role", READERS)
async def test_each_number_agrees_with_the_list_behind_it(deals: Deals, role: str) -> None:
    person = deals.people[role]

    async def agrees(**asked: str) -> bool:
        overview = (await person.get("/api/reports/overview", params=asked)).json()
        return not await differences(person, overview)

    place = deals.places[role].territory
    for asked in ({"period": "today"}, {"period": "year"}, {"period": "month", "territory": place}):
        overview = (await person.get("/api/reports/overview", params=asked)).json()
        linked = [tile["key"] for tile in overview["tiles"] if tile["link"]]
        assert {"sales_placed", "orders_placed", "open_orders"} <= set(linked)
        assert Decimal(overview["tiles"][0]["value"]) > 0
        await until(lambda asked=asked: agrees(**asked))  # reporting hears of the last steps a moment later


async def test_a_dashboard_streams_through_the_gateway(deals: Deals) -> None:
    person = deals.people["leader"]
    async with person.client.stream("GET", "/api/reports/live") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        names = [line async for line in until_notices(lines)]
    assert names == ["event: overview", "event: notices"]


async def until_notices(lines: Any) -> Any:
    """Names of events up to the first about notices."""
    async for line in lines:
        if line.startswith("event: "):
            yield line
            if line == "event: notices":
                return
