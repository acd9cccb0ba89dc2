"""Pages of fulfilment: what leaves, what is made and bought, stock and units; what their forms send."""

import json

import httpx2
import pytest

from web.pages.fulfilment import deliveries, serials
from web.testing import PERSON, refused, said

ID = "01900000-0000-7000-8000-0000000000aa"
API = "/api/fulfillment"
ORDER = f"{API}/delivery-orders/{ID}"
LINE = {
    "line_id": "l1",
    "position": 1,
    "product_id": "p1",
    "kind": "device",
    "number": "GW-500",
    "name": "Gateway",
    "supply": "make",
    "unit": "pcs",
    "quantity": "3.0000",
    "waiting": "1.0000",
    "reserved": "2.0000",
    "shipped": "0.0000",
    "cancelled": "0.0000",
}
CLIENT = {"id": "c1", "number": "C-1", "name": "Baltic <Dairy>"}
PLACE = {
    "name": "Baltic",
    "street": "",
    "city": "Kaunas",
    "region": "",
    "postal_code": "",
    "country": "Lithuania",
}
DELIVERY = {
    "id": ID,
    "version": 3,
    "number": "DO-1",
    "status": "waiting",
    "order_id": "o1",
    "order_number": "SO-1",
    "client": CLIENT,
    "owner_id": PERSON,
    "address": PLACE,
    "due_on": None,
    "released_on": "2026-11-22",
    "call_before_delivery": True,
    "lines": [LINE],
    "shipments": [],
}
SHIPMENT = {
    "id": ID,
    "version": 4,
    "number": "SH-1",
    "delivery_order_id": ID,
    "order_id": "o1",
    "order_number": "SO-1",
    "client_id": "c1",
    "client_name": "Baltic",
    "owner_id": PERSON,
    "dispatched_on": "2026-11-22",
    "carrier": "",
    "vehicle": "",
    "tracking": "",
    "complete": False,
    "delivered_on": None,
    "received_by": "",
    "lines": [{"line_id": "l1", "product_id": "p1", "quantity": "2", "serial_numbers": ["A-1", "A-2"]}],
}
PICKS = {
    "delivery_order_id": ID,
    "version": 3,
    "number": "DO-1",
    "order_number": "SO-1",
    "client": CLIENT,
    "address": PLACE,
    "due_on": None,
    "call_before_delivery": False,
    "lines": [
        {
            "line_id": "l1",
            "number": "GW-500",
            "name": "Gateway",
            "unit": "pcs",
            "pick": "2.0000",
            "waiting": "1.0000",
            "made": ["A-1", "A-2", "A-3"],
        }
    ],
}
JOB = {
    "id": ID,
    "version": 1,
    "number": "JO-1",
    "status": "open",
    "order_id": "o1",
    "order_number": "SO-1",
    "line_id": "l1",
    "product_id": "p1",
    "product_number": "GW-500",
    "product_name": "Gateway",
    "quantity": "2",
    "unit": "pcs",
    "due_on": None,
    "done_on": None,
    "client_id": "c1",
    "owner_id": PERSON,
    "serial_numbers": [],
}
ITEM = {
    "id": ID,
    "version": 1,
    "number": "GW-500",
    "name": "Gateway",
    "kind": "device",
    "supply": "make",
    "unit": "pcs",
    "on_hand": "5",
    "reserved": "2",
    "available": "3",
    "waiting": "0",
}


@pytest.fixture
def hall(stage):
    """The hall: one of everything, and operations at the desk."""
    stage.sign_in("fulfillment.*", "orders.read", "crm.read")
    stage.gateway.on("GET", ORDER, said(DELIVERY))
    stage.gateway.on("GET", f"{ORDER}/pick-list", said(PICKS))
    stage.gateway.on("GET", f"{API}/shipments/{ID}", said(SHIPMENT))
    stage.gateway.on("GET", f"{API}/job-orders/{ID}", said(JOB))
    stage.gateway.on("GET", f"{API}/purchase-requests/{ID}", said(JOB | {"number": "PR-1"}))
    stage.gateway.on("GET", f"{API}/stock/{ID}", said(ITEM))
    unit = {
        "id": ID,
        "serial_number": "A-1",
        "product_id": "p1",
        "product_number": "GW-500",
        "product_name": "G",
        "order_id": "o1",
        "order_number": "SO-1",
        "shipment_number": "SH-1",
        "shipped_on": "2026-11-22",
        "client_id": "c1",
        "client_name": "Baltic",
        "owner_id": PERSON,
    }
    stage.gateway.on("GET", f"{API}/units", said({"items": [unit], "next": None}))
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


