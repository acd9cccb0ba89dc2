"""Money beyond an invoice is owed to the client: it lowers the exposure and pays for other invoices."""

from decimal import Decimal
from typing import Any

import pytest
from said import client, placed, ready

from chassis.testing import Person, Stage
from contracts.billing import (
    ClientCreditApplied,
    ClientCreditRaised,
    CreditGranted,
    CreditRefused,
    InvoiceIssued,
    PaymentReceived,
)
from contracts.values import PartyRef

DAY = "2026-03-10"


async def invoiced(stage: Stage, accountant: Person, to: PartyRef) -> Any:
    order = placed(to)
    trigger = ready(order)
    await stage.hear(order)
    await stage.hear(trigger)
    issued = (await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id))[0]
    return (await accountant.get(f"/api/billing/invoices/{issued.invoice_id}")).json()


async def pay(accountant: Person, invoice: Any, amount: str, version: int = 1) -> Any:
    body = {"amount": {"amount": amount, "currency": "EUR"}, "on": DAY}
    path = f"/api/billing/invoices/{invoice['id']}/payments"
    answer = await accountant.post(path, body, version=version)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def owed(accountant: Person, to: PartyRef) -> dict[str, Decimal]:
    view = (await accountant.get(f"/api/billing/credit/{to.id}")).json()
    return {name: Decimal(view["exposure"][0][name]) for name in ("receivables", "prepaid", "total")}


async def test_what_comes_beyond_an_invoice_is_the_clients_credit(stage: Stage, accountant: Person) -> None:
    buyer = client()
    invoice = await invoiced(stage, accountant, buyer)
    paid = await pay(accountant, invoice, "1200.50")
    assert (paid["status"], paid["open_amount"]) == ("paid", "0.00")
    received = (await stage.said(PaymentReceived, client_id=buyer.id))[0]
    assert (received.amount.amount, received.surplus) == (1000, Decimal("200.50"))
    raised = (await stage.said(ClientCreditRaised, credit_id=buyer.id))[0]
    assert (raised.amount.amount, raised.balance) == (Decimal("200.50"), Decimal("200.50"))
    assert await owed(accountant, buyer) == {
        "receivables": 0,
        "prepaid": Decimal("200.50"),
        "total": Decimal("-200.50"),
    }
    payments = (await accountant.get(f"/api/billing/invoices/{invoice['id']}/payments")).json()
    assert [(one["amount"]["amount"], Decimal(one["surplus"])) for one in payments] == [
        ("1000.00", Decimal("200.50"))
    ]
    listed = (await accountant.get(f"/api/billing/client-credits?client_id={buyer.id}")).json()["items"]
    assert Decimal(listed[0]["prepaid"]["amount"]) == Decimal("200.50")


async def test_money_for_a_paid_invoice_is_credit_whole(stage: Stage, accountant: Person) -> None:
    buyer = client()
    invoice = await invoiced(stage, accountant, buyer)
    await pay(accountant, invoice, "1000")
    again = await pay(accountant, invoice, "30", version=2)
    assert again["version"] == 2
    assert (await owed(accountant, buyer))["prepaid"] == 30
    assert len(await stage.said(PaymentReceived, client_id=buyer.id)) == 1


async def test_the_credit_pays_for_another_invoice_and_the_exposure_stays(
    stage: Stage, accountant: Person
) -> None:
    buyer = client()
    await pay(accountant, await invoiced(stage, accountant, buyer), "1300")
    other = await invoiced(stage, accountant, buyer)
    before = await owed(accountant, buyer)
    path = f"/api/billing/invoices/{other['id']}/apply-credit"
    answer = await accountant.post(path, {}, version=1)
    assert (answer.status_code, answer.json()["open_amount"]) == (200, "700.00")
    after = await owed(accountant, buyer)
    assert (after["prepaid"], after["total"]) == (0, before["total"])
    applied = (await stage.said(ClientCreditApplied, credit_id=buyer.id))[0]
    assert (applied.amount.amount, applied.balance) == (300, 0)
    more = await accountant.post(path, {"amount": {"amount": "1", "currency": "EUR"}}, version=2)
    assert (more.status_code, more.json()["type"]) == (422, "urn:saleswire:problem:client-credit")


@pytest.mark.parametrize(("paid", "decided"), [("1499.99", CreditRefused), ("1500", CreditGranted)])
async def test_a_credit_makes_room_below_the_limit(
    stage: Stage, accountant: Person, paid: str, decided: Any
) -> None:
    buyer = client()
    invoice = await invoiced(stage, accountant, buyer)
    await pay(accountant, invoice, paid)
    limit = {"limit": {"amount": "500", "currency": "EUR"}}
    assert (await accountant.put(f"/api/billing/credit/{buyer.id}", limit, version=2)).status_code == 200
    order = placed(buyer)
    await stage.hear(order)
    assert await stage.said(decided, order_id=order.order_id)
