"""The list engine: what is in an address is what is asked of the service, shown, saved and exported."""

import json
import re
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as some
from stand_ins import ORIGIN, PERSON, column, crm, identity, listed, refused, said, totalled
from stand_ins.markup import one_line
from stand_ins.orders import order, order_row
from stand_ins.reporting import CLIENT, ORDER, SEARCH, found, hit

from chassis.lists import DAY_WORDS
from web.lists.bulk import Left
from web.lists.bulk import said as words_of
from web.lists.state import QUICK, Column, Filter, ListState, parse
from web.sections import SECTIONS

MONEY, DATE = ["eq", "ne", "gt", "gte", "lt", "lte"], ["eq", "gte", "lte"]


COLUMNS = [
    column(key="id", label="Id", kind="uuid", operators=["eq", "ne"]),
    column(label="Order number"),
    column(key="client_name", label="Client"),
    column(
        key="status",
        label="Status",
        kind="enum",
        operators=["eq", "ne"],
        values=["draft", "pending", "released"],
    ),
    column(key="ordered_on", label="Ordered on", kind="date", operators=DATE),
    column(key="gross", label="Total amount", kind="money", operators=MONEY),
    column(key="owner_id", label="Sales representative", kind="uuid", operators=["eq", "ne"]),
    column(key="address", label="Address", operators=[], filterable=False, sortable=False),
]
KNOWN = {one["key"]: Column.of(one) for one in COLUMNS}
ROW = order_row(number="SO-2026-000001", gross={"amount": "1234.5", "currency": "EUR"}, address="")


@pytest.fixture
def orders(stage):
    """A stage whose orders service has one order."""
    stage.sign_in("*")
    stage.gateway.on("GET", "/api/orders/columns", said(COLUMNS))
    stage.gateway.on("GET", "/api/orders", listed(ROW, next="further"))
    totals = totalled(1, gross=[{"amount": "1234.50", "currency": "EUR"}])
    stage.gateway.on("GET", "/api/orders/totals", totals)
    return stage


async def test_an_order_is_fulfilled_in_a_list_that_does_not_know_its_lines(orders):
    columns = [one | {"values": ["draft", "shipped"]} if one["key"] == "status" else one for one in COLUMNS]
    orders.gateway.on("GET", "/api/orders/columns", said(columns))
    orders.gateway.on("GET", "/api/orders", listed(ROW | {"status": "shipped"}))
    shown = one_line((await orders.browser.get("/orders?status=shipped")).text)
    assert '<span class="status info"><span class="dot"></span> Fulfilled</span>' in shown
    assert 'value="shipped">Fulfilled</label>' in shown
    assert "<strong>Fulfilled</strong>" in shown
    assert "Shipped" not in shown


def asked(stage, path: str = "/api/orders") -> dict[str, list[str]]:
    return parse_qs(stage.gateway.sent("GET", path)[-1].url.query.decode())


def parse_query(query: str, known: dict[str, Column]) -> ListState:
    return parse(parse_qsl(query.lstrip("?")), known)


filters = some.dictionaries(
    some.sampled_from([(key, op) for key, one in KNOWN.items() for op in one.operators if one.filterable]),
    some.text(min_size=1, max_size=20).map(str.strip).filter(bool),
    max_size=5,
)
states = some.builds(
    ListState,
    filters=filters.map(lambda made: tuple(Filter(key, op, value) for (key, op), value in made.items())),
    q=some.text(max_size=20).map(str.strip),
    sort=some.sampled_from(["", "number", "-gross", "-ordered_on,number"]),
    columns=some.lists(some.sampled_from(sorted(KNOWN)), unique=True, max_size=4).map(tuple),
    limit=some.sampled_from([50, 100, 200]),
    view=some.sampled_from(["", "Mine", "a & b"]),
)


@given(states)
def test_every_state_survives_its_own_address(state):
    assert parse_query(state.query(), KNOWN) == state


