"""Pages of fulfillment: what leaves, what is made and bought, stock and units; what their forms send."""

import json

import httpx2
import pytest
from stand_ins import PERSON, fulfillment, listed, refused, reporting, said
from stand_ins.catalog import product_row
from stand_ins.fulfillment import ID
from stand_ins.markup import one_line

from web.sections.fulfillment import deliveries, serials

API = "/api/fulfillment"
ORDER = f"{API}/delivery-orders/{ID}"


@pytest.fixture
def hall(stage):
    """The hall: one of everything, and operations at the desk."""
    stage.sign_in("fulfillment.*", "orders.read", "crm.read")
    stage.gateway.on("GET", ORDER, said(fulfillment.delivery_order()))
    stage.gateway.on("GET", f"{ORDER}/pick-list", said(fulfillment.pick_list()))
    stage.gateway.on("GET", f"{API}/shipments/{ID}", said(fulfillment.shipment()))
    stage.gateway.on("GET", f"{API}/job-orders/{ID}", said(fulfillment.job_order()))
    stage.gateway.on("GET", f"{API}/purchase-requests/{ID}", said(fulfillment.purchase_request()))
    stage.gateway.on("GET", f"{API}/service-orders/{ID}", said(fulfillment.service_order()))
    stage.gateway.on("GET", f"{API}/stock/{ID}", said(fulfillment.stock()))
    stage.gateway.on("GET", f"{API}/units", listed(fulfillment.unit_row()))
    return stage


def body(stage, path: str) -> dict:
    return json.loads(stage.gateway.sent("POST", path)[-1].content)


@pytest.mark.parametrize(
    "path",
    [
        "delivery-orders/{}",
        "delivery-orders/{}?tab=shipments",
        "delivery-orders/{}?tab=history",
        "delivery-orders/{}/dispatch",
        "delivery-orders/{}/pick-list",
        "shipments/{}",
        "shipments/{}?tab=delivery-note",
        "job-orders/{}",
        "purchase-requests/{}",
        "service-orders/{}",
        "stock/{}",
        "units/{}",
    ],
)
async def test_every_page_of_the_hall_can_be_read_with_and_without_the_right_to_act(hall, path):
    page = await hall.browser.get(f"/{path.format(ID)}")
    assert page.status_code == 200
    hall.sign_in("fulfillment.read")
    hall.house.me.forget(f"{PERSON}s")
    page = await hall.browser.get(f"/{path.format(ID)}")
    assert page.status_code == (403 if path.endswith("dispatch") else 200)
    assert "Receive goods" not in page.text
    assert "Confirm delivery" not in page.text
    assert "Confirm what was performed" not in page.text


async def test_the_dispatch_form_knows_what_is_reserved_and_what_production_reported(hall):
    page = (await hall.browser.get(f"/delivery-orders/{ID}/dispatch")).text
    assert 'name="quantity/l1" value="2"' in one_line(page)
    assert "A-1\nA-2</textarea>" in page


async def test_a_dispatch_sends_quantities_and_scanned_numbers_of_what_leaves(hall):
    sent = fulfillment.delivery_order(shipments=[fulfillment.shipment()])
    hall.gateway.on("POST", f"{ORDER}/dispatch", said(sent))
    fields = {
        "version": "3",
        "key": "k",
        "line": "l1",
        "carrier": "DB",
        "vehicle": "",
        "tracking": "",
        "quantity/l1": "2",
        "serials/l1": "A-1\r\nA-2\r\n",
    }
    answer = await hall.post(f"/delivery-orders/{ID}/dispatch", **fields)
    assert answer.headers["location"] == f"/shipments/{ID}"
    line = {"line_id": "l1", "quantity": "2", "serial_numbers": ["A-1", "A-2"]}
    assert body(hall, f"{ORDER}/dispatch") == {
        "carrier": "DB",
        "vehicle": "",
        "tracking": "",
        "lines": [line],
    }
    assert hall.gateway.sent("POST", f"{ORDER}/dispatch")[0].headers["if-match"] == '"v3"'