async def test_the_dispatch_form_knows_what_is_reserved_and_what_production_reported(hall):
    page = (await hall.browser.get(f"/delivery-orders/{ID}/dispatch")).text
    assert 'name="quantity/l1" value="2"' in page
    assert "A-1\nA-2</textarea>" in page


async def test_a_dispatch_sends_quantities_and_scanned_numbers_of_what_leaves(hall):
    sent = DELIVERY | {"shipments": [SHIPMENT]}
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
    hall.gateway.on("POST", path, said(SHIPMENT))
    answer = await hall.post(f"/shipments/{ID}/deliver", version="4", key="k", received_by="R. K.")
    assert answer.headers["location"] == f"/shipments/{ID}"
    assert body(hall, path) == {"received_by": "R. K."}
    assert hall.gateway.sent("POST", path)[0].headers["if-match"] == '"v4"'


async def test_a_job_is_completed_with_its_numbers_and_a_purchase_without(hall):
    for name, verb, fields, wanted in (
        ("job-orders", "complete", {"serial_numbers": "A-1; A-2"}, {"serial_numbers": ["A-1", "A-2"]}),
        ("purchase-requests", "receive", {}, {}),
    ):
        path = f"{API}/{name}/{ID}/{verb}"
        hall.gateway.on("POST", path, said(JOB))
        answer = await hall.post(f"/{name}/{ID}/{verb}", version="1", key="k", **fields)
        assert answer.headers["location"] == f"/{name}/{ID}"
        assert body(hall, path) == wanted


async def test_received_goods_are_sent_once_and_a_wrong_quantity_is_told_at_its_field(hall):
    path = f"{API}/stock/{ID}/receive"
    hall.gateway.on("POST", path, said(ITEM))
    await hall.post(f"/stock/{ID}/receive", key="k", quantity="2,5", reference="LS 1")
    assert body(hall, path) == {"quantity": "2.5", "reference": "LS 1"}
    assert hall.gateway.sent("POST", path)[0].headers["idempotency-key"] == "k"
    wrong = {"pointer": "/quantity", "detail": "A number, please."}
    hall.gateway.on("POST", path, refused(422, errors=[wrong]))
    answer = await hall.post(f"/stock/{ID}/receive", key="k", quantity="many", reference="")
    assert 'id="e-quantity">A number, please.' in answer.text
    assert 'value="many"' in answer.text


async def test_stock_says_for_whom_units_are_held(hall):
    held_by = {
        "line_id": "l1",
        "delivery_order_id": ID,
        "delivery_order_number": "DO-1",
        "order_id": "o1",
        "order_number": "SO-1",
        "client_id": "c1",
        "client_name": "Baltic",
        "due_on": None,
        "reserved": "2.0000",
        "waiting": "1.0000",
    }
    hall.gateway.on("GET", f"{API}/stock/{ID}/lines", said([held_by]))
    page = (await hall.browser.get(f"/stock/{ID}")).text
    assert f'href="/delivery-orders/{ID}">DO-1' in page


async def test_a_product_that_never_lay_here_can_be_received(hall):
    hall.gateway.on("GET", f"{API}/stock/{ID}", refused(404))
    product = {"id": ID, "number": "GW-500", "name": "Gateway", "kind": "device"}
    hall.gateway.on("GET", "/api/catalog/products", said({"items": [product], "next": None}))
    page = await hall.browser.get(f"/stock/{ID}")
    assert page.status_code == 200
    assert "Receive goods" in page.text
    hall.gateway.on("GET", "/api/catalog/products", said({"items": [], "next": None}))
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
    shipped = DELIVERY | {"status": "shipped", "shipments": [SHIPMENT]}
    assert deliveries.steps(shipped)[2] == ("shipped", "Shipped", "now")
    arrived = DELIVERY | {"status": "shipped", "shipments": [SHIPMENT | {"delivered_on": "2026-11-23"}]}
    assert {state for _, _, state in deliveries.steps(arrived)} == {"done"}
    partly = DELIVERY | {"status": "ready", "shipments": [SHIPMENT]}
    assert deliveries.steps(partly)[2] == ("shipped", "Partly shipped", "next")
