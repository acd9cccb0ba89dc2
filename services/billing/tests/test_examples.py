"""Everything that billing says, by real commands, and that it looks as the golden examples promise."""

from uuid import UUID

from said import cancelled, client, known, placed, ready

import contracts.billing
from chassis.testing import Person, Stage, unlike_their_examples
from contracts.billing import InvoiceIssued
from contracts.orders import OrderPlaced


async def test_every_event_of_billing_is_said_and_looks_like_its_example(
    stage: Stage, accountant: Person
) -> None:
    buyer = client()
    await known(stage, buyer)
    limit = {"limit": {"amount": "2500", "currency": "EUR"}}
    await accountant.put(f"/api/billing/credit/{buyer.id}", limit, version=0)
    orders = [placed(buyer) for _ in range(3)]  # the third does not fit
    for order in orders:
        await stage.hear(order)
    await stage.hear(cancelled(orders[1]))
    invoices = [await invoiced(stage, orders[0], share) for share in ("0.5", "0.5")]
    more = {"amount": {"amount": "1200", "currency": "EUR"}, "on": "2026-03-10"}
    await accountant.post(f"/api/billing/invoices/{invoices[0]}/payments", more, version=1)
    await accountant.post(f"/api/billing/invoices/{invoices[1]}/apply-credit", {}, version=1)
    for is_on in (True, False):
        await accountant.put("/api/billing/currencies/JPY", {"enabled": is_on})
    terms = {"name": f"45 days {buyer.id}", "due": {"net_days": 45}}
    entry = (await accountant.post("/api/billing/payment-terms", terms)).json()
    await accountant.post(f"/api/billing/payment-terms/{entry['id']}/withdraw", version=1)
    entry = (await accountant.post("/api/billing/tax-treatments", exempt(f"Export {buyer.id}"))).json()
    await accountant.post(f"/api/billing/tax-treatments/{entry['id']}/withdraw", version=1)
    await stage.settled()
    assert await unlike_their_examples(stage, contracts.billing) == []


def exempt(name: str) -> dict[str, str]:
    """A treatment that taxes no freight."""
    return {"name": name, "method": "fixed", "rate": "0", "text": "Export, no tax"}


async def invoiced(stage: Stage, order: OrderPlaced, share: str) -> UUID:
    """The invoice of a share of the order."""
    trigger = ready(order, share)
    await stage.hear(trigger)
    [issued] = await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id)
    return issued.invoice_id
