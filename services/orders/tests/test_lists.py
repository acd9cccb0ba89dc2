"""The list of orders reads pages in whichever way is fast: they hold what a plain query finds, in order."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from order_samples import DAY, Shop
from pydantic_core import to_json

from chassis.lists import Asker, page, parse
from chassis.testing import Stage
from chassis.work import Work
from contracts.event import new_id
from kernel.access import Access
from orders.queries import ORDERS
from orders.tables import order_table

PLAIN = replace(ORDERS, name="plainly", many=False, words=None, scope=None)
OWNERS, CLIENTS, TEAM = [new_id() for _ in range(4)], [new_id() for _ in range(5)], new_id()
STORED = [column.name for column in order_table.columns if column.computed is None]
COPY = f"""
    INSERT INTO sales_order ({", ".join(STORED)})
    SELECT {", ".join("c." + name for name in STORED)}
      FROM sales_order AS o, jsonb_populate_record(o, $1::jsonb) AS c WHERE o.id = $2
"""
SORTS = [sign + key for key, column in ORDERS.columns.items() if column.sortable for sign in ("", "-")]
FILTERS = (
    *({"status": "draft"}, {"status": "draft,cancelled"}, {"status.ne": "draft"}, {"credit": "none"}),
    *({"gross.gte": "300"}, {"gross.lt": "200"}, {"gross": "400"}, {"net.ne": "100"}),
    *({"ordered_on.gte": "2026-01-20"}, {"ordered_on": DAY.isoformat()}, {"placed_on.lt": "2026-02-01"}),
    *({"actual_ship_date.gte": "2026-01-01"}, {"estimated_ship_date.lt": "2027-01-01"}),
    *({"client_name": "Ker & Son"}, {"client_name": "Ker & Son,50%_off"}, {"client_name.ne": "50%_off"}),
    *({"client_name.has": "KER"}, {"client_name.has": "%_"}, {"address.has": "a 1"}, {"project.has": "x"}),
    *({"q": "ker"}, {"q": "KER 2026-01"}, {"q": "% -00"}, {"q": "ker pump"}, {"q": "1"}, {"q": "nowhere"}),
    *({"customer_po": "PO-1"}, {"number.has": "-00"}, {"description.has": "e p"}, {}),
)


@pytest.fixture(scope="session")
async def many(stage: Stage, shop: Shop) -> None:
    """Orders that have many values in common, some of them null, in reach of different people."""
    original = UUID((await shop.drafted())["id"])
    chance = random.Random(4)  # the same orders each time
    for number in range(70):
        await stage.execute(COPY, to_json(_changes(chance, number)).decode(), original)
    member = "INSERT INTO access_person (id, version, active, team_id) VALUES ($1, 1, true, $2)"
    for owner in OWNERS[:2]:
        await stage.execute(member, owner, TEAM)
    for client in CLIENTS[:2]:
        await stage.execute("INSERT INTO access_client VALUES ($1, 1, 'Moor')", client)


def _changes(chance: random.Random, number: int) -> dict[str, Any]:
    status, day = chance.choice(("draft", "cancelled", "pending")), DAY - timedelta(days=chance.randrange(60))
    return {
        "id": new_id(),
        "number": f"SO-TEST-{number:04d}",
        "status": status,
        "owner_id": chance.choice(OWNERS),
        "client_id": chance.choice(CLIENTS),
        "client_name": chance.choice(("Ker & Son", "50%_off", "Åkerlund")),
        "ordered_on": day,
        "placed_on": day if status == "pending" else None,
        "initial_ship_date": day if status == "pending" else None,
        "estimated_ship_date": chance.choice((None, day, DAY)),
        "actual_ship_date": chance.choice((None, day)),
        "gross": chance.choice((100, 200, 300, 400)),
        "net": chance.choice((100, 200)),
        "address": chance.choice(("Storgata 1", "Hamn 2")),
        "description": chance.choice(("Three pumps", "50% more", "")),
        "customer_po": chance.choice(("", "PO-1", "PO-12")),
        "project": chance.choice(("", "x\\y", "Axe")),
    }


def _reach(scope: str, row: dict[str, Any]) -> bool:
    owner, client = UUID(row["owner_id"]), UUID(row["client_id"])
    return (
        owner == OWNERS[0]
        or scope == "all"
        or (scope == "team" and owner in OWNERS[:2])
        or (scope == "territory" and client in CLIENTS[:2])
    )


@pytest.mark.parametrize("scope", ["own", "team", "territory", "all"])
async def test_pages_hold_what_a_plain_query_finds_whatever_is_asked(
    stage: Stage, many: None, scope: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.lists.keyset.NEAR", 9)
    monkeypatch.setattr("chassis.lists.keyset.FARTHEST", 80)
    caller = Access(OWNERS[0], TEAM, frozenset({"Moor"}), {"orders.read": scope})
    chance = random.Random(scope)  # others for each scope, the same ones each time

    async def compare(work: Work) -> None:
        for asked in FILTERS:
            for sort in chance.sample(SORTS, 3):
                assert await _walked(work, asked, sort) == await _plainly(work, asked, sort, scope), asked

    await stage.service.database.transact(compare, caller=caller, permission="orders.read")


async def _walked(work: Work, asked: dict[str, str], sort: str) -> Sequence[str]:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        told = [*asked.items(), ("sort", sort), ("limit", "20"), *([("cursor", cursor)] if cursor else [])]
        items, cursor = await page(work, ORDERS, parse(ORDERS, told, Asker("Europe/Berlin")))
        seen += [item["id"] for item in items]
        if cursor is None:
            return seen


async def _plainly(work: Work, asked: dict[str, str], sort: str, scope: str) -> Sequence[str]:
    told = [*asked.items(), ("sort", sort), ("limit", "200"), ("cols", "owner_id,client_id")]
    items, cursor = await page(work, PLAIN, parse(PLAIN, told, Asker("Europe/Berlin")))
    assert cursor is None, "the plain query shows all at once"
    return [item["id"] for item in items if _reach(scope, item)]


async def test_what_clients_pay_is_for_those_who_may_see_it(stage: Stage, shop: Shop) -> None:
    order = await shop.drafted()
    reader = await stage.person("orders.read", "orders.release")
    seller = await stage.person("orders.read", "orders.prices")
    path = f"/api/orders/{order['id']}"
    known, hidden = (await seller.get(path)).json(), (await reader.get(path)).json()
    assert known["totals"] == order["totals"]
    assert hidden["totals"] is None
    prices = {"list_price", "unit_price", "discount", "net", "tax_rate"}
    for line in hidden["lines"]:
        assert {name for name, value in line["item"].items() if value is None} == prices
    stale = await reader.post(f"{path}/release", {}, version=99)
    assert (stale.status_code, stale.json()["current"]["totals"]) == (412, None)
    for query in ("?cols=gross", "?sort=gross", "?gross.gte=1", "/export.csv?cols=net"):
        assert (await reader.get(f"/api/orders{query}")).status_code == 400, query
        assert (
            await seller.get(f"/api/orders{query.replace('cols=net', 'cols=gross')}")
        ).status_code == 200, query
    assert "gross" not in (await reader.get("/api/orders")).text
    assert (await reader.get("/api/orders/totals")).json()["sums"] == {}
