"""Entering orders: three ways, one order per quote, and what each button of a draft's window sends."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from stand_ins import crm, listed, prices, refused, said
from stand_ins.catalog import product_row
from stand_ins.markup import one_line
from stand_ins.orders import API, ID, LINE_ID, PARTY, PRODUCT, order, order_row
from stand_ins.quotes import quote_row

from web.sections.orders import fields

NEW = "/api/orders"
CLIENTS, PRODUCTS = "/api/crm/clients", "/api/catalog/products"


@pytest.fixture
def desk(stage):
    """A seller's desk: a client, a product, and prices."""
    stage.sign_in("orders.read", "orders.write", "orders.place", "quotes.read", "crm.read", "catalog.read")
    stage.gateway.on("GET", CLIENTS, listed(crm.client_row(number="C-000002", name="Baltic <Dairy>")))
    stage.gateway.on("GET", f"{CLIENTS}/{PARTY['id']}", said(crm.client()))
    stage.gateway.on("GET", "/api/crm/distributors", listed())
    stage.gateway.on("GET", PRODUCTS, listed(product_row(id=PRODUCT, number="GW-500")))
    stage.gateway.on("POST", "/api/orders/price", said(prices.of_order()))
    stage.gateway.on("GET", "/api/quotes", listed())
    stage.gateway.on("GET", NEW, listed())
    stage.gateway.on("GET", API, said(order()))
    return stage


def body(stage, method: str, path: str) -> dict:
    return json.loads(stage.gateway.sent(method, path)[-1].content)


def sheet(**more: str) -> dict[str, str]:
    line = {"lines/0/product": "GW-500 Gateway", "lines/0/quantity": "3", "lines/0/discount": "5"}
    return {"key": "k1", "client": "C-000002 Baltic", "ordered_on": "2026-11-22", **line} | more


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])  # never on the same day
async def test_a_new_order_is_of_today_where_the_company_is(desk, zone):
    desk.house.settings.company_zone = zone
    page = (await desk.browser.get("/orders/new/blank")).text
    suggested = re.search(r'name="ordered_on"[^>]*value="([^"]*)"', page)
    assert suggested is not None
    assert suggested[1] == datetime.now(ZoneInfo(zone)).date().isoformat()


async def test_accepted_quotes_stand_with_the_order_that_they_became(desk):
    desk.gateway.on("GET", "/api/quotes", listed(*(quote_row(id=id) for id in ("q1", "q2"))))
    desk.gateway.on("GET", NEW, listed(order_row(number="SO-9", status="released", quote_id="q1")))
    page = one_line((await desk.browser.get("/orders/new")).text)
    assert f'href="/orders/{ID}">SO-9' in page
    assert 'name="quote_id" value="q2"' in page
    assert 'name="quote_id" value="q1"' not in page


async def test_a_quote_that_has_its_order_leads_to_it(desk):
    desk.gateway.on("GET", NEW, listed(order_row()))
    answer = await desk.browser.get("/orders/new?quote=q1")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/orders/{ID}/edit")
    desk.gateway.on("GET", NEW, listed(order_row(status="released")))
    answer = await desk.browser.get("/orders/new?quote=q1")
    assert answer.headers["location"] == f"/orders/{ID}"


async def test_generating_twice_sends_the_same_key_and_opens_the_window_of_the_draft(desk):
    desk.gateway.on("POST", NEW, said(order()))
    for _ in range(2):
        answer = await desk.post("/orders/new", quote_id="q1", key="k1")
        assert answer.headers["location"] == f"/orders/{ID}/edit"
    sent = desk.gateway.sent("POST", NEW)
    assert [one.headers["idempotency-key"] for one in sent] == ["k1", "k1"]
    assert json.loads(sent[0].content) == {"quote_id": "q1"}


@pytest.mark.feature("PH-SA-03")
async def test_a_typed_number_fills_in_what_its_quote_says(desk):
    desk.gateway.on("GET", "/api/orders/prefill", said(order(quote_number="Q-1", project="Whey line")))
    page = await desk.browser.get("/orders/new?quote_number=Q-1")
    assert page.status_code == 200
    assert "Whey line" in page.text
    assert 'name="quote_number" value="Q-1"' in page.text


async def test_a_typed_number_that_was_ordered_already_leads_to_that_order(desk):
    there = {"id": ID, "number": "SO-9", "status": "released"}
    desk.gateway.on(
        "GET", "/api/orders/prefill", refused(422, detail="Q-1 was ordered already.", order=there)
    )
    page = await desk.browser.get("/orders/new?quote_number=Q-1")
    assert page.status_code == 200
    assert "Q-1 was ordered already." in page.text
    assert f'href="/orders/{ID}">Open SO-9</a>' in page.text


async def test_a_quote_that_is_not_accepted_is_refused_in_the_services_words(desk):
    desk.gateway.on("POST", NEW, refused(422, detail="Quote Q-1 is with the client."))
    answer = await desk.post("/orders/new", quote_number="Q-1", key="k")
    assert answer.status_code == 422
    assert "Quote Q-1 is with the client." in answer.text


