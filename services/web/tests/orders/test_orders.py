"""The page of an order: what it shows and offers, what its steps send, and how a refusal is told."""

import json
import re

import httpx2
import pytest
from stand_ins import PERSON, orders, refused, reporting, said
from stand_ins.identity import granted, me
from stand_ins.markup import one_line
from stand_ins.orders import API, ID, line, order
from stand_ins.reporting import COMMAND, REASON, for_administrators, standing

from web.sections import SECTIONS
from web.sections.orders import kinds, progress, wording

SIDEBAR = SECTIONS.sidebar()


def document(kind: str, number: str, status: str) -> dict:
    return reporting.document(id=f"id-of-{number}", kind=kind, number=number, status=status)


@pytest.fixture
def shown(stage):
    """A stage with an order, and a way to say how it stands and who looks at it."""

    def show(*permissions: str, documents=(), waits=(), **more) -> None:
        stage.sign_in("orders.read", "trace.read", *permissions)
        stage.house.me.forget(f"{PERSON}s")
        stage.gateway.on("GET", API, said(order(**more)))
        for part in ("shipments", "units", "supply", "services", "invoices", "documents"):
            stage.gateway.on("GET", f"{API}/{part}", said([]))
        trace = reporting.trace(documents=list(documents), why_not_yet=list(waits))
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


FACTS = {
    "distributor": {"id": ID, "number": "D-000001", "name": "Nordic Dealer"},
    "customer_po": "PO-77",
    "po_received_on": "2026-11-20",
    "po_received_by": "Front desk",
    "so_issued_by": "Sales office",
    "initial_ship_date": "2026-12-01",
    "actual_ship_date": "2026-12-05",
    "released_on": "2026-11-25",
    "to_be_invoiced_on": "2026-12-06",
    "terms": "30 days net",
    "delivery_conditions": "DAP Kaunas",
    "payment_conditions": "By transfer",
}
TOLD = {  # what stands on each tab
    "summary": ("Devices", "1 line", "2,793.00"),
    "line-items": ("GW-500", "Gateway", "3 pcs", "980.00"),
    "approvals": (
        *("Customer PO number PO-77", "PO received date 20 Nov 2026", "PO received by Front desk"),
        *("SO issued by Sales office", "Initial ship date 1 Dec 2026", "Estimated shipping date 7 Dec 2026"),
        *("Actual shipping date 5 Dec 2026", "Release date 25 Nov 2026", "To be invoiced date 6 Dec 2026"),
    ),
    "entities": ("Client Name Baltic", "Number C-000002", "Distributor Name Nordic Dealer Number D-000001"),
    "shipping": ("Ship to Baltic", "Actual 5 Dec 2026", "Conditions DAP Kaunas", "SH-1 22 Nov 2026"),
    "billing": ("Bill to Baltic", "Terms 30 days net", "Conditions By transfer", "INV-1 22 Nov 2026"),
}


@pytest.mark.feature("PH-SD-03", "PH-SD-12", "PH-SD-13", "PH-SD-22", "PH-SD-23", "PH-SD-24", "PH-SD-25")
@pytest.mark.feature(
    "PH-SD-14", "PH-SD-15", "PH-SD-16", "PH-SD-17", "PH-SD-18", "PH-SD-19", "PH-SD-20", "PH-SD-21"
)
@pytest.mark.parametrize(("tab", "words"), TOLD.items())
async def test_each_tab_of_an_order_shows_what_it_is_for(shown, tab, words):
    shown.show(**FACTS)
    shown.gateway.on("GET", f"{API}/shipments", said([orders.shipment()]))
    shown.gateway.on("GET", f"{API}/invoices", said([orders.invoice()]))
    html = (await shown.browser.get(f"/orders/{ID}?tab={tab}")).text
    page = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert [each for each in ("SO-2026-000012", *words) if each not in page] == []


@pytest.mark.parametrize("tab", ["summary", "line-items", "shipping", "billing"])
async def test_who_may_not_see_prices_sees_the_order_without_them(shown, tab):
    closed = dict.fromkeys(("list_price", "unit_price", "discount", "net", "tax_rate"))
    shown.show(lines=[line(item=orders.item(**closed))], totals=None)
    shown.gateway.on("GET", f"{API}/shipments", said([orders.shipment()]))
    shown.gateway.on("GET", f"{API}/invoices", said([orders.invoice()]))
    answer = await shown.browser.get(f"/orders/{ID}?tab={tab}")
    assert answer.status_code == 200
    assert not re.search(f"EUR|Unit price|Worth|orders/{ID}/pdf", answer.text)


