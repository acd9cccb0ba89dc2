"""The page of an order: what it shows and offers, what its steps send, and how a refusal is told."""

import json
import re

import httpx2
import pytest

from web.pages.orders import kinds, progress
from web.testing import PERSON, refused, said
from web.testing.orders import API, ID, LINE, order

SHIPMENT = {
    "shipment_id": ID, "delivery_order_id": ID, "number": "SH-1", "dispatched_on": "2026-11-22",
    "delivered_on": None, "carrier": "", "vehicle": "", "tracking": "", "lines": [{"quantity": "3"}],
}  # fmt: skip
INVOICE = {
    "invoice_id": ID, "trigger_id": ID, "number": "INV-1", "issued_on": "2026-11-22", "due_on": "2026-12-22",
    "settled_on": None,
}  # fmt: skip


def document(kind: str, number: str, status: str) -> dict:
    return {"id": f"id-of-{number}", "kind": kind, "number": number, "status": status, "changed_at": ""}


@pytest.fixture
def shown(stage):
    """A stage with an order, and a way to say how it stands and who looks at it."""

    def show(*permissions: str, documents=(), waits=(), **more) -> None:
        stage.sign_in("orders.read", "trace.read", *permissions)
        stage.house.me.forget(f"{PERSON}s")
        stage.gateway.on("GET", API, said(order(**more)))
        for part in ("shipments", "units", "supply", "invoices", "documents"):
            stage.gateway.on("GET", f"{API}/{part}", said([]))
        trace = {"events": [], "documents": list(documents), "why_not_yet": list(waits)}
        stage.gateway.on("GET", f"/api/trace/{ID}", said(trace))

    show()
    stage.show = show
    return stage


@pytest.mark.parametrize(
    "tab",
    [
        "summary",
        "line-items",
        "approvals",
        "entities",
        "shipping",
        "billing",
        "purchase-order",
        "units",
        "documents",
        "history",
        "nonsense",
    ],
)
async def test_every_tab_of_an_order_can_be_read(shown, tab):
    answer = await shown.browser.get(f"/orders/{ID}?tab={tab}")
    assert answer.status_code == 200
    assert "SO-2026-000012" in answer.text
    assert "Baltic &lt;Dairy&gt;" in answer.text


@pytest.mark.parametrize("tab", ["summary", "line-items", "shipping", "billing"])
async def test_who_may_not_see_prices_sees_the_order_without_them(shown, tab):
    item = LINE["item"] | dict.fromkeys(("list_price", "unit_price", "discount", "net", "tax_rate"))
    shown.show(lines=[LINE | {"item": item}], totals=None)
    shown.gateway.on("GET", f"{API}/shipments", said([SHIPMENT | {"totals": None}]))
    shown.gateway.on("GET", f"{API}/invoices", said([INVOICE | {"totals": None, "open_amount": None}]))
    answer = await shown.browser.get(f"/orders/{ID}?tab={tab}")
    assert answer.status_code == 200
    assert not re.search(f"EUR|Unit price|Worth|orders/{ID}/pdf", answer.text)


async def test_a_step_is_offered_only_to_who_may_take_it(shown):
    page = (await shown.browser.get(f"/orders/{ID}")).text
    assert "Place the order" not in page
    assert "Cancel the order" not in page
    shown.show("orders.place", "orders.cancel")
    page = (await shown.browser.get(f"/orders/{ID}")).text
    assert "Place the order" in page
    assert "Cancel the order" in page


async def test_placing_sends_the_version_that_was_seen_and_the_key_of_the_form(shown):
    shown.show("orders.place")
    shown.gateway.on("POST", f"{API}/place", said(order(status="pending")))
    answer = await shown.post(f"/orders/{ID}/place", version="4", key="k1")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/orders/{ID}")
    sent = shown.gateway.sent("POST", f"{API}/place")[0]
    assert (sent.headers["if-match"], sent.headers["idempotency-key"]) == ('"v4"', "k1")