async def test_an_order_from_blank_is_sent_with_the_records_that_were_meant(desk):
    desk.gateway.on("POST", NEW, said(order(), 201))
    answer = await desk.browser.post(
        "/orders/new/blank",
        data=sheet(do="save", terms="30 days net"),
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/orders/{ID}")
    sent = body(desk, "POST", NEW)
    assert (sent["client_id"], sent["terms"], sent["ordered_on"]) == (
        PARTY["id"],
        "30 days net",
        "2026-11-22",
    )
    assert sent["lines"] == [{"product_id": PRODUCT, "quantity": "3", "discount": "0.05"}]
    assert sent["shipping_address"] is None
    assert desk.gateway.sent("POST", NEW)[0].headers["idempotency-key"] == "k1"


async def test_saving_and_placing_is_two_commands_that_may_be_repeated(desk):
    desk.gateway.on("POST", NEW, said(order(), 201))
    desk.gateway.on("POST", f"{API}/place", said(order(status="pending")))
    await desk.browser.post(
        "/orders/new/blank", data=sheet(do="place"), headers={"Sec-Fetch-Site": "same-origin"}
    )
    placed = desk.gateway.sent("POST", f"{API}/place")[0]
    assert (placed.headers["if-match"], placed.headers["idempotency-key"]) == ('"v4"', "k1-place")


async def test_prices_are_asked_for_without_saving_and_addresses_come_from_the_client(desk):
    answer = await desk.browser.post(
        "/orders/new/blank", data=sheet(do="price"), headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 200
    assert "980.00" in answer.text
    assert 'name="billing_address/city" type="text" value="Vilnius"' in one_line(answer.text)
    assert desk.gateway.sent("POST", NEW) == []
    assert body(desk, "POST", "/api/orders/price")["client_id"] == PARTY["id"]


async def test_a_price_problem_stands_at_its_line(desk):
    problem = {"type": "", "pointer": "/lines/0/discount", "detail": "Below the floor price."}
    line = prices.gateways(problems=[problem])
    desk.gateway.on("POST", "/api/orders/price", said(prices.of_order(lines=[line])))
    answer = await desk.browser.post(
        "/orders/new/blank", data=sheet(do="price"), headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert '<p class="error">Below the floor price.</p>' in answer.text
    assert 'aria-invalid="true" aria-describedby="said-0"' in answer.text


async def test_entries_that_name_nothing_are_told_at_their_fields_before_anything_is_sent(desk):
    for path in (CLIENTS, PRODUCTS):
        desk.gateway.on("GET", path, listed())
    answer = await desk.browser.post(
        "/orders/new/blank", data=sheet(do="save"), headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 422
    assert "There is no client “C-000002 Baltic”." in answer.text
    assert "There is no product GW-500." in answer.text
    assert desk.gateway.sent("POST", NEW) == []


async def test_a_draft_is_changed_with_the_version_that_was_seen_and_keeps_its_lines(desk):
    desk.gateway.on("PATCH", API, said(order()))
    data = sheet(do="save", version="4", **{"lines/0/line_id": LINE_ID, "project": "New name"})
    await desk.browser.post(f"/orders/{ID}/edit", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    sent = desk.gateway.sent("PATCH", API)[0]
    assert sent.headers["if-match"] == '"v4"'
    changed = json.loads(sent.content)
    assert changed["project"] == "New name"
    assert "ordered_on" not in changed
    assert changed["lines"][0]["line_id"] == LINE_ID
    assert "unit_price" not in changed["lines"][0]


async def test_two_who_change_one_draft_see_both_sides_lines_too(desk):
    theirs = order(
        version=7, project="Theirs", shipping_address={**order()["shipping_address"], "city": "Riga"}
    )
    desk.gateway.on("PATCH", API, refused(412, current=theirs))
    data = sheet(do="save", version="4", project="Mine", **{"lines/0/quantity": "8"})
    answer = await desk.browser.post(
        f"/orders/{ID}/edit", data=data, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 412
    for shown in ("Theirs", "Mine", "Riga", "3 × GW-500 Gateway", "8 × GW-500 Gateway"):
        assert shown in answer.text
    assert 'name="version" value="7"' in answer.text


async def test_a_placed_order_is_not_edited_any_more(desk):
    desk.gateway.on("GET", API, said(order(status="pending")))
    answer = await desk.browser.get(f"/orders/{ID}/edit")
    assert answer.headers["location"] == f"/orders/{ID}"


@pytest.mark.parametrize("path", ["new", "new/blank", f"{ID}/edit", f"{ID}/cancel", f"{ID}/ship-date"])
async def test_no_form_is_shown_to_who_may_not_send_it(stage, path):
    stage.sign_in("orders.read")
    stage.gateway.on("GET", API, said(order()))
    assert (await stage.browser.get(f"/orders/{path}")).status_code == 403


def test_an_order_goes_through_its_form_unchanged():
    values = fields.values_of(order(terms="30 days", lead_time_days=14))
    sent = fields.lines(values, {"GW-500": "p1"})
    assert sent == [{"product_id": "p1", "line_id": LINE_ID, "quantity": "3", "discount": "0.05"}]
    head = fields.head(values)
    assert (head["terms"], head["lead_time_days"]) == ("30 days", "14")
    assert head["shipping_address"]["city"] == "Kaunas"


def test_empty_and_removed_lines_close_up():
    values = {
        "lines/0/product": "A-1",
        "lines/1/product": "",
        "lines/2/product": "B-2",
        "lines/5/product": "C-3",
    }
    left = fields.packed(values, without=2)
    assert left == {"lines/0/product": "A-1", "lines/1/product": "C-3"}


def test_numbers_are_read_as_people_write_them():
    assert fields.exact(" 1 234,50 ") == "1234.50"
    assert fields.fraction("7,5") == "0.075"
    assert fields.fraction("much") == "much"
    assert fields.label("lines/1/unit_price") == "Line 2: unit price"