async def test_who_may_not_see_prices_gets_no_form_that_holds_them(shown):
    shown.show("orders.write", totals=None)
    assert (await shown.browser.get(f"/orders/{ID}/edit")).status_code == 403
    assert (await shown.post(f"/orders/{ID}/edit", version="4", do="save")).status_code == 403
    assert shown.gateway.sent("PATCH", API) == []


async def test_steps_whose_facts_are_closed_to_the_reader_are_shown_without_them(shown):
    steps = {"OrderPlaced": "Order placed", "ShipDateMoved": "Ship date moved"}
    told = [
        reporting.event(id=name, name=name, label=label, document_id=ID, opened=False)
        for name, label in steps.items()
    ]
    shown.gateway.on("GET", f"/api/trace/{ID}", said(reporting.trace(events=told)))
    answer = await shown.browser.get(f"/orders/{ID}?tab=approvals")
    assert answer.status_code == 200
    assert '<td class="main">Order placed</td>' in answer.text
    assert "What was said then is not open to you." in answer.text
    assert "Promised for" not in answer.text


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
    assert '<a href="#f-terms">Terms</a>: Fill in terms of payment.' in one_line(answer.text)
    assert 'aria-describedby="e-terms"' in answer.text


async def test_a_refused_release_says_why_on_the_page_of_the_order(shown):
    shown.show("orders.release", status="pending", credit="granted")
    shown.gateway.on("POST", f"{API}/release", refused(409, detail="Credit is refused."))
    answer = await shown.post(f"/orders/{ID}/release", version="4", key="k1")
    assert answer.status_code == 409
    assert "Credit is refused." in answer.text


async def test_the_page_says_what_an_order_waits_for_and_leads_there(shown):
    waits = reporting.waiting(
        next_step="PurchaseReceived",
        reason="6 pcs are being bought (PR-1).",
        waits_for="purchasing",
        document="PR-1",
        kind="purchase-request",
    )
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


async def test_a_released_order_is_handed_to_a_colleague_from_its_head(shown):
    shown.show("orders.write", status="released")
    assert f'href="/orders/{ID}/representative"' in (await shown.browser.get(f"/orders/{ID}")).text
    form = (await shown.browser.get(f"/orders/{ID}/representative")).text
    assert f'<option value="{PERSON}" selected>Nora Berg</option>' in form
    shown.gateway.on("POST", f"{API}/reassign", said(order(status="released")))
    answer = await shown.post(f"/orders/{ID}/representative", version="4", key="k", owner_id=PERSON)
    assert answer.headers["location"] == f"/orders/{ID}"
    (sent,) = shown.gateway.sent("POST", f"{API}/reassign")
    assert (json.loads(sent.content), sent.headers["if-match"]) == ({"owner_id": PERSON}, '"v4"')


async def test_who_reaches_only_their_own_orders_is_not_offered_to_hand_them_over(shown):
    shown.show("orders.write", status="released")
    own = [granted("orders.read"), {**granted("orders.write"), "scope": "own"}]
    shown.gateway.on("GET", "/api/identity/me", said(me(permissions=own)))
    assert "/representative" not in (await shown.browser.get(f"/orders/{ID}")).text


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
    shown.gateway.on("POST", f"{API}/documents", said(orders.attachment(), 201))
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


def of_kinds(status: str, *kinds: str):
    lines = [line(item=orders.item(kind=kind)) for kind in kinds]
    return order(status=status, lines=lines)


@pytest.mark.parametrize(
    ("kinds", "state", "part", "whole"),
    [
        (("device", "option"), "shipped", "Partially shipped", "Shipped"),
        (("service",), "performed", "Partially performed", "Performed"),
        (("device", "service"), "fulfilled", "Partially fulfilled", "Fulfilled"),
    ],
)
def test_an_orders_states_are_called_as_its_lines_are_delivered(kinds, state, part, whole):
    assert wording.state(of_kinds("shipped", *kinds)) == state
    assert wording.state(of_kinds("partially_shipped", *kinds)) == f"partially_{state}"
    assert wording.state(of_kinds("released", *kinds)) == "released"
    assert part in [label for _, label, _ in progress.steps(of_kinds("partially_shipped", *kinds))]
    assert whole in [label for _, label, _ in progress.steps(of_kinds("shipped", *kinds))]


async def test_the_confirmation_is_a_link_for_whom_prices_are_open(shown):
    address = f'href="/orders/{ID}/pdf"'
    assert address in (await shown.browser.get(f"/orders/{ID}?tab=documents")).text
    shown.gateway.on("GET", API, said(order(totals=None)))
    assert address not in (await shown.browser.get(f"/orders/{ID}?tab=documents")).text