@given(some.lists(some.tuples(some.text(max_size=12), some.text(max_size=12)), max_size=6))
def test_no_query_breaks_a_list_and_what_is_unknown_is_dropped(parameters):
    state = parse(parameters, KNOWN)
    assert parse_query(state.query(), KNOWN) == parse_query(parse_query(state.query(), KNOWN).query(), KNOWN)


def test_a_click_on_a_head_sorts_up_then_down_then_as_usual():
    state = parse_query("", KNOWN)
    queries = []
    for _ in range(3):
        state = parse_query(state.sorted_by("gross"), KNOWN)
        queries.append(state.query())
    assert queries == ["?sort=gross", "?sort=-gross", ""]


def test_every_section_of_the_sidebar_has_a_list_or_a_page_of_its_own():
    pages = {"/", "/reports", "/currencies", "/machines", "/company"}
    links = {link.path for link in SECTIONS.sidebar().links}
    assert links - pages <= {spec.path for spec in SECTIONS.lists}


async def test_a_list_shows_the_rows_names_totals_and_the_way_to_each(orders):
    html = (await orders.browser.get("/orders?status=draft&sort=-gross&cols=number,gross,owner_id")).text
    assert asked(orders)["status"] == ["draft"]
    assert asked(orders)["sort"] == ["-gross"]
    assert f'href="/orders/{ROW["id"]}"' in html
    assert "Nora Berg" in html
    assert 'aria-sort="descending"' in html
    assert "1,234.50" in html
    assert "cursor=further" in html


async def test_totals_are_asked_with_the_same_filters(orders):
    await orders.browser.get("/orders?q=dairy&gross.gte=1000&sort=-gross")
    assert asked(orders, "/api/orders/totals") == {"q": ["dairy"], "gross.gte": ["1000"]}


async def test_a_filter_form_leads_to_the_plain_address(orders):
    form = [("status", "draft"), ("add.key", "gross"), ("add.operator", "gte"), ("add.value", "10")]
    answer = await orders.browser.get("/orders", params=form)
    assert answer.headers["location"] == "/orders?status=draft&gross.gte=10"
    several = [
        ("add.key", "status"),
        ("add.operator", "ne"),
        ("add.value", "draft"),
        ("add.value", "pending"),
    ]
    answer = await orders.browser.get("/orders", params=several)
    assert answer.headers["location"] == "/orders?status.ne=draft,pending"


@pytest.mark.parametrize(
    ("operator", "values", "query"),
    [
        ("between", ["10", "20"], "gross.gte=10&gross.lte=20"),
        ("between", ["", "20"], "gross.lte=20"),
        ("empty", ["", ""], "gross.empty=true"),
        ("filled", [], "gross.empty=false"),
        ("gte", ["10", ""], "gross.gte=10"),
    ],
)
async def test_a_form_says_between_and_empty_in_the_grammar_of_services(orders, operator, values, query):
    columns = [one | {"operators": [*MONEY, "empty"]} if one["key"] == "gross" else one for one in COLUMNS]
    orders.gateway.on("GET", "/api/orders/columns", said(columns))
    form = [("add.key", "gross"), ("add.operator", operator), *(("add.value", value) for value in values)]
    answer = await orders.browser.get("/orders", params=form)
    assert answer.headers["location"] == f"/orders?{query}"


async def test_filters_stand_in_the_order_of_their_names_with_days_in_words(orders):
    html = one_line((await orders.browser.get("/orders?status=draft")).text)
    menu = html[html.index('id="filter-menu"') : html.index('id="display-menu"')]
    names = re.findall(r"<summary>(.*?)</summary>", menu)
    assert names == sorted(names, key=str.casefold)
    assert 'href="/orders?status=draft&amp;ordered_on=this-month">This month</a>' in menu
    assert '<option value="me">Me</option>' in menu
    assert '<option value="between">between</option>' in menu


