"""The first page: numbers with the lists behind them, charts as tables, what waits; and who sees which."""

import json
import re
from pathlib import Path

import pytest
from stand_ins import listed, quotes, refused, said, totalled
from stand_ins.identity import territory
from stand_ins.markup import one_line

from web.live.wants import Want
from web.sections.dashboard.charts import charts
from web.sections.dashboard.tiles import as_of, between, tiles

WAITING = (
    r'<li><a href="([^"]+)"[^>]*>(?:(?!</a>).)*<span>([^<]+)</span><strong class="number">(\d+)</strong>'
)
OVERVIEW = json.loads((Path(__file__).parents[1] / "recorded/overview.json").read_text())


@pytest.fixture
def manager(stage):
    """A stage with somebody who has reports and quotes."""
    stage.sign_in("reports.read", "quotes.write", "quotes.decide")
    stage.gateway.on("GET", "/api/reports/overview", said(OVERVIEW))
    stage.gateway.on("GET", "/api/identity/territories", listed(territory(name="DACH")))
    stage.gateway.on("GET", "/api/quotes/totals", quotes.waiting(4))
    return stage


def tile(**changes):
    """The first tile of the overview with these changes."""
    return tiles(OVERVIEW | {"tiles": [OVERVIEW["tiles"][0] | changes]})[0]


async def test_each_number_leads_to_the_list_behind_it(manager):
    shown = (await manager.browser.get("/")).text
    columns = "&amp;cols=number%2Cclient_name%2Cplaced_on%2Cstatus%2Cordered_net"
    assert f'href="/orders?placed_on.gte=2026-11-01&amp;placed_on.lte=2026-11-30{columns}"' in shown
    assert 'href="/orders?status=pending%2Creleased%2Cpartially_shipped"' in shown
    assert "as of " in shown


async def test_period_and_territory_are_in_the_address_and_reach_reporting(manager):
    shown = (await manager.browser.get("/?period=week&territory=DACH")).text
    [asked] = manager.gateway.sent("GET", "/api/reports/overview")
    assert dict(asked.url.params) == {"period": "week", "territory": "DACH"}
    assert 'data-live-want="week:DACH"' in shown
    assert 'href="/?period=year&amp;territory=DACH"' in shown
    assert "<option selected>DACH</option>" in shown


async def test_an_unknown_period_is_the_usual_one(manager):
    assert (await manager.browser.get("/?period=century")).status_code == 200
    [asked] = manager.gateway.sent("GET", "/api/reports/overview")
    assert dict(asked.url.params) == {"period": "month"}


async def test_every_chart_is_a_table_and_a_sentence_too(manager):
    shown = one_line((await manager.browser.get("/")).text)
    assert shown.count("data-drawn=") == shown.count("data-chart-table") == 5
    assert '<th scope="row"><a class="link" href="/orders?status=pending">Placed</a></th>' in shown
    assert "orders under way now." in shown


async def test_what_waits_is_counted_by_what_the_person_may_do(manager):
    for path in ("/api/orders/totals", "/api/billing/invoices/totals", "/api/tickets/totals"):
        manager.gateway.on("GET", path, totalled(7))
    shown = one_line((await manager.browser.get("/")).text)
    waiting = re.findall(WAITING, shown)
    assert waiting == [
        ("/quotes?status=draft", "Quotes to send", "4"),
        ("/quotes?status=sent", "Quotes with clients", "4"),
    ]
    asked = [request.url.params["status"] for request in manager.gateway.sent("GET", "/api/quotes/totals")]
    assert sorted(asked) == ["draft", "sent"]


async def test_a_list_that_does_not_answer_is_left_out(manager):
    manager.gateway.on("GET", "/api/quotes/totals", refused(503))
    shown = await manager.browser.get("/")
    assert shown.status_code == 200
    assert "Quotes to send" not in shown.text


async def test_who_has_no_reports_starts_with_their_own_lists(stage):
    stage.sign_in("fulfillment.*", "orders.read")
    stage.gateway.on("GET", "/api/fulfillment/job-orders/totals", totalled(3))
    shown = (await stage.browser.get("/")).text
    assert "Job orders to make" in shown
    assert 'href="/job-orders?status=open"' in shown
    assert "data-live-want" not in shown
    assert not stage.gateway.sent("GET", "/api/reports/overview")


@pytest.mark.feature("PH-D-04")
def test_change_is_told_against_as_much_of_the_period_before():
    assert (tile(value="150", previous="100").trend, tile(value="150", previous="100").change) == (
        "up",
        "50 % more than in 1–22 Oct",
    )
    assert tile(value="50", previous="100").change == "50 % less than in 1–22 Oct"
    assert tile(value="50", previous="50.00").change == "As in 1–22 Oct"
    assert tile(value="50", previous="0").change == "None in 1–22 Oct"
    assert tile(value="50", previous="-10").change == "More than in 1–22 Oct"
    assert tile(value="50", previous=None).change == "Nothing to compare with"
    assert tile(key="open_orders", previous=None).change == "As it stands now"
    assert tile(value="61.8", previous="58.2", unit="percent").change == "3.6 points more than in 1–22 Oct"