async def test_services_of_an_order_stand_beside_what_is_shipped(shown):
    shown.show("orders.read", "fulfillment.read", status="partially_shipped")
    shown.gateway.on("GET", f"{API}/services", said([orders.service()]))
    page = one_line((await shown.browser.get(f"/orders/{ID}?tab=shipping")).text)
    assert '<a href="/service-orders/v1" class="row-link">SV-1</a>' in page
    assert "<td>23 Nov 2026</td>" in page


def test_the_next_step_is_the_one_that_this_person_can_take():
    ready = [document("delivery-order", "DO-1", "ready")]
    released = order(status="released")
    found = progress.next_step(released, ready, {"fulfillment.dispatch"}.__contains__, SIDEBAR)
    assert found == progress.Next("/delivery-orders/id-of-DO-1", "Dispatch DO-1")
    assert progress.next_step(released, ready, {"orders.place"}.__contains__, SIDEBAR) is None
    making = [document("delivery-order", "DO-1", "waiting"), document("job-order", "JO-1", "open")]
    found = progress.next_step(
        released, making, {"fulfillment.production", "fulfillment.dispatch"}.__contains__, SIDEBAR
    )
    assert found == progress.Next("/job-orders/id-of-JO-1", "Complete JO-1")
    working = [document("delivery-order", "DO-1", "shipped"), document("service-order", "SV-1", "open")]
    found = progress.next_step(released, working, {"fulfillment.dispatch"}.__contains__, SIDEBAR)
    assert found == progress.Next("/service-orders/id-of-SV-1", "Confirm SV-1")
    held = order(status="pending", credit="refused")
    assert progress.next_step(held, [], lambda _: True, SIDEBAR) is None


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
    said_of_it = "Order SO-2026-000011 carries the purchase order PO-9 already."
    warning = {"type": "t", "pointer": "/customer_po", "detail": said_of_it, "order": other}
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
    repriced = {"position": 1, "number": "GW-500", "name": "Gateway", "priced_on": "2026-02-03"} | sides
    totals = {"before": {"gross": "779.45"}, "now": {"gross": "2380.00"}}
    changed = {"type": "urn:saleswire:problem:prices-changed", "lines": [repriced], "totals": totals}
    shown.gateway.on("POST", f"{API}/place", refused(409, **changed))
    answer = await shown.post(f"/orders/{ID}/place", version="4", key="k1")
    assert answer.status_code == 409
    assert all(text in answer.text for text in ("3 Feb 2026", "655.00", "2,000.00", "Place at"))
    assert 'name="accept_total" value="2380.00"' in answer.text
    shown.gateway.on("POST", f"{API}/place", said(order(status="pending")))
    await shown.post(f"/orders/{ID}/place", version="4", key="k2", accept_total="2380.00")
    sent = shown.gateway.sent("POST", f"{API}/place")[-1]
    assert json.loads(sent.content) == {"accept_total": "2380.00"}


async def test_a_line_of_another_day_says_so(shown):
    old = line(decision=orders.decision(priced_on="2026-02-03"))
    shown.show("orders.write", lines=[old])
    assert "priced on 3 Feb 2026" in (await shown.browser.get(f"/orders/{ID}")).text
    shown.show("orders.write", lines=[old | {"agreed_on": "2026-02-10"}])
    assert "priced on" not in (await shown.browser.get(f"/orders/{ID}")).text


async def test_an_order_says_that_it_stands_still_and_an_administrator_what_to_type(shown):
    mine, credit, other = (
        standing(ID, "order"),
        standing("c", "credit", document="C-2"),
        standing("i", "invoice", document="INV-9"),
    )
    shown.gateway.on("GET", f"/api/trace/{ID}", said(reporting.trace(standing=[mine, credit, other])))
    page = (await shown.browser.get(f"/orders/{ID}")).text
    assert ("NO-7 stands still." in page, "C-2 stands still." in page, "INV-9" in page) == (True, True, False)
    assert (REASON in page, COMMAND in page) == (True, False)
    shown.gateway.on(
        "GET", f"/api/trace/{ID}", said(reporting.trace(standing=[for_administrators(ID, "order")]))
    )
    page = one_line((await shown.browser.get(f"/orders/{ID}")).text)
    assert COMMAND in page
    assert "1 event waits in billing.reactions" in page


async def test_an_order_that_was_placed_is_called_so_everywhere_on_its_page(shown):
    shown.show(status="pending", credit="granted")
    page = one_line((await shown.browser.get(f"/orders/{ID}")).text)
    assert re.search(r'<h1[^>]*>.*?<span class="status warn">.*?Placed', page)
    assert "Pending" not in page