async def test_a_condition_is_said_in_words(orders):
    columns = [
        one | {"operators": [*DATE, "empty"]} if one["key"] == "ordered_on" else one for one in COLUMNS
    ]
    orders.gateway.on("GET", "/api/orders/columns", said(columns))
    asked_for = "ordered_on=last-quarter&owner_id=me&ordered_on.empty=false"
    html = one_line((await orders.browser.get(f"/orders?{asked_for}")).text)
    assert "<strong>last quarter</strong>" in html
    assert "<strong>me</strong>" in html
    assert "Ordered on is not empty</span><a" in html
    assert asked(orders)["ordered_on"] == ["last-quarter"]  # the service knows which days these are


async def test_a_filter_that_the_list_does_not_have_is_said(orders):
    html = one_line((await orders.browser.get("/orders?colour=red&gross.near=5&status=draft")).text)
    assert "This list has no filter <strong>colour, gross.near</strong>" in html
    assert '<a href="/orders?status=draft">Leave it out</a>' in html
    assert "has no filter" not in (await orders.browser.get("/orders?status=draft&view=Mine&limit=100")).text


async def test_chosen_columns_lead_to_the_plain_address(orders):
    answer = await orders.browser.get("/orders", params=[("col", "gross"), ("col", "number")])
    assert answer.headers["location"] == "/orders?cols=gross,number"


async def test_a_value_that_the_service_refuses_is_said_at_the_list(orders):
    orders.gateway.on("GET", "/api/orders", refused(400, "Not a number", "Write 1000 or 1000.50."))
    answer = await orders.browser.get("/orders?gross.gte=many")
    assert answer.status_code == 200
    assert "Write 1000 or 1000.50." in answer.text


async def test_a_list_says_whether_nothing_is_there_or_nothing_matches(orders):
    orders.gateway.on("GET", "/api/orders", listed())
    assert "No sales order yet" in (await orders.browser.get("/orders")).text
    assert "Nothing matches" in (await orders.browser.get("/orders?status=draft")).text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_an_export_holds_exactly_what_is_filtered_in_the_columns_shown(orders, kind):
    file = httpx2.Response(200, content=b"a;b", headers={"content-disposition": "attachment; filename=o"})
    orders.gateway.on("GET", f"/api/orders/export.{kind}", lambda _: file)
    query = "status=draft&q=dairy&sort=-gross&cols=gross,number"
    answer = await orders.browser.get(f"/orders/-/export.{kind}?{query}")
    assert answer.content == b"a;b"
    assert answer.headers["content-disposition"] == "attachment; filename=o"
    assert asked(orders, f"/api/orders/export.{kind}") == {k: [v] for k, v in parse_qsl(query)}


async def test_a_view_is_saved_under_its_name_and_shown_as_a_tab(orders):
    path = "/api/identity/preferences/views.orders"
    orders.gateway.on("PUT", path, said(identity.preference()))
    answer = await orders.post("/orders/-/views", name="Big ones", query="gross.gte=1000", do="save")
    assert urlsplit(answer.headers["location"]).query == "gross.gte=1000"
    assert b"Big ones" in orders.gateway.sent("PUT", path)[0].content
    kept = identity.preference(value=[{"name": "Big ones", "query": "gross.gte=1000"}])
    orders.gateway.on("GET", path, said(kept))
    assert "Big ones" in (await orders.browser.get("/orders")).text


async def test_a_team_view_is_kept_for_the_team(orders):
    path = "/api/identity/team-preferences/views.orders"
    orders.gateway.on("PUT", path, said(identity.preference()))
    await orders.post("/orders/-/views", name="Ours", query="", owner="team", do="save")
    assert len(orders.gateway.sent("PUT", path)) == 1


