"""The register of tax treatments: what its form sends, and where quotes and orders choose from it."""

import json

from stand_ins import billing, listed, refused, said
from stand_ins.billing import TREATMENT as ID
from stand_ins.markup import one_line
from stand_ins.orders import API as ORDER_API
from stand_ins.orders import ID as ORDER
from stand_ins.orders import order
from stand_ins.orders import totals as order_totals
from stand_ins.prices import of_order, sells
from stand_ins.quotes import QUOTE, SELLER, body, quote, totals

GONE = "01900000-0000-7000-8000-0000000000a8"
API = "/api/billing/tax-treatments"
ROWS = (
    billing.treatment_row(id="g", name="With the goods", is_default=True),
    billing.treatment_row(),
)
FORM = {"name": "Export", "text": "No tax: export", "method": "fixed", "rate": "5,5 %"}


WRONG = [{"pointer": "/text", "detail": "Say why."}]


def pinned(id: str, rate: str | None = "0", text: str = "No tax: export") -> dict:
    return {"treatment_id": id, "rate": rate, "text": text}


async def test_the_form_sends_the_treatment_as_it_is_shown(stage):
    stage.sign_in("billing.tax")
    stage.gateway.on("GET", f"{API}/{ID}", said(billing.treatment()))
    shown = (await stage.browser.get(f"/tax-treatments/{ID}")).text
    assert 'value="7"' in shown
    stage.gateway.on("PUT", f"{API}/{ID}", said(billing.treatment(version=3)))
    answer = await stage.post(f"/tax-treatments/{ID}", **FORM, version="2", key="k")
    assert answer.headers["location"] == "/tax-treatments"
    [sent] = stage.gateway.sent("PUT", f"{API}/{ID}")
    assert json.loads(sent.content) == FORM | {"rate": "0.055", "is_default": False}


async def test_with_the_goods_there_is_no_rate(stage):
    stage.sign_in("billing.tax")
    stage.gateway.on("POST", API, said(billing.treatment(), 201))
    await stage.post("/tax-treatments/new", **FORM | {"method": "with-goods", "rate": ""}, key="k")
    [sent] = stage.gateway.sent("POST", API)
    assert json.loads(sent.content)["rate"] is None


async def test_what_is_refused_stays_typed_and_a_treatment_is_withdrawn(stage):
    stage.sign_in("billing.tax")
    stage.gateway.on("POST", API, refused(422, type="urn:saleswire:problem:schema", errors=WRONG))
    answer = await stage.post("/tax-treatments/new", **FORM, key="k")
    assert '<p class="error" id="e-text">Say why.</p>' in answer.text
    assert "Correct this, and try again." in answer.text
    assert "Printed as: Say why." in one_line(answer.text)
    assert (answer.status_code, 'value="Export"' in answer.text) == (422, True)
    stage.gateway.on("POST", f"{API}/{ID}/withdraw", said(billing.treatment(withdrawn=True)))
    answer = await stage.post(f"/tax-treatments/{ID}/withdraw", version="2", key="k")
    assert answer.headers["location"] == "/tax-treatments"


async def test_a_new_quote_begins_with_the_default_and_sends_what_is_chosen(stage):
    sells(stage)
    stage.sign_in(*SELLER)
    stage.gateway.on("GET", API, listed(*ROWS))
    stage.gateway.on("POST", "/api/quotes", said(quote(version=1), 201))
    page = (await stage.browser.get("/quotes/new")).text
    assert "With the goods (default)" in page
    typed = {"client": "vesi", "do": "save", "product": ["PS-240"], "quantity": ["1"]}
    for chosen in ("", ID):
        await stage.post("/quotes/new", **typed, freight_treatment_id=chosen, key=f"k{chosen}")
    sent = [body(each) for each in stage.gateway.sent("POST", "/api/quotes")]
    assert [each.get("freight_treatment_id") for each in sent] == [None, ID]
    priced = [body(each) for each in stage.gateway.sent("POST", "/api/quotes/price")]
    assert priced[-1]["freight_treatment_id"] == ID


async def test_a_withdrawn_treatment_stays_chosen_where_it_was_agreed(stage):
    sells(stage)
    stage.sign_in(*SELLER)
    agreed = quote(totals=totals(freight="10.00", freight_tax=pinned(GONE)))
    stage.gateway.on("GET", f"/api/quotes/{QUOTE}", said(agreed))
    stage.gateway.on("GET", API, listed(*ROWS))
    stage.gateway.on("GET", f"{API}/{GONE}", said(billing.treatment(id=GONE, name="Old", withdrawn=True)))
    page = (await stage.browser.get(f"/quotes/{QUOTE}/edit")).text
    assert f'<option value="{GONE}" selected>Old (withdrawn)</option>' in page
    shown = (await stage.browser.get(f"/quotes/{QUOTE}")).text
    assert "Freight, taxed at 0 %" in " ".join(shown.split())
    assert "Tax on freight: No tax: export" in shown


async def test_while_the_register_cannot_be_read_the_editor_keeps_what_is_there(stage):
    sells(stage)
    stage.sign_in(*SELLER)
    agreed = quote(totals=totals(freight_tax=pinned(GONE)))
    stage.gateway.on("GET", f"/api/quotes/{QUOTE}", said(agreed))
    stage.gateway.on("GET", API, refused(503, detail="billing is away"))
    page = (await stage.browser.get(f"/quotes/{QUOTE}/edit")).text
    assert f'<option value="{GONE}" selected>As it was</option>' in page


async def test_an_order_prices_and_saves_the_chosen_treatment(stage):
    stage.sign_in("orders.read", "orders.write")
    agreed = order_totals(freight="10.00", freight_tax=pinned("g", None, ""))
    stage.gateway.on("GET", ORDER_API, said(order(totals=agreed)))
    stage.gateway.on("GET", API, listed(*ROWS))
    for path in ("clients", "distributors"):
        stage.gateway.on("GET", f"/api/crm/{path}", listed())
    page = (await stage.browser.get(f"/orders/{ORDER}/edit")).text
    assert '<option value="g" selected>With the goods</option>' in page
    stage.gateway.on("POST", "/api/orders/price", said(of_order(lines=[])))
    stage.gateway.on("PATCH", ORDER_API, said(order()))
    for do in ("price", "save"):
        form = {"freight": "10", "freight_treatment_id": ID, "ordered_on": "2026-11-22"}
        await stage.post(f"/orders/{ORDER}/edit", **form, do=do, version="4", key="k")
    [priced], [saved] = (
        stage.gateway.sent("POST", "/api/orders/price"),
        stage.gateway.sent("PATCH", ORDER_API),
    )
    assert [body(each)["freight_treatment_id"] for each in (priced, saved)] == [ID, ID]
