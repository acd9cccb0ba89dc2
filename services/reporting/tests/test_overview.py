"""The dashboard counts what its lists show, in the period, the scope and the territory that were asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from deal import Deal, client, product

from chassis.testing import Person, Stage
from contracts.event import Event, new_id
from contracts.quotes import QuoteDeclined, QuoteRevised
from reporting.overview.periods import Span, spans

SENSOR, GATEWAY = product("Sensor", "Sensors"), product("Gateway", "Gateways")
PLACE = f"Land {new_id()}"
HOME, ABROAD = client("Norrland Skog AB", PLACE), client("Rossi Legno SpA", "Italy")


async def today(stage: Stage) -> date:
    """The company's day."""
    (row,) = await stage.rows("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date AS today")
    return row["today"]


async def tell(stage: Stage, deal: Deal, *events: Event) -> None:
    await stage.hear(*events, correlation_id=deal.quote_id, actor=deal.owner_id)


async def shown(person: Person, **asked: str) -> Any:
    answer = await person.get("/api/reports/overview", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def values(overview: Any) -> dict[str, str | None]:
    return {tile["key"]: tile["value"] for tile in overview["tiles"]}


@pytest.fixture(scope="module")
async def seller(stage: Stage) -> Person:
    """Somebody with a deal that was paid, one that waits for credit, and one that was declined."""
    await stage.hear(SENSOR, GATEWAY, HOME, ABROAD)
    seller = await stage.person("reports.read", "orders.read", "quotes.read", scope="own")
    on = await today(stage)
    paid = Deal(HOME, [(SENSOR, 10, "100")], on, seller.id)
    held = Deal(ABROAD, [(SENSOR, 1, "100"), (GATEWAY, 1, "250.50")], on, seller.id)
    lost = Deal(ABROAD, [(SENSOR, 1, "100")], on, seller.id)
    await tell(stage, paid, paid.drafted_quote(), paid.sent(), paid.accepted(), paid.drafted(), paid.placed())
    await tell(stage, paid, paid.cleared(), paid.released(), paid.shipped(), paid.triggered())
    await tell(stage, paid, paid.invoiced(), paid.paid())
    await tell(stage, held, held.drafted_quote(), held.sent(), held.accepted(), held.drafted(), held.placed())
    await tell(stage, held, held.held(), held.invoiced())
    await tell(stage, lost, lost.drafted_quote(), lost.sent())
    await tell(stage, lost, QuoteDeclined(quote_id=lost.quote_id, declined_on=on))
    return seller


@pytest.mark.feature("PH-D-12")
async def test_tiles_count_the_period(seller: Person) -> None:
    assert values(await shown(seller)) == {
        "sales_placed": "1350.50",
        "orders_placed": "2",
        "open_orders": "350.50",
        "quotes_sent": "3",
        "quotes_accepted": "2",
        "hit_rate": "66.7",
        "invoiced": "1350.50",
        "receivables": "350.50",
    }


@pytest.mark.feature("PH-D-03", "PH-D-21")
async def test_series_funnel_and_shares_add_up_to_the_tiles(seller: Person) -> None:
    for period in ("today", "week", "month", "quarter", "year"):
        overview = await shown(seller, period=period)
        placed = values(overview)["sales_placed"]
        for parts in (overview["sales"]["current"], overview["by_territory"], overview["by_product"]):
            assert format(sum(float(part["net"]) for part in parts), ".2f") == placed
        assert {step["stage"]: step["documents"] for step in overview["funnel"]} == {
            "drafted": 3, "sent": 3, "accepted": 2, "ordered": 2, "released": 1, "shipped": 1, "invoiced": 2,
            "paid": 1,
        }  # fmt: skip
    assert [(part["label"], part["net"]) for part in overview["by_product"]] == [
        ("Sensor", "1100.00"),
        ("Gateway", "250.50"),
    ]


async def test_a_territory_shows_its_clients_only_and_links_to_them(seller: Person) -> None:
    overview = await shown(seller, territory=PLACE)
    assert values(overview)["sales_placed"] == "1000.00"
    assert [part["label"] for part in overview["by_territory"]] == [PLACE]
    link = overview["tiles"][0]["link"]
    assert link["list"] == "orders"
    assert link["filter"]["client_id"] == str(HOME.party_id)
    nowhere = await shown(seller, territory="Atlantis")
    assert values(nowhere)["sales_placed"] == "0.00"
    assert nowhere["tiles"][0]["link"] is None


async def test_a_link_leads_only_to_lists_that_the_person_may_read(seller: Person) -> None:
    links = {tile["key"]: tile["link"] for tile in (await shown(seller))["tiles"]}
    assert links["receivables"] is None
    assert links["open_orders"] == {
        "list": "orders",
        "filter": {"status": "pending,released,partially_shipped"},
        "columns": "",
    }
    overview = await shown(seller)
    current = overview["current"]
    assert links["quotes_accepted"]["filter"] == {
        "status": "accepted",
        "decided_on.gte": current["since"],
        "decided_on.lte": current["to"],
    }


@pytest.mark.feature("PH-D-13", "PH-D-14")
async def test_orders_stand_in_the_statuses_of_their_list(seller: Person) -> None:
    found = {one["status"]: one["documents"] for one in (await shown(seller))["orders_by_status"]}
    assert {status: count for status, count in found.items() if count} == {"pending": 1, "shipped": 1}
    assert list(found) == [
        "draft", "pending", "released", "partially_shipped", "shipped", "invoiced", "closed", "cancelled",
    ]  # fmt: skip


async def test_a_revised_quote_is_not_sent_any_more_and_what_left_of_a_cancelled_order_goes_on(
    stage: Stage,
) -> None:
    person, on = await stage.person("reports.read", scope="own"), await today(stage)
    deal = Deal(HOME, [(SENSOR, 2, "100"), (GATEWAY, 1, "50")], on, person.id)
    await tell(stage, deal, deal.drafted_quote(), deal.sent(), QuoteRevised(**deal.quote | {"revision": 2}))
    await tell(stage, deal, deal.drafted(), deal.placed(), deal.shipped(deal.lines[0], complete=False))
    await tell(stage, deal, deal.triggered(deal.lines[0]), deal.cancelled(on))
    overview = await shown(person)
    assert values(overview)["quotes_sent"] == "0"
    assert values(overview)["open_orders"] == "0.00"
    assert [one["status"] for one in overview["orders_by_status"] if one["documents"]] == ["shipped"]


async def test_others_sales_and_other_days_are_not_counted(stage: Stage, seller: Person) -> None:
    stranger = await stage.person("reports.read", scope="own")
    assert values(await shown(stranger))["sales_placed"] == "0.00"
    assert values(await shown(stranger))["hit_rate"] is None
    long_ago = await today(stage) - timedelta(days=800)
    deal = Deal(HOME, [(SENSOR, 1, "100")], long_ago, stranger.id)
    await tell(stage, deal, deal.drafted(), deal.placed())
    overview = await shown(stranger, period="year")
    assert (values(overview)["sales_placed"], values(overview)["open_orders"]) == ("0.00", "100.00")


async def test_a_snapshot_is_computed_once_until_something_is_applied(stage: Stage) -> None:
    person, on = await stage.person("reports.read", scope="own"), await today(stage)
    snapshots = stage.app.state.live.snapshots
    before = snapshots.computed
    first = await shown(person)
    assert await shown(person) == first
    assert snapshots.computed == before + 1
    deal = Deal(HOME, [(SENSOR, 1, "100")], on, person.id)
    await tell(stage, deal, deal.drafted(), deal.placed())
    assert values(await shown(person))["sales_placed"] == "100.00"


async def test_what_nobody_offers_is_refused(seller: Person, stage: Stage) -> None:
    assert (await seller.get("/api/reports/overview", params={"period": "aeon"})).status_code == 422
    assert (await seller.get("/api/reports/overview", params={"colour": "blue"})).status_code == 400
    nobody = await stage.person("trace.read")
    assert (await nobody.get("/api/reports/overview")).status_code == 403
    assert (await nobody.get("/api/reports/live")).status_code == 403


@pytest.mark.parametrize(
    ("stretch", "day", "current", "previous", "so_far_to"),
    [
        ("today", "2026-03-01", ("2026-03-01", "2026-03-01"), ("2026-02-28", "2026-02-28"), "2026-02-28"),
        ("week", "2026-11-22", ("2026-11-16", "2026-11-22"), ("2026-11-09", "2026-11-15"), "2026-11-15"),
        ("month", "2026-03-31", ("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28"), "2026-02-28"),
        ("quarter", "2026-11-22", ("2026-10-01", "2026-12-31"), ("2026-07-01", "2026-09-30"), "2026-08-22"),
        ("year", "2024-02-29", ("2024-01-01", "2024-12-31"), ("2023-01-01", "2023-12-31"), "2023-03-01"),
    ],
)
def test_a_period_is_compared_with_as_much_of_the_one_before(
    stretch: Any, day: str, current: Any, previous: Any, so_far_to: str
) -> None:
    found = spans(stretch, date.fromisoformat(day))

    def span(since: str, to: str) -> Span:
        return Span(date.fromisoformat(since), date.fromisoformat(to))

    assert (found.current, found.previous) == (span(*current), span(*previous))
    assert found.so_far == span(previous[0], so_far_to)
