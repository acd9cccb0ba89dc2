"""Everything that billing says, by real commands, and that it looks as the golden examples promise."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from said import cancelled, client, known, placed, ready

import contracts.billing
from chassis.testing import Stage, running
from chassis.testing_examples import unlike_their_examples
from contracts.billing import InvoiceIssued
from contracts.orders import OrderPlaced


@pytest.fixture
async def fresh() -> AsyncIterator[Stage]:
    """Billing on which nothing was said but what every new company has."""
    async with running("billing") as stage:
        yield stage


async def test_every_event_of_billing_is_said_and_looks_like_its_example(fresh: Stage) -> None:
    accountant, buyer = await fresh.person("billing.*", "backdate"), client()
    await known(fresh, buyer)
    limit = {"limit": {"amount": "2500", "currency": "EUR"}}
    await accountant.put(f"/api/billing/credit/{buyer.id}", limit, version=0)
    orders = [placed(buyer) for _ in range(3)]  # the third does not fit
    for order in orders:
        await fresh.hear(order)
    await fresh.hear(cancelled(orders[1]))
    invoices = [await invoiced(fresh, orders[0], share) for share in ("0.5", "0.5")]
    more = {"amount": {"amount": "1200", "currency": "EUR"}, "on": "2026-03-10"}
    await accountant.post(f"/api/billing/invoices/{invoices[0]}/payments", more, version=1)
    await accountant.post(f"/api/billing/invoices/{invoices[1]}/apply-credit", {}, version=1)
    for is_on in (True, False):
        await accountant.put("/api/billing/currencies/JPY", {"enabled": is_on})
    terms = {"name": "45 days net", "due": {"net_days": 45}}
    entry = (await accountant.post("/api/billing/payment-terms", terms)).json()
    await accountant.post(f"/api/billing/payment-terms/{entry['id']}/withdraw", version=1)
    await fresh.settled()
    assert await unlike_their_examples(fresh, contracts.billing) == []


async def invoiced(stage: Stage, order: OrderPlaced, share: str) -> UUID:
    """The invoice of a share of the order."""
    trigger = ready(order, share)
    await stage.hear(trigger)
    [issued] = await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id)
    return issued.invoice_id
