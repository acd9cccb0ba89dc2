"""Every number of the dashboard is what its list says under the filter that it links to, for every role.

That holds after deals in three currencies that take any course: sent again, cancelled whole or in part.
"""

import asyncio
from collections import defaultdict
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from deals import ROLES, SCOPED_LISTS, Deals, all_rows, holds
from selling import made

from chassis.testing import Person, until

pytestmark = pytest.mark.timeout(300)  # the whole company starts first
LISTS = {name: SCOPED_LISTS[kind] for name, kind in (("orders", "order"), ("quotes", "quote"))}
LISTS |= {"invoices": SCOPED_LISTS["invoice"]}
SUMS = {
    "sales_placed": "ordered_net",
    "open_orders": "net",
    "invoiced": "gross",
    "receivables": "open_amount",
}
READERS = [role for role in ROLES if holds(role, "reports.read")]


CURRENCIES = ("EUR", "USD", "JPY")
MANY = 12  # random deals


@pytest.fixture(scope="module")
async def wild(deals: Deals) -> Deals:
    """The company after deals that took any course."""
    for currency in CURRENCIES[1:]:
        switched = await deals.admin.put(f"/api/billing/currencies/{currency}", {"enabled": True})
        assert switched.status_code == 200, switched.text
        await deals.company.known(switched)
        breaks = [{"min_quantity": "1", "unit_price": "300"}]
        price = {"product_id": deals.common["service"], "breaks": breaks, "floor": "1", "cost": "1"}
        asked = {"name": currency, "currency": currency, "valid_from": "2026-01-01", "prices": [price]}
        issued = await deals.admin.post("/api/catalog/price-lists", asked)
        assert issued.status_code == 201, issued.text
        await deals.company.known(issued)
    some = asyncio.Semaphore(4)

    async def tell(number: int) -> None:
        async with some:
            await course(deals, Random(number), CURRENCIES[number % 3])

    await asyncio.gather(*(tell(number) for number in range(MANY)))
    return deals


async def course(deals: Deals, random: Random, currency: str) -> None:
    """A quote that is sent once or twice and its order, cancelled now and then; services, done in part."""
    admin, whose = deals.admin, random.choice(deals.owners)
    line = {"product_id": deals.common["service"], "quantity": str(random.randint(2, 9)), "unit_price": "97"}
    body = {
        "client_id": deals.ids["client"][whose],
        "owner_id": deals.places[whose].id,
        "currency": currency,
        "lines": [line, line | {"unit_price": "250"}],
    }
    quote = await made(admin, "/api/quotes", body)
    await take(admin, f"/api/quotes/{quote['id']}", "send")
    for _ in range(random.randint(0, 2)):
        await take(admin, f"/api/quotes/{quote['id']}", "revise")
        await take(admin, f"/api/quotes/{quote['id']}", "send")
    if random.random() < 0.2:
        await take(admin, f"/api/quotes/{quote['id']}", "decline", reason="too dear")
        return
    await take(admin, f"/api/quotes/{quote['id']}", "accept")
    order = await until(lambda: first(admin, "/api/orders", quote_number=quote["number"]))
    words = {"terms": "30 days net", "project": "Pumps", "description": "Sensors"}
    at = f"/api/orders/{order['id']}"
    edited = await admin.patch(at, words, version=(await admin.get(at)).json()["version"])
    assert edited.status_code == 200, edited.text
    await take(admin, at, "place")
    if random.random() < 0.3:
        await take(admin, at, "cancel", reason="not wanted")
        return
    await until(lambda: granted(admin, at))
    await take(admin, at, "release")
    service = await until(lambda: first(admin, "/api/fulfillment/service-orders", order_id=order["id"]))
    await take(admin, f"/api/fulfillment/service-orders/{service['id']}", "perform", quantity="1")
    await until(lambda: first(admin, "/api/billing/invoices", order_id=order["id"]))
    if random.random() < 0.7:
        await take(admin, at, "cancel", reason="the rest is not wanted")