async def test_refused_serial_numbers_are_told_at_their_line_and_kept(hall):
    problem = refused(
        422,
        detail="2 units of GW-500 need 2 serial numbers.",
        type="urn:saleswire:problem:serial-number-count",
    )
    hall.gateway.on("POST", f"{ORDER}/dispatch", problem)
    fields = {"version": "3", "key": "k", "line": "l1", "quantity/l1": "2", "serials/l1": "X-1"}
    answer = await hall.post(f"/delivery-orders/{ID}/dispatch", **fields)
    assert answer.status_code == 422
    assert 'id="e-serials/l1">2 units of GW-500 need 2 serial numbers.' in answer.text
    assert ">X-1</textarea>" in answer.text


async def test_a_dispatch_of_nothing_is_not_sent(hall):
    fields = {"version": "3", "key": "k", "line": "l1", "quantity/l1": "0"}
    answer = await hall.post(f"/delivery-orders/{ID}/dispatch", **fields)
    assert answer.status_code == 422
    assert "Nothing would leave" in answer.text
    assert hall.gateway.sent("POST", f"{ORDER}/dispatch") == []


async def test_a_delivery_is_confirmed_with_who_took_it(hall):
    path = f"{API}/shipments/{ID}/deliver"
    hall.gateway.on("POST", path, said(fulfillment.shipment()))
    answer = await hall.post(f"/shipments/{ID}/deliver", version="4", key="k", received_by="R. K.")
    assert answer.headers["location"] == f"/shipments/{ID}"
    assert body(hall, path) == {"received_by": "R. K."}
    assert hall.gateway.sent("POST", path)[0].headers["if-match"] == '"v4"'


async def test_a_job_is_completed_with_its_numbers_and_a_purchase_without(hall):
    job, purchase = fulfillment.job_order(), fulfillment.purchase_request()
    for name, verb, told, fields, wanted in (
        ("job-orders", "complete", job, {"serial_numbers": "A-1; A-2"}, {"serial_numbers": ["A-1", "A-2"]}),
        ("purchase-requests", "receive", purchase, {}, {}),
    ):
        path = f"{API}/{name}/{ID}/{verb}"
        hall.gateway.on("POST", path, said(told))
        answer = await hall.post(f"/{name}/{ID}/{verb}", version="1", key="k", **fields)
        assert answer.headers["location"] == f"/{name}/{ID}"
        assert body(hall, path) == wanted


async def test_a_service_is_confirmed_with_quantity_day_and_note(hall):
    shown = one_line((await hall.browser.get(f"/service-orders/{ID}")).text)
    assert "Partially performed" in shown
    assert 'name="quantity" type="text" value="1233.5"' in shown
    assert shown.count("Confirm and invoice</button>") == 2
    assert "<dt>Left</dt>" in shown
    assert "Line &lt;1&gt; runs" in shown
    path = f"{API}/service-orders/{ID}/perform"
    hall.gateway.on("POST", path, said(fulfillment.service_order()))
    fields = {"version": "2", "key": "k", "quantity": "2,5", "on": "2026-11-24", "note": "Line 2 runs"}
    answer = await hall.post(f"/service-orders/{ID}/perform", **fields)
    assert answer.headers["location"] == f"/service-orders/{ID}"
    assert body(hall, path) == {"quantity": "2.5", "on": "2026-11-24", "note": "Line 2 runs"}
    sent = hall.gateway.sent("POST", path)[0].headers
    assert (sent["if-match"], sent["idempotency-key"]) == ('"v2"', "k")


async def test_more_than_is_left_is_told_and_what_was_typed_is_kept(hall):
    path = f"{API}/service-orders/{ID}/perform"
    hall.gateway.on("POST", path, refused(422, detail="1,233.5 day are left of SV-1."))
    fields = {"version": "2", "key": "k", "quantity": "9999", "note": "all of it"}
    answer = await hall.post(f"/service-orders/{ID}/perform", **fields)
    assert answer.status_code == 422
    assert "are left of SV-1" in answer.text
    assert 'value="9999"' in answer.text
    assert "all of it</textarea>" in answer.text


