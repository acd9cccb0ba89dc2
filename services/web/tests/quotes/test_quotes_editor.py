"""The editor of quotes: what was typed is what quotes is asked for, and refusals come back to the line."""

import re
from typing import Any

import pytest
from stand_ins import PERSON, Stage, listed, prices, refused, said
from stand_ins.billing import treatment_row
from stand_ins.crm import client_row
from stand_ins.markup import one_line
from stand_ins.quotes import (
    CLIENT,
    DEVICE,
    OPTION,
    QUOTE,
    SELLER,
    body,
    line,
    quote,
    shows,
    somebody_was_faster,
    totals,
)
from stand_ins.reporting import SEARCH, found, hit

NEW, EDIT, API = "/quotes/new", f"/quotes/{QUOTE}/edit", f"/api/quotes/{QUOTE}"
ONE = {"product": ["PS-240"], "product_id": [""], "quantity": ["12"], "price": [""], "discount": ["1,5"],
       "note": [""]}  # fmt: skip


@pytest.fixture(autouse=True)
def _seller(stage: Stage) -> None:
    prices.sells(stage)
    stage.sign_in(*SELLER)
    stage.gateway.on("POST", "/api/quotes", said(quote(version=1), 201))


def lines(*typed: tuple[str, ...]) -> dict[str, list[str]]:
    """Lines of a form: product, quantity, discount and price."""
    full = [(*one, "", "", "", "")[:4] for one in typed]
    return {
        "product": [one[0] for one in full], "product_id": ["" for _ in full],
        "quantity": [one[1] for one in full], "discount": [one[2] for one in full],
        "price": [one[3] for one in full], "note": ["" for _ in full],
    }  # fmt: skip


async def drafted(stage: Stage, **fields: Any) -> dict[str, Any]:
    answer = await stage.post(NEW, **({"client": "vesi", "key": "k1", "do": "save"} | ONE | fields))
    assert answer.status_code == 303, answer.text
    (sent,) = stage.gateway.sent("POST", "/api/quotes")
    assert sent.headers["idempotency-key"] == "k1"
    return body(sent)


async def test_numbers_and_names_become_ids(stage: Stage) -> None:
    sent = await drafted(stage, **lines(("ps-240", "1 200"), ("housing", ""), ("", "7")))
    assert sent["client_id"] == CLIENT
    assert sent["lines"] == [
        {"product_id": DEVICE, "quantity": "1200"},
        {"product_id": OPTION, "quantity": "1"},
    ]


async def test_without_scripts_the_number_counts_not_the_id_that_it_had_before(stage: Stage) -> None:
    sent = await drafted(stage, product="OP-HSG", product_id=DEVICE)
    assert sent["lines"][0]["product_id"] == OPTION


async def test_percent_price_and_freight_are_read_as_people_write_them(stage: Stage) -> None:
    sent = await drafted(stage, **lines(("PS-240", "2", "7,5 %", "1.234,50")), freight="12,5")
    assert sent["lines"][0] | {"product_id": ""} == {
        "product_id": "", "quantity": "2", "discount": "0.075", "unit_price": "1234.5",
    }  # fmt: skip
    assert sent["freight"] == "12.5"


async def test_what_can_not_be_read_stays_typed_and_is_told_at_its_line(stage: Stage) -> None:
    answer = await stage.post(NEW, client="vesi", do="save", **lines(("PS-240", "a few"), ("X-1", "1")))
    assert answer.status_code == 422
    assert 'value="a few"' in answer.text
    assert "Line 1: “a few” is not a number" in answer.text
    assert "Line 2: No product is called “X-1”" in answer.text
    assert not stage.gateway.sent("POST", "/api/quotes")


async def test_a_refusal_of_the_service_is_told_at_the_line_that_was_meant(stage: Stage) -> None:
    errors = [{"pointer": "/lines/1/unit_price", "detail": "The price is fixed."}]
    stage.gateway.on("POST", "/api/quotes", refused(422, "Refused", "No.", errors=errors))
    typed = lines(("PS-240", "1"), ("", ""), ("OP-HSG", "1", "", "9"))
    answer = await stage.post(NEW, client="vesi", do="save", **typed)
    assert answer.status_code == 422
    assert "Line 3: The price is fixed." in answer.text


async def test_without_a_client_nothing_is_saved(stage: Stage) -> None:
    answer = await stage.post(NEW, client="", do="save", **ONE)
    assert "Name the client." in answer.text