async def test_a_bulk_action_does_each_row_once_with_the_version_it_has_now(orders):
    api = f"/api/orders/{ROW['id']}"
    orders.gateway.on("GET", api, said(order(version=3)))
    orders.gateway.on(
        "POST", f"{api}/place", said(order(status="pending"), Saleswire_Version=f"order/{ROW['id']}/4")
    )
    form = {"action": "place", "id": ROW["id"], "key": "k1", "query": "?status=draft"}
    answer = await orders.post("/orders/-/bulk", **form)
    assert answer.headers["location"] == "/orders?status=draft"
    await orders.post("/orders/-/bulk", **form)
    first, again = orders.gateway.sent("POST", f"{api}/place")
    assert first.headers["if-match"] == '"v3"'
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"]


async def test_a_row_in_another_status_is_left_out_of_a_bulk_action(orders):
    api = f"/api/orders/{ROW['id']}"
    orders.gateway.on("GET", api, said(order(version=3, status="released")))
    await orders.post("/orders/-/bulk", action="place", id=ROW["id"], key="k1", query="")
    assert orders.gateway.sent("POST", f"{api}/place") == []


OTHER = "01900000-0000-7000-8000-0000000000a7"


async def test_rows_that_a_step_does_not_fit_are_left_out_and_the_reason_is_said(orders):
    released, draft = f"/api/orders/{ROW['id']}", f"/api/orders/{OTHER}"
    orders.gateway.on("GET", released, said(order(number="SO-7", status="released")))
    orders.gateway.on("GET", draft, said(order(id=OTHER, number="SO-8")))
    orders.gateway.on("POST", f"{draft}/place", refused(409, detail="Its terms are missing."))
    form = {"action": "place", "id": [ROW["id"], OTHER], "key": "k1", "query": ""}
    answer = await orders.post("/orders/-/bulk", **form)
    told = unquote(answer.cookies["saleswire_said"])
    assert "Place: 0 of 2 done. Left out: SO-7: it is released. SO-8: Its terms are missing." in told


def test_what_was_left_out_is_said_by_its_reason():
    left = [Left(f"SO-{n}", "it is released") for n in range(5)] + [Left("SO-9", "Terms are missing.")]
    assert words_of(left) == "SO-0, SO-1, SO-2 and 2 more: it is released. SO-9: Terms are missing."
    many = [Left(f"SO-{n}", f"reason {n}") for n in range(5)]
    assert words_of(many).endswith("SO-2: reason 2. 2 more for other reasons.")


async def test_clients_are_assigned_to_a_colleague_who_is_chosen_for_all(stage):
    stage.sign_in("*")
    api = f"/api/crm/clients/{OTHER}"
    stage.gateway.on("GET", api, said(crm.client(id=OTHER, version=4, owner_id=None)))
    stage.gateway.on("PATCH", api, said(crm.client(id=OTHER, version=5, owner_id=PERSON)))
    form = {"action": "assign", "id": OTHER, "key": "k1", "query": ""}
    nobody = await stage.post("/clients/-/bulk", **form)
    assert "Choose a colleague first." in unquote(nobody.cookies["saleswire_said"])
    await stage.post("/clients/-/bulk", person=PERSON, **form)
    [sent] = stage.gateway.sent("PATCH", api)
    assert json.loads(sent.content) == {"owner_id": PERSON}
    assert sent.headers["if-match"] == '"v4"'


@pytest.mark.feature("PH-DV-33")
async def test_a_row_ends_with_what_can_be_done_with_it(orders):
    html = one_line((await orders.browser.get("/orders")).text)
    assert f'value="place:{ROW["id"]}" data-ask-button="Place SO-2026-000001?">Place</button>' in html
    assert f'href="/orders/{ROW["id"]}/edit" title="Edit" aria-label="Edit: SO-2026-000001"' in html
    assert f'href="/tickets/new?order_id={ROW["id"]}"' in html
    assert 'aria-label="Peek at SO-2026-000001"' in html
    orders.gateway.on("GET", "/api/orders", listed(ROW | {"status": "released"}))
    html = (await orders.browser.get("/orders")).text
    assert "place:" not in html
    assert "/edit" not in html