async def take(person: Person, at: str, verb: str, **body: str) -> None:
    """A step of a document, which may move by itself meanwhile."""

    async def taken() -> Any:
        version = (await person.get(at)).json()["version"]
        answer = await person.post(f"{at}/{verb}", body, version=version)
        return None if answer.status_code == 412 else answer

    answer = await until(taken)
    assert answer.status_code == 200, answer.text


async def first(person: Person, path: str, **query: str) -> Any:
    rows = await all_rows(person, path, **query)
    return rows[0] if rows else None


async def granted(person: Person, at: str) -> bool:
    return bool((await person.get(at)).json()["credit"] == "granted")


async def listed(person: Person, link: Any, **more: str) -> Any:
    """Totals of the list behind a link."""
    answer = await person.get(f"{LISTS[link['list']]}/totals", params=link["filter"] | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def said_by_list(person: Person, tile: Any) -> str:
    """The tile's number as its list has it, or the lists of its parts."""
    if tile["parts"]:
        parts = [await amount_of(person, tile, part) for part in tile["parts"]]
        return str(sum(parts, Decimal(0)))
    totals = await listed(person, tile["link"])
    if tile["unit"] == "count":
        return str(totals["count"])
    if tile["unit"] == "percent":
        accepted = await listed(person, tile["link"], status="accepted")
        return str(round(Decimal(100 * accepted["count"]) / totals["count"], 1))
    sums = {sum["currency"]: sum["amount"] for sum in totals["sums"][SUMS[tile["key"]]]}
    return str(sums.get(tile["currency"], "0.00"))


async def amount_of(person: Person, tile: Any, part: Any) -> Decimal:
    """What the list behind a part of the tile adds to it."""
    totals, sign = await listed(person, part["link"]), -1 if part["key"] == "cancelled" else 1
    if tile["unit"] == "count":
        return Decimal(sign * totals["count"])
    name = {"placed": "ordered_net", "cancelled": "cancelled_net"}[part["key"]]
    sums = {sum["currency"]: Decimal(sum["amount"]) for sum in totals["sums"][name]}
    return sign * sums.get(tile["currency"], Decimal(0))


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
async def test_each_number_agrees_with_the_list_behind_it(wild: Deals, role: str) -> None:
    deals, person = wild, wild.people[role]

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


async def test_reports_and_lists_add_up_alike_in_every_currency(wild: Deals) -> None:
    person = wild.admin

    async def sums(path: str, name: str) -> dict[str, Decimal]:
        found = (await person.get(path)).json()["sums"][name]
        return {each["currency"]: Decimal(each["amount"]) for each in found if Decimal(each["amount"])}

    async def report(measure: str) -> dict[str, Decimal]:
        asked = {"by": "total", "period": "all", "measure": measure}
        rows = (await person.get("/api/reports/sales", params=asked)).json()["rows"]
        nets: dict[str, Decimal] = defaultdict(Decimal)
        for row in rows:
            nets[row["currency"]] += Decimal(row["net"])
        return {currency: net for currency, net in nets.items() if net}

    placed = "/api/orders/totals?status.ne=draft&placed_on.gte=2000-01-01"

    async def alike() -> bool:
        cancelled = {currency: -net for currency, net in (await report("cancelled")).items()}
        return (
            await report("placed") == await sums(placed, "ordered_net")
            and await report("booked") == await sums(placed, "net")
            and cancelled == await sums(placed, "cancelled_net")
            and set(cancelled) == set(CURRENCIES)
        )

    await until(alike)


async def test_a_dashboard_streams_through_the_gateway(deals: Deals) -> None:
    person = deals.people["leader"]
    assert await first_event(person, "/api/reports/live") == "event: overview"


async def test_a_bell_streams_through_the_gateway_to_whoever_has_no_dashboard(deals: Deals) -> None:
    assert await first_event(deals.people["production"], "/api/notifications/stream") == "event: notices"


async def first_event(person: Any, path: str) -> str:
    """The line that names what a stream begins with."""
    async with person.client.stream("GET", path) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                return line
    raise AssertionError(f"{path} says nothing")
