"""Price lists through the API: issued whole, one in force, costs for few."""

import asyncio
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx2
import pytest

from chassis.testing import Person, Stage
from contracts.billing import CurrencyEnabled, currency_id
from contracts.catalog import PriceListIssued, PriceListWithdrawn

PRICE_FIELDS = {
    "price_list_id",
    "unit_price",
    "currency",
    "breaks",
    "floor",
    "mode",
    "max_discount",
    "valid_from",
    "valid_until",
}


@pytest.fixture(scope="module")
async def today(catalog: Stage) -> date:
    found = await catalog.rows("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date AS today")
    day: date = found[0]["today"]
    return day


def price(product: dict[str, Any], unit_price: str = "100", **fields: Any) -> dict[str, Any]:
    breaks = [{"min_quantity": "1", "unit_price": unit_price}]
    return {"product_id": product["id"], "breaks": breaks, "floor": "10", "cost": "5"} | fields


async def issue(
    who: Person, begin: date, *prices: dict[str, Any], until: date | None = None, **fields: Any
) -> httpx2.Response:
    body = {
        "name": f"List of {begin}",
        "valid_from": str(begin),
        "valid_until": str(until) if until else None,
        "prices": list(prices),
    }
    return await who.post("/api/catalog/price-lists", body | fields)


async def unit_price(who: Person, product: dict[str, Any], on: date, quantity: str = "1") -> str | None:
    answer = await who.get(
        "/api/catalog/prices", params={"product_id": product["id"], "on": str(on), "quantity": quantity}
    )
    found: str | None = answer.json().get("unit_price")
    return found


@pytest.mark.feature("ER-P-01")
async def test_a_list_holds_from_its_first_day_and_says_so(
    catalog: Stage, manager: Person, device: Any, today: date
) -> None:
    made = await device()
    issued = await issue(manager, today, price(made, "99.5"), mode="fixed", max_discount="0.1")
    assert issued.status_code == 201, issued.text
    assert issued.json()["prices"][0]["number"] == made["number"]
    assert await unit_price(manager, made, today) == "99.5"
    assert await unit_price(manager, made, today - timedelta(days=1)) is None
    said = [e for e in await catalog.said(PriceListIssued) if str(e.price_list_id) == issued.json()["id"]]
    assert (said[0].mode, said[0].currency, str(said[0].prices[0].cost)) == ("fixed", "EUR", "5")


@pytest.mark.feature("PH-DV-03", "PH-DV-42", "PH-OP-08")
@pytest.mark.parametrize("kinds", ["devices", "options"])
async def test_the_product_shows_the_price_of_today(manager: Person, today: date, kinds: str) -> None:
    body = {"number": f"Shown among {kinds}", "name": "Scale", "category": f"Shown {kinds}"}
    made = (await manager.post(f"/api/catalog/{kinds}", body)).json()
    await issue(manager, today - timedelta(days=3), price(made, "70"))
    await issue(manager, today + timedelta(days=3), price(made, "80"))
    shown = (await manager.get(f"/api/catalog/{kinds}/{made['id']}")).json()["price"]
    assert shown["unit_price"] == "70"
    assert shown["valid_until"] == str(today + timedelta(days=3))
    listed = (await manager.get(f"/api/catalog/{kinds}?category=Shown {kinds}")).json()["items"]
    assert listed[0]["total_price"] == {"amount": "70.00", "currency": "EUR"}


@pytest.mark.feature("PH-DV-32")
async def test_devices_are_filtered_and_sorted_by_price_availability_and_type(
    manager: Person, device: Any, today: date
) -> None:
    kept = {"category": "Compared"}
    cheap = await device(**kept, product_type="bench", active=True)
    dear = await device(**kept, product_type="floor", active=False)
    await issue(manager, today, price(cheap, "70"), price(dear, "90"))

    async def found(**asked: str) -> list[str]:
        answer = await manager.get("/api/catalog/devices", params=kept | asked)
        assert answer.status_code == 200, answer.text
        return [row["id"] for row in answer.json()["items"]]

    ids = [cheap["id"], dear["id"]]
    for column in ("total_price", "-active", "product_type"):
        other = column[1:] if column.startswith("-") else f"-{column}"
        assert (await found(sort=column), await found(sort=other)) == (ids, ids[::-1]), column
    assert await found(**{"total_price.gte": "60", "total_price.lt": "80"}) == ids[:1]
    assert await found(active="false") == ids[1:]
    assert await found(product_type="floor") == ids[1:]


@pytest.mark.feature("PH-DV-18")
async def test_a_break_counts_from_its_quantity_inclusive(manager: Person, device: Any, today: date) -> None:
    made = await device()
    breaks = [
        {"min_quantity": "2", "unit_price": "100"},
        {"min_quantity": "10", "unit_price": "90"},
    ]
    await issue(manager, today, price(made, breaks=breaks))
    found = [await unit_price(manager, made, today, q) for q in ("2", "9.9999", "10", "11")]
    assert found == ["100", "100", "90", "90"]
    too_few = await manager.get(f"/api/catalog/prices?product_id={made['id']}&quantity=1.9999")
    assert too_few.json()["type"] == "urn:saleswire:problem:quantity-too-small"