async def test_what_an_order_lacks_to_be_placed_is_asked_for_at_its_fields(shown):
    shown.show("orders.place", "orders.write")
    lacking = {"pointer": "/terms", "detail": "Fill in terms of payment."}
    shown.gateway.on("POST", f"{API}/place", refused(422, errors=[lacking]))
    answer = await shown.post(f"/orders/{ID}/place", version="4", key="k1")
    assert answer.status_code == 422
    assert '<a href="#f-terms">Terms</a>: Fill in terms of payment.' in answer.text
    assert 'aria-describedby="e-terms"' in answer.text


async def test_a_refused_release_says_why_on_the_page_of_the_order(shown):
    shown.show("orders.release", status="pending", credit="granted")
    shown.gateway.on("POST", f"{API}/release", refused(409, detail="Credit is refused."))
    answer = await shown.post(f"/orders/{ID}/release", version="4", key="k1")
    assert answer.status_code == 409
    assert "Credit is refused." in answer.text


async def test_the_page_says_what_an_order_waits_for_and_leads_there(shown):
    waits = {
        "next_step": "PurchaseReceived",
        "reason": "6 pcs are being bought (PR-1).",
        "since": "",
        "waits_for": "purchasing",
        "document": "PR-1",
    }
    documents = [document("purchase-request", "PR-1", "open")]
    shown.show("fulfillment.read", status="released", documents=documents, waits=[waits])
    page = (await shown.browser.get(f"/orders/{ID}")).text
    assert '<a href="/purchase-requests/id-of-PR-1">6 pcs are being bought (PR-1).</a>' in page
    shown.show(status="released", documents=documents, waits=[waits])
    page = (await shown.browser.get(f"/orders/{ID}")).text
    assert "6 pcs are being bought (PR-1)." in page
    assert "/purchase-requests/" not in page


async def test_refused_credit_is_told_without_a_trace_too(shown):
    shown.show(status="pending", credit="refused")
    page = (await shown.browser.get(f"/orders/{ID}")).text
    assert "credit does not cover this order" in page


async def test_cancelling_needs_a_reason_and_keeps_what_was_typed_when_it_is_refused(shown):
    shown.show("orders.cancel")
    shown.gateway.on("POST", f"{API}/cancel", refused(409, detail="It has shipped."))
    answer = await shown.post(f"/orders/{ID}/cancel", version="4", key="k", reason="Client went away")
    assert answer.status_code == 409
    assert "It has shipped." in answer.text
    assert "Client went away</textarea>" in answer.text
    assert json.loads(shown.gateway.sent("POST", f"{API}/cancel")[0].content) == {
        "reason": "Client went away"
    }


async def test_moving_the_ship_date_sends_its_cause(shown):
    shown.show("orders.write", status="released")
    shown.gateway.on("POST", f"{API}/move-ship-date", said(order(status="released")))
    answer = await shown.post(
        f"/orders/{ID}/ship-date",
        version="4",
        key="k",
        note="",
        estimated_ship_date="2027-02-01",
        cause="supplier",
    )
    assert answer.headers["location"] == f"/orders/{ID}?tab=approvals"
    sent = json.loads(shown.gateway.sent("POST", f"{API}/move-ship-date")[0].content)
    assert sent == {"estimated_ship_date": "2027-02-01", "cause": "supplier", "note": ""}


async def test_a_fact_of_a_draft_is_saved_where_it_stands(shown):
    shown.show("orders.write")
    assert 'name="terms" value=""' in (await shown.browser.get(f"/orders/{ID}")).text
    shown.gateway.on("PATCH", API, said(order(terms="30 days")))
    answer = await shown.post(f"/orders/{ID}/field", version="4", key="k", terms="30 days")
    assert answer.headers["location"] == f"/orders/{ID}"
    sent = shown.gateway.sent("PATCH", API)[0]
    assert (json.loads(sent.content), sent.headers["if-match"]) == ({"terms": "30 days"}, '"v4"')
    shown.gateway.on("PATCH", API, refused(412, current=order(version=6, terms="prepaid")))
    answer = await shown.post(f"/orders/{ID}/field", version="4", key="k", terms="30 days")
    assert answer.status_code == 412
    assert "prepaid" in answer.text
    assert 'name="version" value="6"' in answer.text
    shown.show("orders.write", status="pending")
    assert 'name="terms"' not in (await shown.browser.get(f"/orders/{ID}")).text