async def test_received_goods_are_sent_once_and_a_wrong_quantity_is_told_at_its_field(hall):
    path = f"{API}/stock/{ID}/receive"
    hall.gateway.on("POST", path, said(fulfillment.stock()))
    await hall.post(f"/stock/{ID}/receive", key="k", quantity="2,5", reference="LS 1")
    assert body(hall, path) == {"quantity": "2.5", "reference": "LS 1"}
    assert hall.gateway.sent("POST", path)[0].headers["idempotency-key"] == "k"
    wrong = {"pointer": "/quantity", "detail": "A number, please."}
    hall.gateway.on("POST", path, refused(422, errors=[wrong]))
    answer = await hall.post(f"/stock/{ID}/receive", key="k", quantity="many", reference="")
    assert 'id="e-quantity">A number, please.' in answer.text
    assert 'value="many"' in answer.text


async def test_stock_says_for_whom_units_are_held(hall):
    hall.gateway.on("GET", f"{API}/stock/{ID}/lines", said([fulfillment.promised()]))
    page = one_line((await hall.browser.get(f"/stock/{ID}")).text)
    assert f'href="/delivery-orders/{ID}">DO-1' in page


async def test_a_product_that_never_lay_here_can_be_received(hall):
    hall.gateway.on("GET", f"{API}/stock/{ID}", refused(404))
    hall.gateway.on("GET", "/api/catalog/products", listed(product_row(id=ID, unit="m")))
    page = await hall.browser.get(f"/stock/{ID}")
    assert page.status_code == 200
    assert "Receive goods" in page.text
    assert "Quantity (m)" in page.text
    hall.gateway.on("GET", "/api/catalog/products", listed())
    assert (await hall.browser.get(f"/stock/{ID}")).status_code == 404


async def test_labels_and_delivery_notes_are_the_services_own_files(hall):
    pdf = httpx2.Response(200, content=b"%PDF", headers={"content-type": "application/pdf"})
    for own, service in (
        (f"/delivery-orders/{ID}/labels?sheet=a4", f"{ORDER}/labels.pdf"),
        (f"/shipments/{ID}/paper", f"{API}/shipments/{ID}/delivery-note.pdf"),
        (f"/units/{ID}/label?sheet=nonsense", f"{API}/units/{ID}/label.pdf"),
    ):
        hall.gateway.on("GET", service, lambda _: httpx2.Response(200, content=pdf.content))
        assert (await hall.browser.get(own)).content == b"%PDF"
    asked = [dict(one.url.params) for one in hall.gateway.asked if one.url.path.endswith("l.pdf")]
    assert asked == [{"sheet": "roll"}]


def test_serial_numbers_are_read_as_scanners_and_tables_give_them():
    assert serials.read("A-1\r\n A-2\n\nA-3\tA-4, A-5;") == ["A-1", "A-2", "A-3", "A-4", "A-5"]
    assert serials.read(" \n") == []


def test_a_delivery_order_is_delivered_when_every_shipment_has_arrived():
    order, shipment = fulfillment.delivery_order, fulfillment.shipment
    shipped = order(status="shipped", shipments=[shipment()])
    assert deliveries.steps(shipped)[2] == ("shipped", "Shipped", "now")
    arrived = order(status="shipped", shipments=[shipment(delivered_on="2026-11-23")])
    assert {state for _, _, state in deliveries.steps(arrived)} == {"done"}
    partly = order(status="ready", shipments=[shipment()])
    assert deliveries.steps(partly)[2] == ("shipped", "Partly shipped", "next")


@pytest.mark.parametrize("kind", ["delivery-order", "job-order", "purchase-request", "service-order"])
async def test_what_stands_still_in_fulfillment_says_so(hall, kind: str):
    hall.house.me.forget(f"{PERSON}s")
    hall.sign_in("fulfillment.*", "trace.read")
    told = reporting.trace(standing=[reporting.standing(ID, kind, heals=True)])
    hall.gateway.on("GET", f"/api/trace/{ID}", said(told))
    shown = (await hall.browser.get(f"/{kind}s/{ID}")).text
    assert '<section class="notice warn" aria-label="What stands still">' in shown
    assert reporting.REASON in shown