async def test_nobody_is_meant_by_a_close_spelling_but_is_offered(stage: Stage) -> None:
    row = client_row(id=CLIENT, name="Tallinna Vesi", city="")

    def clients(request: Any) -> Any:
        return listed(*[row] * ("id" in request.url.params))(request)

    stage.gateway.on("GET", "/api/crm/clients", clients)
    stage.gateway.on("GET", SEARCH, found(hit(id=CLIENT)))
    answer = await stage.post(NEW, client="vessi", do="save", **ONE)
    assert "Choose one of those found." in answer.text
    assert f'<option value="{CLIENT}">Tallinna Vesi</option>' in answer.text
    assert not stage.gateway.sent("POST", "/api/quotes")


async def test_several_clients_are_offered_to_choose_from(stage: Stage) -> None:
    rows = [client_row(id=str(n), number=f"C-{n}", name=f"Vesi {n}", city="") for n in (1, 2)]
    stage.gateway.on("GET", "/api/crm/clients", listed(*rows))
    answer = await stage.post(NEW, client="vesi", do="prices", **ONE)
    assert '<option value="2">Vesi 2</option>' in answer.text
    sent = await drafted(stage, client="vesi", client_was="vesi", client_id="2")
    assert sent["client_id"] == "2"


async def test_the_script_gets_the_prices_of_the_same_form(stage: Stage) -> None:
    answer = (await stage.post("/quotes/price", **lines(("PS-240", "2", "60"), ("", "")))).json()
    first, second = answer["rows"]
    assert (first["product_id"], first["net"], first["list_price"]) == (DEVICE, "20.00", "10.00")
    assert first["hint"] == "from 1: 10.00 · next from 10: 9.00"
    assert first["problems"] == {"discount": "Below the floor."}
    assert second["net"] == ""
    assert [option["number"] for option in answer["options"][DEVICE]] == ["OP-HSG"]
    assert [label for label, _, _ in answer["sums"]] == ["Net", "Tax 19 % on 20.00", "Total"]


async def test_a_fixed_price_is_not_offered_to_be_changed(stage: Stage) -> None:
    chosen = {**(prices.priced_line()["price_list"] or {}), "mode": "fixed"}
    answered = prices.of_quote(lines=[prices.priced_line(price_list=chosen)])
    stage.gateway.on("POST", "/api/quotes/price", said(answered))
    (row,) = (await stage.post("/quotes/price", **lines(("PS-240", "2", "")))).json()["rows"]
    assert row["fixed"]
    assert row["hint"].startswith("fixed price")
    page = one_line((await stage.post(NEW, do="prices", **lines(("PS-240", "2", "")))).text)
    price, discount = (re.search(rf'<input name="{name}"[^>]*>', page) for name in ("price", "discount"))
    assert price is not None
    assert "readonly" in price[0]
    assert discount is not None
    assert "readonly" in discount[0]


async def test_a_discount_that_needs_a_grant_says_so(stage: Stage) -> None:
    answer = (await stage.post("/quotes/price", **lines(("PS-240", "2", "5")))).json()
    assert answer["rows"][0]["flag"] == "5 % off, needs a grant (over 2 %)"


async def test_without_scripts_lines_are_added_removed_and_priced_by_buttons(stage: Stage) -> None:
    page = (await stage.browser.get(NEW)).text
    assert page.count("<tr data-line") == 6  # five, and the one that scripts copy
    two = lines(("PS-240", "2"), ("OP-HSG", "1"))
    assert (await stage.post(NEW, do="lines", **two)).text.count("<tr data-line") == 8
    assert (await stage.post(NEW, remove="0", **two)).text.count("<tr data-line") == 2
    more = await stage.post(NEW, add=f"0:{OPTION}", **lines(("PS-240", "2")))
    assert more.text.count('value="OP-HSG"') == 1
    assert not stage.gateway.sent("POST", "/api/quotes")


async def test_saving_and_sending_are_two_steps_with_keys_of_their_own(stage: Stage) -> None:
    stage.gateway.on("POST", f"{API}/send", said(quote(status="sent", version=2)))
    await stage.post(NEW, client="vesi", key="k1", do="send", **ONE)
    (sent,) = stage.gateway.sent("POST", f"{API}/send")
    assert (sent.headers["if-match"], sent.headers["idempotency-key"]) == ('"v1"', "k1.send")


async def test_what_was_saved_but_not_sent_is_told(stage: Stage) -> None:
    stage.gateway.on("POST", f"{API}/send", refused(422, "Refused", "It has ended."))
    answer = await stage.post(NEW, client="vesi", key="k1", do="send", **ONE)
    assert answer.headers["location"] == f"/quotes/{QUOTE}"
    shows(stage)
    assert "is saved, but was not sent. It has ended." in (await stage.browser.get(f"/quotes/{QUOTE}")).text