async def test_the_button_of_a_row_does_its_step_with_this_row_alone(orders):
    api = f"/api/orders/{ROW['id']}"
    orders.gateway.on("GET", api, said(order(version=3)))
    orders.gateway.on("POST", f"{api}/place", said(order(status="pending")))
    await orders.post("/orders/-/bulk", action=f"place:{ROW['id']}", id=OTHER, key="k1", query="")
    assert len(orders.gateway.sent("POST", f"{api}/place")) == 1
    assert orders.gateway.sent("GET", f"/api/orders/{OTHER}") == []


async def test_what_was_just_written_is_waited_for_and_shown_without_it_when_it_does_not_come(orders):
    orders.browser.cookies.set("saleswire_after", f"order/{ROW['id']}/4")
    page = listed(ROW)

    def late(request: httpx2.Request) -> httpx2.Response:
        return refused(503)(request) if "wait-for" in request.headers else page(request)

    orders.gateway.on("GET", "/api/orders", late)
    assert (await orders.browser.get("/orders")).status_code == 200
    assert [request.headers.get("wait-for") for request in orders.gateway.sent("GET", "/api/orders")] == [
        f"order/{ROW['id']}/4",
        None,
    ]


async def test_a_list_is_shown_without_names_to_whom_colleagues_have_none(orders):
    me = identity.me(
        person=identity.person(id=identity.PERSON), permissions=[identity.granted("orders.read")]
    )
    orders.gateway.on("GET", "/api/identity/me", said(me))
    orders.gateway.on("GET", "/api/identity/people", refused(403))
    answer = await orders.browser.get("/orders")
    assert answer.status_code == 200
    assert ROW["number"] in answer.text
    assert "Nora Berg" not in answer.text


async def test_rows_that_a_script_asked_for_come_without_waiting_for_their_totals(orders):
    html = (await orders.browser.get("/orders?q=dairy", headers={"HX-Request": "true"})).text
    assert orders.gateway.sent("GET", "/api/orders/totals") == []
    assert 'hx-get="/orders/-/totals?q=dairy"' in html


async def test_a_peek_shows_a_row_in_all_columns_that_hold_something_and_leads_to_its_client(orders):
    to_client = {"leads_to": "/api/crm/clients", "named_by": "client_name"}
    client = column(key="client_id", label="Client id", kind="uuid", **to_client)
    orders.gateway.on("GET", "/api/orders/columns", said([*COLUMNS, client]))
    orders.gateway.on("GET", "/api/orders", listed(ROW | {"client_id": PERSON}))

    html = one_line((await orders.browser.get(f"/orders/-/peek/{ROW['id']}")).text)

    assert asked(orders)["id"] == [ROW["id"]]
    assert f'href="/orders/{ROW["id"]}">Open the sales order' in html
    assert f'<a href="/clients/{PERSON}">Baltic &lt;Dairy&gt;</a>' in html
    assert "<dt>Total amount</dt>" in html
    assert "1,234.50" in html
    assert "Nora Berg" in html
    assert "Address" not in html
    assert "Client id" not in html


async def test_a_row_that_is_not_there_cannot_be_peeked_at(orders):
    orders.gateway.on("GET", "/api/orders", listed())
    assert (await orders.browser.get(f"/orders/-/peek/{ROW['id']}")).status_code == 404


CHOSEN = "/api/identity/preferences/lists.orders"
WITHIN = {"Referer": f"{ORIGIN}/orders", "Sec-Fetch-Site": "same-origin"}


def chosen(**kept):
    """What identity keeps of a list."""
    usual = {"columns": [], "sort": "", "density": "", "view": ""}
    return said(identity.preference(key="lists.orders", value=usual | kept))


async def test_who_comes_to_a_list_finds_it_as_they_left_it(orders):
    orders.gateway.on("GET", CHOSEN, chosen(columns=["gross", "number"], sort="-gross", view="Drafts"))
    answer = await orders.browser.get("/orders")
    assert answer.headers["location"] == "/orders?status=draft&sort=-gross&cols=gross,number"