async def test_the_list_that_began_last_decides_and_gives_way_when_it_ends(
    manager: Person, device: Any, today: date
) -> None:
    made = await device()
    days = [today + timedelta(days=number) for number in range(6)]
    await issue(manager, days[0], price(made, "10"))
    await issue(manager, days[2], price(made, "20"), until=days[4])
    found = [await unit_price(manager, made, day) for day in days]
    assert found == ["10", "10", "20", "20", "10", "10"]


async def test_a_withdrawn_list_gives_way_to_the_earlier_one(
    catalog: Stage, manager: Person, device: Any, today: date
) -> None:
    made = await device()
    await issue(manager, today, price(made, "10"))
    later = (await issue(manager, today + timedelta(days=5), price(made, "20"))).json()
    path = f"/api/catalog/price-lists/{later['id']}"
    gone = await manager.post(f"{path}/withdraw", {}, version=1)
    assert gone.status_code == 200, gone.text
    assert (gone.json()["withdrawn"], gone.json()["valid_until"]) == (True, later["valid_from"])
    assert await unit_price(manager, made, today + timedelta(days=5)) == "10"
    assert (await manager.post(f"{path}/withdraw", {}, version=2)).status_code == 409
    assert later["id"] in {str(event.price_list_id) for event in await catalog.said(PriceListWithdrawn)}
    replaced = await issue(manager, today + timedelta(days=5), price(made, "21"))
    assert replaced.status_code == 201


async def test_two_lists_cannot_begin_on_one_day_with_the_same_product(
    catalog: Stage, manager: Person, device: Any, today: date
) -> None:
    made, other = await device(), await device()
    await issue(manager, today, price(made))
    again = await issue(manager, today, price(other), price(made))
    assert again.status_code == 409
    assert again.json()["errors"][0]["pointer"] == "/prices/1/product_id"
    enabled = CurrencyEnabled(currency_id=currency_id("USD"), currency="USD")
    row = (enabled.currency_id, enabled.written())
    await catalog.execute("INSERT INTO currency_copy VALUES ($1, 1, 'USD', $2)", *row)
    dollars = await issue(manager, today, price(made), currency="USD")
    assert dollars.status_code == 201


@pytest.mark.parametrize(("code", "slug"), [("QQQ", "schema"), ("KWD", "currency-not-enabled")])
async def test_a_list_is_issued_in_a_currency_that_is_switched_on(
    manager: Person, device: Any, today: date, code: str, slug: str
) -> None:
    refused = await issue(manager, today, price(await device()), currency=code)
    assert refused.status_code == 422
    assert refused.json()["type"].endswith(slug)
    assert refused.json()["errors"][0]["pointer"] == "/currency"


async def test_of_two_lists_at_the_same_moment_one_is_issued(
    manager: Person, device: Any, today: date
) -> None:
    made, other = await device(), await device()
    answers = await asyncio.gather(
        issue(manager, today, price(made), price(other)), issue(manager, today, price(other), price(made))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_the_database_holds_no_two_prices_for_one_day(
    catalog: Stage, manager: Person, device: Any, today: date
) -> None:
    made = await device()
    await issue(manager, today, price(made))
    with pytest.raises(asyncpg.ExclusionViolationError):
        await catalog.execute(
            "INSERT INTO price_in_force SELECT product_id, currency, daterange($1, $2), price_list_id "
            "FROM price_in_force WHERE product_id = $3",
            today + timedelta(days=9),
            today + timedelta(days=10),
            made["id"],
        )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"floor": "100.000001"}, "floor"),
        (
            {"breaks": [{"min_quantity": "5", "unit_price": "9"}, {"min_quantity": "5", "unit_price": "8"}]},
            "breaks",
        ),
        (
            {"breaks": [{"min_quantity": "5", "unit_price": "9"}, {"min_quantity": "1", "unit_price": "8"}]},
            "breaks",
        ),
    ],
)
async def test_a_price_against_the_rules_is_pointed_at(
    manager: Person, device: Any, today: date, fields: dict[str, Any], field: str
) -> None:
    first, second = await device(), await device()
    answer = await issue(manager, today, price(first), price(second, **({"floor": "1"} | fields)))
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/prices/1/{field}"]


async def test_unknown_and_repeated_products_are_pointed_at(
    manager: Person, device: Any, today: date
) -> None:
    made = await device()
    unknown = await issue(manager, today, price(made), price({"id": "0199aaaa-0000-7000-8000-000000000000"}))
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["pointer"] == "/prices/1/product_id"
    twice = await issue(manager, today, price(made), price(made))
    assert len(twice.json()["errors"]) == 2