async def test_lines_that_were_not_touched_are_not_sent_again(stage: Stage) -> None:
    shows(stage)
    stage.gateway.on("PATCH", API, said(quote()))
    id = {"line_id": ["line-PS-240-40"]}
    for quantity in ("40", "41"):
        typed = lines(("PS-240", quantity, "5")) | id
        await stage.post(EDIT, do="save", version="3", project="Other", **typed)
    first, second = (body(sent) for sent in stage.gateway.sent("PATCH", API))
    assert "lines" not in first
    named = {"line_id": "line-PS-240-40", "product_id": DEVICE, "unit_price": None, "description": ""}
    assert second["lines"] == [named | {"quantity": "41", "discount": "0.05"}]


async def test_a_saved_line_keeps_its_id_and_tells_on_which_day_it_was_priced(stage: Stage) -> None:
    shows(stage)
    kept = prices.priced_line(line_id="line-PS-240-40", kept=True, priced_on="2026-09-08", net="8512.00")
    stage.gateway.on("POST", "/api/quotes/price", said(prices.of_quote(lines=[kept])))
    page = (await stage.browser.get(EDIT)).text
    assert 'name="line_id" value="line-PS-240-40"' in page
    assert "price of 8 Sep 2026" in page
    copy = await stage.browser.get(f"{NEW}?copy={QUOTE}")
    assert 'name="line_id" value="line' not in one_line(copy.text)


async def test_two_people_at_one_draft_see_both_sides_and_nothing_is_lost(stage: Stage) -> None:
    shows(stage, version=4)
    stage.gateway.on("PATCH", API, somebody_was_faster(project="Theirs", lines=[line(quantity="20")]))
    answer = await stage.post(EDIT, do="save", version="3", project="Mine", **lines(("PS-240", "12", "5")))
    assert answer.status_code == 412
    page = one_line(answer.text)
    assert '<td class="wrap was">Theirs</td><td class="wrap is">Mine</td>' in page
    assert "PS-240 × 20, less 5 %" in page
    assert 'name="version" value="4"' in page
    assert 'name="quantity" value="12"' in page


async def test_only_a_draft_is_edited(stage: Stage) -> None:
    shows(stage, status="sent")
    assert (await stage.browser.get(EDIT)).headers["location"] == f"/quotes/{QUOTE}"


async def test_a_copy_begins_with_the_lines_but_not_with_the_dates(stage: Stage) -> None:
    shows(stage)
    page = one_line((await stage.browser.get(f"{NEW}?copy={QUOTE}")).text)
    assert 'value="Tallinna Vesi"' in page
    assert 'name="quantity" value="40"' in page
    assert 'name="discount" value="5"' in page
    assert "2026-10-08" not in page
    assert f'value="{PERSON}"' not in page


async def test_a_copy_does_not_take_over_a_tax_on_freight_that_was_withdrawn(stage: Stage) -> None:
    tax = {"treatment_id": CLIENT, "rate": "0", "text": "Export"}
    shows(stage, totals=totals(freight_tax=tax))
    entry = treatment_row(name="With the goods", is_default=True)
    stage.gateway.on("GET", "/api/billing/tax-treatments", listed(entry))
    page = (await stage.browser.get(f"{NEW}?copy={QUOTE}")).text
    assert "was withdrawn. The default stands here." in page
    assert '<option value="" selected>With the goods (default)' in page


async def test_what_is_offered_while_typing(stage: Stage) -> None:
    at_client = hit(kind="contact", within=CLIENT, within_kind="client")
    stage.gateway.on("GET", SEARCH, found(at_client, hit(id=CLIENT)))
    offered = one_line((await stage.browser.get("/find/client?q=vessi")).text)
    assert offered.count(f'data-id="{CLIENT}" data-text="Tallinna Vesi"') == 1, (
        "a contact stands for its client"
    )
    stage.gateway.on("GET", SEARCH, found(hit(kind="option", id=OPTION)))
    offered = one_line((await stage.browser.get("/find/product?q=huosing")).text)
    assert f'data-id="{OPTION}" data-text="OP-HSG"' in offered
    asked = [sent.url.params["kinds"] for sent in stage.gateway.sent("GET", SEARCH)]
    assert asked == ["client,contact", "device,option,service"]
    assert (await stage.browser.get("/find/anything")).status_code == 404