async def test_a_document_is_attached_under_its_kind_and_saved_as_it_is(shown):
    shown.show("orders.write")
    shown.gateway.on("POST", f"{API}/documents", said({}, 201))
    answer = await shown.browser.post(
        f"/orders/{ID}/documents",
        data={"key": "k", "kind": "Customer PO", "tab": "purchase-order"},
        files={"file": ("order.pdf", b"%PDF-1.4", "application/pdf")},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.headers["location"] == f"/orders/{ID}?tab=purchase-order"
    sent = shown.gateway.sent("POST", f"{API}/documents")[0]
    assert sent.headers["idempotency-key"] == "k"
    assert "Customer PO – order.pdf".encode() in sent.content or b"Customer%20PO" in sent.content
    file = httpx2.Response(
        200, content=b"%PDF", headers={"content-disposition": "attachment; filename=a.pdf"}
    )
    shown.gateway.on("GET", f"{API}/documents/d1", lambda _: file)
    saved = await shown.browser.get(f"/orders/{ID}/documents/d1")
    assert (saved.content, saved.headers["content-disposition"]) == (b"%PDF", "attachment; filename=a.pdf")


async def test_attaching_without_a_file_says_what_to_choose(shown):
    shown.show("orders.write")
    answer = await shown.post(f"/orders/{ID}/documents", key="k", kind="", tab="documents")
    assert answer.status_code == 422
    assert "No file was chosen" in answer.text


async def test_the_paper_is_the_services_own_file(shown):
    pdf = httpx2.Response(200, content=b"%PDF", headers={"content-type": "application/pdf"})
    shown.gateway.on("GET", f"{API}/pdf", lambda _: pdf)
    assert f'src="/orders/{ID}/paper"' in (await shown.browser.get(f"/orders/{ID}/pdf")).text
    paper = await shown.browser.get(f"/orders/{ID}/paper")
    assert (paper.content, paper.headers["content-type"]) == (b"%PDF", "application/pdf")


def test_the_status_bar_shows_shipping_in_part_and_where_a_cancelled_order_ended():
    partly = progress.steps(order(status="partially_shipped"))
    assert ("partially_shipped", "Partially shipped", "now") in partly
    assert partly[-1] == ("closed", "Closed", "next")
    ended = progress.steps(order(status="cancelled", placed_on="2026-11-22"))
    assert ended == [
        ("draft", "Draft", "done"),
        ("pending", "Placed", "done"),
        ("cancelled", "Cancelled", "bad"),
    ]


def test_the_next_step_is_the_one_that_this_person_can_take():
    ready = [document("delivery-order", "DO-1", "ready")]
    released = order(status="released")
    found = progress.next_step(released, ready, {"fulfillment.dispatch"}.__contains__)
    assert found == progress.Next("/delivery-orders/id-of-DO-1", "Dispatch DO-1")
    assert progress.next_step(released, ready, {"orders.place"}.__contains__) is None
    making = [document("delivery-order", "DO-1", "waiting"), document("job-order", "JO-1", "open")]
    found = progress.next_step(
        released, making, {"fulfillment.production", "fulfillment.dispatch"}.__contains__
    )
    assert found == progress.Next("/job-orders/id-of-JO-1", "Complete JO-1")
    held = order(status="pending", credit="refused")
    assert progress.next_step(held, [], lambda _: True) is None


def test_the_kind_of_a_document_leads_its_name_once():
    named = kinds.named("Drawing", "plan.pdf")
    assert named == "Drawing – plan.pdf"
    assert kinds.named("Drawing", named) == named
    assert kinds.named("", "plan.pdf") == "plan.pdf"
    assert (kinds.kind_of(named), kinds.kind_of("plan – b.pdf")) == ("Drawing", "Other")


async def test_a_placed_order_takes_the_purchase_order_and_a_call(shown):
    shown.show("orders.write", status="released", description="Two gates")
    page = (await shown.browser.get(f"/orders/{ID}/notes")).text
    assert "Two gates</textarea>" in page
    shown.gateway.on("PATCH", API, said(order(status="released", version=5)))
    typed = {"customer_po": "PO-9", "po_received_on": "", "call_before_delivery": "true"}
    answer = await shown.post(f"/orders/{ID}/notes", version="4", key="k", **typed)
    assert answer.headers["location"] == f"/orders/{ID}"
    sent = json.loads(shown.gateway.sent("PATCH", API)[-1].content)
    assert (sent["customer_po"], sent["po_received_on"], sent["call_before_delivery"]) == ("PO-9", None, True)
    assert "terms" not in sent
    theirs = order(status="released", version=6, customer_po="PO-8")
    shown.gateway.on("PATCH", API, refused(412, current=theirs))
    clash = await shown.post(f"/orders/{ID}/notes", version="4", key="k", **typed)
    assert clash.status_code == 412
    assert all(text in clash.text for text in ("PO-8", "PO-9", 'name="version" value="6"'))


async def test_the_same_purchase_order_twice_and_what_is_missing_are_told_beforehand(shown):
    other = {"id": "o-2", "number": "SO-2026-000011"}
    warning = {"detail": "Order SO-2026-000011 carries the purchase order PO-9 already.", "order": other}
    shown.show("orders.write", warnings=[warning], missing=["terms", "lines"])
    page = (await shown.browser.get(f"/orders/{ID}")).text
    assert '<a href="/orders/o-2">Open SO-2026-000011</a>' in page
    assert f'<a href="/orders/{ID}/edit#f-terms">Terms</a>' in page
    assert f'<a href="/orders/{ID}/edit#order-lines">Lines</a>' in page


async def test_an_old_draft_is_placed_at_new_prices_once_they_were_seen(shown):
    shown.show("orders.place")
    sides = {
        "before": {"unit_price": "655", "discount": "0", "net": "655.00", "tax_rate": "0.19"},
        "now": {"unit_price": "2000", "discount": "0", "net": "2000.00", "tax_rate": "0.19"},
    }
    line = {"position": 1, "number": "GW-500", "name": "Gateway", "priced_on": "2026-02-03"} | sides
    totals = {"before": {"gross": "779.45"}, "now": {"gross": "2380.00"}}
    changed = {"type": "urn:saleswire:problem:prices-changed", "lines": [line], "totals": totals}
    shown.gateway.on("POST", f"{API}/place", refused(409, **changed))
    answer = await shown.post(f"/orders/{ID}/place", version="4", key="k1")
    assert answer.status_code == 409
    assert all(text in answer.text for text in ("2026-02-03", "655.00", "2,000.00", "Place at"))
    assert 'name="accept_total" value="2380.00"' in answer.text
    shown.gateway.on("POST", f"{API}/place", said(order(status="pending")))
    await shown.post(f"/orders/{ID}/place", version="4", key="k2", accept_total="2380.00")
    sent = shown.gateway.sent("POST", f"{API}/place")[-1]
    assert json.loads(sent.content) == {"accept_total": "2380.00"}


async def test_a_line_of_another_day_says_so(shown):
    old = LINE | {"decision": {"priced_on": "2026-02-03"}}
    shown.show("orders.write", lines=[old])
    assert "priced on 2026-02-03" in (await shown.browser.get(f"/orders/{ID}")).text
    shown.show("orders.write", lines=[old | {"agreed_on": "2026-02-10"}])
    assert "priced on" not in (await shown.browser.get(f"/orders/{ID}")).text