async def test_a_list_names_at_most_five_hundred_products(manager: Person, device: Any, today: date) -> None:
    made = await device()
    answer = await issue(manager, today, *[price(made)] * 501)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:saleswire:problem:price-list-too-large"
    assert "500" in answer.json()["detail"]


async def test_the_largest_list_fits_into_its_event(catalog: Stage, manager: Person, today: date) -> None:
    await catalog.execute(
        "INSERT INTO product (id, version, correlation_id, kind, number, alike, name, description, category, "
        "product_type, unit, supply, lead_time_days, tax_rate, active, research, sales_approved, "
        "engineering_approved, has_bom, fits, upc, qr_text, cluster, levels) "
        "SELECT gen_random_uuid(), 1, gen_random_uuid(), 'device', 'BIG-' || n, 'big-' || n, 'x', '', '', "
        "'', 'pcs', 'make', 0, 0, true, false, true, true, false, '[]', '', '', '', '[]' "
        "FROM generate_series(1, 500) AS n"
    )
    rows = await catalog.rows("SELECT id::text FROM product WHERE number LIKE 'BIG-%'")
    widest = [
        {"min_quantity": f"{n}00000000000000.1234", "unit_price": "9999999999999.123456"} for n in range(1, 5)
    ]
    fields = {"floor": "9999999999999.123456", "cost": "9999999999999.123456"}
    prices = [price(row, **fields, breaks=widest) for row in rows]
    answer = await issue(manager, today, *prices)
    assert answer.status_code == 201, answer.text[:500]


async def test_past_days_are_priced_by_those_who_may_backdate(
    catalog: Stage, device: Any, today: date
) -> None:
    made = await device()
    pricer = await catalog.person("catalog.read", "catalog.price")
    assert (await issue(pricer, today - timedelta(days=1), price(made))).status_code == 403
    historian = await catalog.person("catalog.read", "catalog.price", "backdate")
    assert (await issue(historian, date(1996, 7, 4), price(made, "14"))).status_code == 201
    assert await unit_price(historian, made, date(1998, 5, 6)) == "14"


async def test_costs_are_for_those_who_may_see_them(
    catalog: Stage, manager: Person, device: Any, today: date
) -> None:
    made = await device()
    issued = (await issue(manager, today, price(made, cost="42"))).json()
    seller = await catalog.person("catalog.read")
    path = f"/api/catalog/devices/{made['id']}"
    assert (await seller.get(path)).json()["price"].keys() == PRICE_FIELDS
    assert (await manager.get(path)).json()["price"].keys() == PRICE_FIELDS | {"cost"}
    by_list = await seller.get(f"/api/catalog/price-lists/{issued['id']}")
    assert by_list.json()["prices"][0].keys() == {"product_id", "number", "name", "breaks", "floor"}
    by_day = await seller.get(f"/api/catalog/prices?product_id={made['id']}")
    assert by_day.json().keys() == PRICE_FIELDS | {"product_id", "on", "quantity"}
    assert (await seller.get("/api/catalog/costs")).status_code == 403
    assert (await seller.get("/api/catalog/products?sort=cost")).status_code == 400
    costs = await manager.get(f"/api/catalog/costs?number={made['number']}")
    assert costs.json()["items"][0]["margin"] == {"amount": "58.00", "currency": "EUR"}


async def test_floors_and_largest_discounts_are_for_those_who_may_see_them(
    catalog: Stage, manager: Person, device: Any, today: date
) -> None:
    made = await device()
    issued = (await issue(manager, today, price(made, cost="42"), max_discount="0.05")).json()
    reader = await catalog.person("catalog.read", "catalog.cost")
    seller = await catalog.person("catalog.read", "prices.limits")
    path, by_list = f"/api/catalog/devices/{made['id']}", f"/api/catalog/price-lists/{issued['id']}"
    by_day = f"/api/catalog/prices?product_id={made['id']}"
    for person, floor, most in ((reader, None, None), (seller, "10", "0.05")):
        for one in ((await person.get(path)).json()["price"], (await person.get(by_day)).json()):
            assert (one["floor"], one["max_discount"]) == (floor, most)
        listed = (await person.get(by_list)).json()
        assert (listed["max_discount"], listed["prices"][0]["floor"]) == (most, floor)
    for query in ("costs?sort=floor", "costs?floor.gte=1", "price-lists?max_discount.gt=0"):
        assert (await reader.get(f"/api/catalog/{query}")).status_code == 400, query
        assert (await manager.get(f"/api/catalog/{query}")).status_code == 200, query
    assert "floor" not in (await reader.get("/api/catalog/costs/export.csv")).text


async def test_price_lists_are_listed_newest_first(manager: Person, device: Any, today: date) -> None:
    made = await device()
    far = today + timedelta(days=3600)
    await issue(manager, far, price(made), name="Far ahead")
    listed = (await manager.get("/api/catalog/price-lists?q=far&limit=1")).json()["items"]
    assert (listed[0]["name"], listed[0]["price_count"]) == ("Far ahead", 1)
