"""Invoices: what they show, and a payment that is recorded once."""

import json

import httpx2
import pytest
from stand_ins import PERSON, billing, refused, reporting, said
from stand_ins.billing import INVOICE as ID
from stand_ins.billing import ORDER

API = f"/api/billing/invoices/{ID}"


@pytest.fixture
def invoice(stage):
    """A stage with one invoice that nobody has paid."""
    stage.sign_in("billing.*")
    stage.gateway.on("GET", API, said(billing.invoice()))
    stage.gateway.on("GET", f"{API}/payments", said([]))
    return stage


def sent(stage) -> list[dict]:
    return [json.loads(one.content) for one in stage.gateway.sent("POST", f"{API}/payments")]


async def test_an_invoice_shows_what_is_open_and_that_it_is_late(invoice):
    html = (await invoice.browser.get(f"/invoices/{ID}")).text
    assert "EUR 119.00" in html
    assert "was due on 31 Jan 2020" in html
    assert f'href="/orders/{ORDER}"' not in html
    invoice.sign_in("billing.read", "orders.read")
    invoice.house.me.forget(f"{PERSON}s")
    assert f'href="/orders/{ORDER}"' in (await invoice.browser.get(f"/invoices/{ID}")).text


async def test_a_payment_is_recorded_once_with_its_amount_and_day(invoice):
    invoice.gateway.on("POST", f"{API}/payments", said(billing.invoice(), 201))
    form = {
        "key": "k",
        "version": "3",
        "amount": "19,50",
        "currency": "EUR",
        "on": "2026-11-22",
        "reference": "r",
    }
    for _ in range(2):
        answer = await invoice.post(f"/invoices/{ID}/payments", **form)
        assert answer.headers["location"] == f"/invoices/{ID}?tab=payments"
    expected = {"on": "2026-11-22", "reference": "r", "amount": {"amount": "19.50", "currency": "EUR"}}
    assert sent(invoice) == [expected, expected]
    keys = {one.headers["idempotency-key"] for one in invoice.gateway.sent("POST", f"{API}/payments")}
    assert keys == {"k"}


async def test_without_an_amount_all_that_is_open_is_paid(invoice):
    invoice.gateway.on("POST", f"{API}/payments", said(billing.invoice(), 201))
    await invoice.post(f"/invoices/{ID}/payments", key="k", version="3", amount="", currency="EUR")
    assert sent(invoice) == [{"on": None, "reference": ""}]


async def test_a_refused_payment_says_why_beside_the_form(invoice):
    refusal = refused(422, "Too much", "Only 119.00 EUR are open.")
    invoice.gateway.on("POST", f"{API}/payments", refusal)
    answer = await invoice.post(
        f"/invoices/{ID}/payments", key="k", version="3", amount="500", currency="EUR"
    )
    assert answer.status_code == 422
    assert "Only 119.00 EUR are open." in answer.text


async def test_who_may_not_record_payments_sees_no_form(invoice):
    invoice.sign_in("billing.read")
    assert "Record a payment" not in (await invoice.browser.get(f"/invoices/{ID}?tab=payments")).text


async def test_a_paper_is_shown_in_its_page_and_passed_through(invoice):
    headers = {"content-type": "application/pdf", "content-disposition": 'inline; filename="INV.pdf"'}
    invoice.gateway.on(
        "GET", f"{API}/pdf", lambda _: httpx2.Response(200, content=b"%PDF-1.7", headers=headers)
    )
    assert f'src="/invoices/{ID}/paper"' in (await invoice.browser.get(f"/invoices/{ID}/pdf")).text
    file = await invoice.browser.get(f"/invoices/{ID}/paper")
    assert (file.content, file.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")


async def test_an_invoice_shows_its_discount_and_which_instalment_is_late(invoice):
    parts = [{"due_on": "2020-01-01", "amount": "59.50"}, {"due_on": "2999-01-01", "amount": "59.50"}]
    early = {"discount_until": "2020-01-10", "discount": "2.38"}
    late = {"next_due_on": "2020-01-01", "due_on": "2999-01-01"}
    invoice.gateway.on("GET", API, said(billing.invoice(instalments=parts, **early, **late)))
    shown = (await invoice.browser.get(f"/invoices/{ID}")).text
    assert "An instalment of this invoice was due on 1 Jan 2020." in shown
    assert "Discount until" in shown
    assert "1 Jan 2999" in shown


async def test_an_invoice_that_stands_still_says_so(invoice):
    invoice.gateway.on(
        "GET", f"/api/trace/{ID}", said(reporting.trace(standing=[reporting.standing(ID, "invoice")]))
    )
    assert reporting.REASON in (await invoice.browser.get(f"/invoices/{ID}")).text