def test_days_are_named_as_people_say_them():
    assert between({"since": "2026-10-01", "to": "2026-10-15"}, "2026-11-15") == "1–15 Oct"
    assert between({"since": "2026-09-28", "to": "2026-10-04"}, "2026-11-15") == "28 Sep – 4 Oct"
    assert between({"since": "2025-12-31", "to": "2025-12-31"}, "2026-01-01") == "31 Dec 2025"


async def test_a_figure_says_what_it_counts_what_was_taken_from_it_and_what_is_not_in_it(manager):
    cancelled = {"cancelled_on.gte": "2026-11-01", "cancelled_on.lte": "2026-11-30"}
    behind = {"list": "orders", "filter": cancelled, "columns": "number,cancelled_net"}
    sales = OVERVIEW["tiles"][0] | {
        "others": [{"amount": "300.00", "currency": "USD"}],
        "parts": [
            {"key": "placed", "value": "1000.00", "link": None},
            {"key": "cancelled", "value": "-200.00", "link": behind},
        ],
    }
    told = OVERVIEW | {"tiles": [sales, *OVERVIEW["tiles"][1:]]}
    manager.gateway.on("GET", "/api/reports/overview", said(told))
    shown = one_line((await manager.browser.get("/")).text)
    assert "and USD 300" in shown
    assert "1,000 placed" in shown
    assert ">−200 cancelled</a>" in shown
    assert (
        'href="/orders?cancelled_on.gte=2026-11-01&amp;cancelled_on.lte=2026-11-30&amp;cols=number%2Ccancelled_net"'
        in shown
    )
    assert sales["means"] in shown[shown.index("What these figures count") :]
    assert "Not drawn: USD 300." in shown


def test_what_cannot_be_known_is_a_dash_and_no_link():
    assert (tile(value=None, previous=None).value, tile(link=None).href) == ("–", "")


def test_freshness_of_another_day_says_the_day():
    assert as_of("2026-11-22T14:02:31.5Z", "2026-11-22") == "15:02:31"
    assert as_of("2026-11-21T23:30:00Z", "2026-11-22") == "00:30:00"
    assert as_of("2026-11-21T14:02:31Z", "2026-11-22") == "21 Nov 2026, 15:02"
    assert as_of(None, "2026-11-22") == ""


def test_days_to_come_are_not_drawn_as_days_without_sales():
    [sales, *_] = charts(OVERVIEW | {"today": "2026-11-20"}, Want())
    drawn = json.loads(sales.drawn)["current"]
    assert drawn[19] is not None
    assert drawn[20] is None
    assert [cell.text for cell in sales.rows[20]][1] == "–"


@pytest.mark.feature("PH-D-10")
def test_the_best_day_is_named_and_the_worst_stands_in_the_table_beside_the_one_before():
    series = OVERVIEW["sales"]
    nets = ["300.00", "900.00", "0.00", "120.00"]
    current = [point | {"net": net} for point, net in zip(series["current"], nets, strict=False)]
    earlier = [point | {"net": "50.00"} for point in series["current"][:4]]
    overview = OVERVIEW | {"sales": series | {"current": current, "previous": earlier}}
    [sales, *_] = charts(overview, Want())
    assert "Best: 2 Nov with EUR 900." in sales.summary
    assert [[cell.text for cell in row] for row in sales.rows] == [
        ["1 Nov", "300", "50"],
        ["2 Nov", "900", "50"],
        ["3 Nov", "0", "50"],
        ["4 Nov", "120", "50"],
    ]
    drawn = json.loads(sales.drawn)
    assert (drawn["current"], drawn["previous"]) == ([300, 900, 0, 120], [50] * 4)


def test_an_empty_period_says_so():
    empty = OVERVIEW | {"by_product": [], "by_territory": []}
    found = {chart.key: chart for chart in charts(empty, Want())}
    assert found["products"].summary == "Nothing in this period yet."


def test_days_that_only_the_month_before_had_are_not_on_the_axis():
    series = OVERVIEW["sales"]
    longer = {**series, "previous": [*series["previous"], {**series["previous"][-1], "on": "2026-10-31"}] * 2}
    [sales, *_] = charts(OVERVIEW | {"sales": longer}, Want())
    labels = json.loads(sales.drawn)["labels"]
    days = len(series["current"])
    assert "" not in labels[:days]
    assert set(labels[days:]) == {""}
    assert len(labels) == len(sales.rows) > days
