"""Groups of a list: subtotals, bars of the same figures, and the way to the rows of each."""

import pytest
from stand_ins import PERSON, column, listed, said, totalled
from stand_ins.markup import one_line
from stand_ins.orders import order_row

from web.lists.engine import Shown
from web.lists.grouping import grouped, ways
from web.lists.state import Column, of_query
from web.sections.orders.section import ORDERS

ORDERED = ["eq", "ne", "gt", "gte", "lt", "lte"]
COLUMNS = [
    column(key="id", label="Id", kind="uuid", operators=["eq", "ne"]),
    column(label="Order number"),
    column(key="client_name", label="Client", operators=["eq", "empty"]),
    column(key="status", label="Status", kind="enum", operators=["eq"], values=["draft", "shipped"]),
    column(key="ordered_on", label="Ordered on", kind="date", operators=[*ORDERED, "empty"]),
    column(key="gross", label="Total", kind="money", operators=ORDERED),
    column(key="owner_id", label="Sales representative", kind="uuid", operators=["eq", "ne"]),
    column(key="address", label="Address", sortable=False),
]
KNOWN = {one["key"]: Column.of(one) for one in COLUMNS}


def shown(query: str) -> Shown:
    state = of_query(query, KNOWN)
    return Shown(ORDERS, state, list(KNOWN.values()), [], None, None, {PERSON: "Nora Berg"}, [])


def group(value, count, *sums):
    amounts = [dict(zip(("currency", "amount"), one.split(), strict=True)) for one in sums]
    return {"value": value, "count": count, "sums": {"gross": amounts}}


def of(query, *groups, more=0):
    return grouped(shown(query), {"groups": list(groups), "of": len(groups) + more, "count": 9})


def test_bars_are_as_long_as_the_sums_beside_them():
    made = of("group=status", group("draft", 1, "EUR 200.00"), group("shipped", 3, "EUR 50.00"))
    assert made.measure == "Total"
    assert [(one.label, one.share, one.count) for one in made.groups] == [
        ("Draft", 100, 1),
        ("Fulfilled", 25, 3),
    ]


def test_amounts_of_several_currencies_are_not_compared():
    made = of("group=status", group("draft", 1, "EUR 200.00"), group("shipped", 4, "EUR 1.00", "USD 9.00"))
    assert made.measure == "Rows"
    assert [one.share for one in made.groups] == [25, 100]


@pytest.mark.parametrize(
    ("by", "value", "label", "query"),
    [
        ("status", "draft", "Draft", "status=draft"),
        ("owner_id", PERSON, "Nora Berg", f"owner_id={PERSON}"),
        ("client_name", "", "Empty", "client_name.empty=true"),
        ("ordered_on.month", "2026-02-01", "Feb 2026", "ordered_on.gte=2026-02-01&ordered_on.lte=2026-02-28"),
        (
            "ordered_on.quarter",
            "2026-10-01",
            "Q4 2026",
            "ordered_on.gte=2026-10-01&ordered_on.lte=2026-12-31",
        ),
        ("ordered_on.year", "2026-01-01", "2026", "ordered_on.gte=2026-01-01&ordered_on.lte=2026-12-31"),
        ("ordered_on.year", None, "Empty", "ordered_on.empty=true"),
    ],
)
def test_a_group_is_called_by_its_rows_and_leads_to_them(by, value, label, query):
    [one] = of(f"q=pump&group={by}", group(value, 1)).groups
    assert one.label == label
    assert one.query == f"?{query}&q=pump"


def test_rows_are_grouped_by_what_they_can_have_in_common():
    names = [name for name, _ in ways(shown(""))]
    days = ["ordered_on.month", "ordered_on.quarter", "ordered_on.year"]
    assert names == ["client_name", *days, "owner_id", "status"]


@pytest.mark.parametrize("name", ["gross.month", "ordered_on", "ordered_on.week", "status.month", "colour"])
def test_what_is_no_group_is_left_out(name):
    assert of_query(f"group={name}", KNOWN).group == ""


async def test_the_page_shows_the_groups_of_what_is_filtered(stage):
    stage.sign_in("*")
    stage.gateway.on("GET", "/api/orders/columns", said(COLUMNS))
    stage.gateway.on("GET", "/api/orders", listed(order_row()))
    stage.gateway.on("GET", "/api/orders/totals", totalled(1, gross=[]))
    drafts = group("draft", 2, "EUR 3323.67")
    stage.gateway.on(
        "GET", "/api/orders/groups", said({"by": "status", "groups": [drafts], "of": 60, "count": 120})
    )
    html = one_line((await stage.browser.get("/orders?client_name=Baltic&group=status&sort=-gross")).text)
    [asked] = stage.gateway.sent("GET", "/api/orders/groups")
    assert dict(asked.url.params) == {"client_name": "Baltic", "by": "status"}
    assert '<rect width="100" height="8" />' in html
    assert 'href="/orders?client_name=Baltic&amp;status=draft&amp;sort=-gross">Draft</a>' in html
    assert "59 more groups are not shown." in html
