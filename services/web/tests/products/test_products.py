"""Devices, options and services: what their forms send, what a refusal keeps, who sees which step."""

import json
import re

import pytest
from stand_ins import catalog, listed, refused, said
from stand_ins.catalog import DEVICE
from stand_ins.catalog import OPTION as ID
from stand_ins.markup import one_line

from web.rates import fraction
from web.sections.products import lifecycle
from web.sections.products.section import SECTION

API = f"/api/catalog/options/{ID}"
TYPED = {
    "number": "OP-1", "name": "Antenna", "unit": "pcs", "supply": "buy", "lead_time_days": "9",
    "tax_rate": "7,5", "active": "true", "levels": "Gain: 5 dBi\n\nPlug: SMA", "fits": "GW-1",
    "version": "4", "key": "k",
}  # fmt: skip


@pytest.fixture
def option(stage):
    """A stage whose catalog has one option for one device."""
    stage.sign_in("catalog.*")
    stage.gateway.on("GET", API, said(catalog.option()))
    stage.gateway.on("GET", f"{API}/documents", said([]))
    stage.gateway.on("GET", "/api/catalog/options", listed())
    stage.gateway.on("GET", "/api/catalog/devices", listed(catalog.product_row()))
    return stage


async def test_the_page_shows_the_next_step_to_whoever_may_take_it(option):
    shown = (await option.browser.get(f"/options/{ID}")).text
    assert "Approve for sales" in shown
    assert "Withdraw the approval of engineering" in shown


@pytest.mark.parametrize(
    ("changes", "current", "last"),
    [
        ({"research": True}, "Research", "On sale"),
        ({"engineering_approved": False}, "Engineering approved", "On sale"),
        ({}, "Sales approved", "On sale"),
        ({"active": False}, "Sales approved", "On sale"),
        ({"sales_approved": True}, "On sale", "On sale"),
        ({"sales_approved": True, "active": False}, "Off sale for now", "Off sale for now"),
        ({"active": False, "discontinued_on": "2026-11-22"}, "Discontinued", "Discontinued"),
    ],
)
def test_the_bar_says_where_a_product_stands(changes, current, last):
    bar = lifecycle.bar(catalog.option(**changes))
    assert [name for _, name, state in bar if state in ("now", "bad")] == [current]
    assert bar[-1][1] == last


async def test_what_was_taken_off_sale_is_not_said_to_be_on_sale_nor_discontinued(option):
    paused = catalog.option(sales_approved=True, active=False)
    option.gateway.on("GET", API, said(paused))
    shown = one_line((await option.browser.get(f"/options/{ID}")).text)
    assert re.search('aria-current="step"> ?Off sale for now', shown)
    assert "On sale" not in one_line(shown.split('class="steps"')[1].split("</ol>")[0])
    assert "Put on sale" in shown
    views = {view.name: view.query for spec in SECTION.lists for view in spec.views}
    assert views["Off sale"] == "active=false"
    assert "active" not in views["Discontinued"]


async def test_who_only_reads_sees_no_step(option):
    option.sign_in("catalog.read")
    shown = (await option.browser.get(f"/options/{ID}")).text
    assert "Approve for sales" not in shown
    assert '/edit"' not in shown


async def test_an_approval_is_given_to_the_version_that_was_seen(option):
    option.gateway.on("POST", f"{API}/approve", said(catalog.option()))
    answer = await option.post(f"/options/{ID}/do/approve", approval="sales", version="4", key="k")
    assert answer.status_code == 303
    [sent] = option.gateway.sent("POST", f"{API}/approve")
    assert json.loads(sent.content) == {"approval": "sales"}
    assert (sent.headers["if-match"], sent.headers["idempotency-key"]) == ('"v4"', "k")


async def test_an_unknown_step_is_not_passed_on(option):
    assert (await option.post(f"/options/{ID}/do/erase", version="4")).status_code == 404


async def test_the_form_sends_numbers_as_the_catalog_takes_them(option):
    option.gateway.on("PATCH", API, said(catalog.option()))
    assert (await option.post(f"/options/{ID}/edit", **TYPED)).status_code == 303
    [sent] = option.gateway.sent("PATCH", API)
    body = json.loads(sent.content)
    assert sent.headers["if-match"] == '"v4"'
    assert (body["lead_time_days"], body["tax_rate"], body["fits"]) == (9, "0.075", [DEVICE])
    assert body["levels"] == [{"name": "Gain", "value": "5 dBi"}, {"name": "Plug", "value": "SMA"}]
    assert (body["active"], body["research"]) == (True, False)


async def test_a_device_that_nobody_knows_is_refused_at_its_field(option):
    answer = await option.post(f"/options/{ID}/edit", **TYPED | {"fits": "GW-1, XX-9"})
    assert answer.status_code == 422
    assert 'id="e-fits"' in answer.text
    assert "There is no device XX-9" in answer.text
    assert option.gateway.sent("PATCH", API) == []


async def test_somebody_who_was_faster_is_shown_beside_what_was_typed(option):
    option.gateway.on("PATCH", API, refused(412, current=catalog.option(version=5)))
    option.gateway.on("GET", API, said(catalog.option(version=5, lead_time_days=8)))
    answer = await option.post(f"/options/{ID}/edit", **TYPED)
    assert answer.status_code == 412
    assert "Somebody else saved this" in answer.text
    assert "Lead time, days" in answer.text
    assert 'name="version" value="5"' in answer.text


async def test_a_number_that_is_taken_keeps_what_was_typed(option):
    option.gateway.on("POST", "/api/catalog/options", refused(409, "Number taken", "Choose another one."))
    answer = await option.post("/options/new", **TYPED | {"name": "My <antenna>"})
    assert answer.status_code == 409
    assert "Choose another one." in answer.text
    assert "My &lt;antenna&gt;" in answer.text


async def test_the_tabs_show_devices_history_and_why_a_price_is_unknown(option):
    assert "GW-1" in (await option.browser.get(f"/options/{ID}?tab=devices")).text
    option.gateway.on("GET", f"{API}/history", said([catalog.step()]))
    history = await option.browser.get(f"/options/{ID}?tab=history")
    assert "<del>Aerial</del> → Antenna" in one_line(history.text)
    option.gateway.on("GET", "/api/catalog/prices", refused(404, detail="No price list in SEK names it."))
    asked = await option.browser.get(f"/options/{ID}?tab=prices&currency=SEK")
    assert "No price list in SEK names it." in asked.text


def test_what_is_no_number_goes_as_it_was_typed():
    assert [fraction(text) for text in ("19", "7,5", "much")] == ["0.19", "0.075", "much"]
