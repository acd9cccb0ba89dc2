"""Sales by anything and any period, as of any day, within what each person may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from deal import Deal, client, product

from chassis.testing import Person, Stage
from contracts.event import new_id
from contracts.orders import OrderReassigned

SENSOR, GATEWAY = product("Sensor", "Sensors"), product("Gateway", "Gateways")
NORTH, SOUTH = client("Norrland Skog AB", "Sweden"), client("Rossi Legno SpA", "Italy")
EVA, MARCO = new_id(), new_id()


@pytest.fixture(scope="module")
async def told(stage: Stage) -> Sequence[Deal]:
    """Two orders of Eva in Sweden; one of Marco in Italy, of which a line was cancelled unshipped."""
    deals = [
        Deal(NORTH, [(SENSOR, 10, "100"), (GATEWAY, 1, "500")], date(2025, 1, 15), EVA),
        Deal(NORTH, [(SENSOR, 5, "100.01")], date(2025, 2, 3), EVA),
        Deal(SOUTH, [(SENSOR, 1, "100"), (GATEWAY, 2, "450")], date(2025, 2, 20), MARCO),
    ]
    await stage.hear(SENSOR, GATEWAY, NORTH, SOUTH)
    for deal in deals:
        await stage.hear(deal.drafted(), deal.placed(), correlation_id=deal.order_id)
    first, _, third = deals
    await stage.hear(first.shipped(), first.triggered(), first.invoiced(), correlation_id=first.order_id)
    await stage.hear(
        third.shipped(third.lines[0], complete=False),
        third.triggered(third.lines[0]),
        third.cancelled(date(2025, 3, 2)),
        correlation_id=third.order_id,
    )
    return deals


@pytest.fixture(scope="module")
async def manager(stage: Stage, told: Sequence[Deal]) -> Person:
    """Somebody who sees everything."""
    return await stage.person("reports.read", "trace.read")


async def report(person: Person, **asked: str) -> list[tuple[Any, ...]]:
    answer = await person.get("/api/reports/sales", params=asked)
    assert answer.status_code == 200, answer.text
    return [(row["period"], row["label"], row["net"], row["orders"]) for row in answer.json()["rows"]]


@pytest.mark.feature("ER-O-05")
async def test_sales_are_booked_when_placed_and_a_cancellation_takes_back_what_had_not_shipped(
    manager: Person,
) -> None:
    assert await report(manager, by="total", period="month") == [
        ("2025-01-01", "Total", "1500.00", 1),
        ("2025-02-01", "Total", "1500.05", 2),
        ("2025-03-01", "Total", "-900.00", 0),
    ]


@pytest.mark.feature("ER-G-06", "ER-G-07", "PH-D-24")
@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("product", [("Sensor", "1600.05", 3), ("Gateway", "500.00", 1)]),
        ("category", [("Sensors", "1600.05", 3), ("Gateways", "500.00", 1)]),
        ("client", [("Norrland Skog AB", "2000.05", 2), ("Rossi Legno SpA", "100.00", 1)]),
        ("region", [("Sweden", "2000.05", 2), ("Italy", "100.00", 1)]),
        ("segment", [("forestry", "2100.05", 3)]),
        ("total", [("Total", "2100.05", 3)]),
    ],
)
async def test_the_same_sales_by_each_key(manager: Person, by: str, rows: list[tuple[str, str, int]]) -> None:
    assert await report(manager, by=by, period="all") == [(None, *row) for row in rows]


@pytest.mark.feature("ER-G-05")
async def test_the_sales_of_each_seller_stand_apart(manager: Person) -> None:
    answer = await manager.get("/api/reports/sales", params={"by": "seller", "period": "all"})
    found = {row["key"]: (row["net"], row["orders"]) for row in answer.json()["rows"]}
    assert found == {str(EVA): ("2000.05", 2), str(MARCO): ("100.00", 1)}


@pytest.mark.parametrize("by", ["product", "category", "client", "region", "seller", "total", "segment"])
async def test_sums_by_month_agree_with_the_facts(manager: Person, by: str) -> None:
    from_sums = await report(manager, by=by, period="month")
    from_facts = await report(manager, by=by, period="month", as_of="2099-01-01")
    assert from_sums == from_facts


async def test_shipped_and_invoiced_are_measures_of_their_own(manager: Person) -> None:
    assert await report(manager, measure="shipped", period="all") == [(None, "Total", "1600.00", 0)]
    assert await report(manager, measure="invoiced", period="all") == [(None, "Total", "1500.00", 0)]


@pytest.mark.feature("PH-D-06")
async def test_a_report_can_be_asked_as_of_any_day(manager: Person) -> None:
    assert await report(manager, period="all", as_of="2025-02-28") == [(None, "Total", "3000.05", 3)]
    assert await report(manager, period="all", as_of="2025-01-31") == [(None, "Total", "1500.00", 1)]
    assert await report(manager, by="region", period="all", as_of="2025-02-28") == [
        (None, "Sweden", "2000.05", 2),
        (None, "Italy", "1000.00", 1),
    ]


async def test_a_report_can_be_asked_as_it_was_known(manager: Person) -> None:
    before = await report(manager, period="all", known_at="2020-01-01T00:00:00Z")
    assert before == []


@pytest.mark.feature("PH-D-09")
@pytest.mark.parametrize(
    ("period", "first", "second"),
    [
        ("day", "2025-01-15", "2025-02-03"),
        ("week", "2025-01-13", "2025-02-03"),
        ("month", "2025-01-01", "2025-02-01"),
    ],
)
async def test_days_and_parts_of_months_come_from_the_facts(
    manager: Person, period: str, first: str, second: str
) -> None:
    assert await report(manager, period=period, to="2025-02-03", **{"from": "2025-01-15"}) == [
        (first, "Total", "1500.00", 1),
        (second, "Total", "500.05", 1),
    ]


async def test_a_seller_sees_own_sales_only(stage: Stage, manager: Person) -> None:
    eva = await stage.person("reports.read", scope="own", id=EVA)
    assert await report(eva, by="client", period="all") == [(None, "Norrland Skog AB", "2000.05", 2)]


@pytest.mark.parametrize("by", ["product", "client", "region", "total"])
async def test_whoever_is_bound_to_a_territory_sees_its_clients_only(
    stage: Stage, manager: Person, by: str
) -> None:
    abroad = await stage.person("reports.read", scope="territory", territories=["Italy"])
    rows = await report(abroad, by=by, period="all")
    assert sum(float(row[2]) for row in rows) == 100.00


async def test_a_report_nobody_offers_is_refused(manager: Person) -> None:
    assert (await manager.get("/api/reports/sales", params={"by": "moon"})).status_code == 422
    assert (await manager.get("/api/reports/sales", params={"colour": "blue"})).status_code == 400


@pytest.mark.feature("PH-D-15")
async def test_the_funnel_counts_steps(manager: Person) -> None:
    rows = (await manager.get("/api/reports/funnel", params={"period": "all"})).json()["rows"]
    steps = {row["stage"]: (row["documents"], row["gross"]) for row in rows}
    assert steps["order-placed"] == (3, "3000.05")
    assert steps["order-cancelled"] == (1, "900.00")
    assert steps["order-shipped"] == (2, "1600.00")  # of the cancelled one what had gone


async def test_a_shipment_that_crossed_the_cancellation_counts_as_booked_again(stage: Stage) -> None:
    boss = new_id()
    late = Deal(NORTH, [(SENSOR, 4, "25")], date(2024, 4, 4), boss)
    await stage.hear(
        late.drafted(), late.placed(), late.cancelled(date(2024, 4, 5)), correlation_id=late.order_id
    )
    own = await stage.person("reports.read", scope="own", id=boss)
    assert [row[2] for row in await report(own, period="all")] == ["0.00"]
    await stage.hear(late.shipped(), late.triggered(), correlation_id=late.order_id)
    assert [row[2] for row in await report(own, period="all")] == ["100.00"]
    assert await report(own, by="product", period="month") == await report(
        own, by="product", period="month", as_of="2099-01-01"
    )


async def test_a_line_that_is_invoiced_in_two_parts_counts_with_both(stage: Stage, manager: Person) -> None:
    deal = Deal(NORTH, [(SENSOR, 4, "100")], date(2024, 6, 3), EVA)
    await stage.hear(deal.drafted(), deal.placed(), correlation_id=deal.order_id)
    for _ in range(2):
        part = deal.invoiced().model_copy(update={"invoice_id": new_id()})
        await stage.hear(part, correlation_id=deal.order_id)
    found = await report(manager, by="total", period="month", measure="invoiced", to="2024-12-31")
    assert found == [("2024-06-01", "Total", "800.00", 0)]


async def test_an_order_that_ends_with_a_service_is_counted_once_among_the_finished(stage: Stage) -> None:
    boss = new_id()
    sale = Deal(NORTH, [(SENSOR, 1, "100"), (SENSOR, 2, "50")], date(2023, 4, 4), boss)
    goods, work = sale.lines
    done = sale.did(sale.service(work), 2, 0)
    await stage.hear(sale.drafted(), sale.placed(), correlation_id=sale.order_id)
    await stage.hear(
        sale.shipped(goods, complete=False),
        sale.triggered(goods),
        sale.performed(done, complete=True),
        sale.triggered(work),
        correlation_id=sale.order_id,
    )
    own = await stage.person("reports.read", scope="own", id=boss)
    assert await report(own, measure="shipped", period="all") == [(None, "Total", "200.00", 0)]
    rows = (await own.get("/api/reports/funnel", params={"period": "all"})).json()["rows"]
    assert {row["stage"]: row["documents"] for row in rows}["order-shipped"] == 1


async def test_the_sales_of_an_order_go_with_it_to_its_new_representative(
    stage: Stage, manager: Person
) -> None:
    before, after = new_id(), new_id()
    deal = Deal(NORTH, [(SENSOR, 2, "10"), (GATEWAY, 1, "5")], date(2024, 5, 6), before)
    handed = OrderReassigned(order_id=deal.order_id, previous_owner_id=before, owner_id=after)
    left = (deal.shipped(deal.lines[0], complete=False), deal.triggered(deal.lines[0]))
    await stage.hear(deal.drafted(), deal.placed(), *left, handed, correlation_id=deal.order_id)
    for asked in ({"as_of": "2099-01-01"}, {}):
        assert await by_seller(manager, measure="booked", **asked) == {str(after): ("25.00", 1)}
        assert await by_seller(manager, measure="shipped", **asked) == {str(after): ("20.00", 0)}
    await stage.hear(deal.cancelled(date(2024, 5, 7)), correlation_id=deal.order_id)
    for asked in ({"as_of": "2099-01-01"}, {}):
        assert await by_seller(manager, measure="booked", **asked) == {str(after): ("20.00", 1)}


async def by_seller(person: Person, **asked: str) -> dict[str, tuple[str, int]]:
    """Net and orders of those who sold something in May 2024."""
    days = {"from": "2024-05-01", "to": "2024-05-31"}
    answer = await person.get("/api/reports/sales", params={"by": "seller", "period": "all", **days, **asked})
    assert answer.status_code == 200, answer.text
    rows = answer.json()["rows"]
    return {row["key"]: (row["net"], row["orders"]) for row in rows if row["net"] != "0.00" or row["orders"]}