async def test_a_link_from_elsewhere_says_which_rows_and_one_s_own_columns_stay(orders):
    orders.gateway.on("GET", CHOSEN, chosen(columns=["gross"], view="Drafts"))
    answer = await orders.browser.get("/orders?status=pending")
    assert answer.headers["location"] == "/orders?status=pending&cols=gross"
    said_by_itself = await orders.browser.get("/orders?cols=number")
    assert said_by_itself.status_code == 200


async def test_within_a_list_the_address_says_all_and_what_it_says_is_remembered(orders):
    orders.gateway.on("GET", CHOSEN, chosen(sort="-gross", density="compact", view="Drafts"))
    orders.gateway.on("PUT", CHOSEN, chosen())
    answer = await orders.browser.get("/orders", headers=WITHIN)
    assert answer.status_code == 200
    assert 'data-density="compact"' in answer.text
    [kept] = orders.gateway.sent("PUT", CHOSEN)
    assert json.loads(kept.content)["value"] == {"columns": [], "sort": "", "density": "compact", "view": ""}


async def test_what_another_site_links_to_is_shown_and_not_remembered(orders):
    orders.gateway.on("GET", CHOSEN, chosen(sort="-gross"))
    for foreign in ({"Sec-Fetch-Site": "cross-site"}, {"Referer": "http://elsewhere.example/orders"}, {}):
        await orders.browser.get("/orders?sort=number", headers=WITHIN | foreign if foreign else {})
    assert orders.gateway.sent("PUT", CHOSEN) == []


async def test_chosen_columns_and_the_height_of_rows_are_kept_and_reset(orders):
    orders.gateway.on("PUT", CHOSEN, chosen())
    form = {"query": "?status=draft&sort=-gross", "col": ["gross", "number"], "density": "comfortable"}
    answer = await orders.post("/orders/-/display", do="apply", **form)
    assert answer.headers["location"] == "/orders?status=draft&sort=-gross&cols=gross,number"
    answer = await orders.post("/orders/-/display", do="reset", **form)
    assert answer.headers["location"] == "/orders?status=draft"
    applied, reset = (json.loads(one.content)["value"] for one in orders.gateway.sent("PUT", CHOSEN))
    assert applied == {"columns": ["gross", "number"], "sort": "", "density": "comfortable", "view": ""}
    assert reset == {"columns": [], "sort": "", "density": "", "view": ""}


async def test_a_list_opens_as_usual_where_nothing_can_be_remembered(orders):
    orders.gateway.on("GET", CHOSEN, refused(503))
    assert (await orders.browser.get("/orders")).status_code == 200


async def test_an_empty_list_offers_what_is_close_to_the_words(orders):
    close = hit(kind="order", id=ORDER, name="SO-2026-000064", about=["Tallinna Vesi"])
    at_client = hit(kind="contact", within=CLIENT, within_kind="client")
    orders.gateway.on("GET", "/api/orders", listed())
    orders.gateway.on("GET", SEARCH, found(close, at_client))
    shown = one_line((await orders.browser.get("/orders?q=talinna")).text)
    assert "Close to “talinna”" in shown
    assert f'<a href="/orders/{ORDER}"><span>SO-2026-000064</span>' in shown
    assert CLIENT not in shown, "a client is no order"
    (asked,) = orders.gateway.sent("GET", SEARCH)
    assert (asked.url.params["q"], asked.url.params["kinds"]) == ("talinna", "order,contact")


async def test_a_list_with_rows_asks_the_search_nothing(orders):
    await orders.browser.get("/orders?q=vesi")
    assert not orders.gateway.sent("GET", SEARCH)


def test_days_that_are_a_click_away_are_words_of_the_services() -> None:
    assert set(QUICK) <= set(DAY_WORDS)
