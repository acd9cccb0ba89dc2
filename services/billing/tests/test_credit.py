"""Who gets credit, in which order, and when it is free again."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from limits import credit, decide
from said import cancelled, client, known, placed, ready

from billing.credit import Exposure
from billing.models import CreditAccount
from chassis.testing import Person, Stage
from contracts.billing import CreditGranted, CreditRefused
from contracts.event import Event, new_id
from contracts.values import Money, PartyRef


async def limited(stage: Stage, accountant: Person, to: PartyRef, amount: str, version: int = 0) -> Any:
    await known(stage, to)
    return await decide(accountant, to, amount, version)


async def in_turn(stage: Stage, *events: Event) -> None:
    """Each is applied before the next is said: orders have keys, and so partitions, of their own."""
    for event in events:
        await stage.hear(event)


async def test_a_limit_is_not_negative_and_needs_a_client(accountant: Person, stage: Stage) -> None:
    buyer, limit = client(), {"limit": {"amount": "-1", "currency": "EUR"}}
    await known(stage, buyer)
    negative = await accountant.put(f"/api/billing/credit/{buyer.id}", limit, version=0)
    assert (negative.status_code, negative.json()["errors"][0]["pointer"]) == (422, "/limit")
    limit["limit"]["amount"] = "1"
    nobody = await accountant.put(f"/api/billing/credit/{uuid4()}", limit, version=0)
    assert (nobody.status_code, nobody.json()["type"]) == (422, "urn:saleswire:problem:unknown-client")


async def test_without_a_limit_every_order_is_granted(stage: Stage) -> None:
    order = placed(client(), "999999")
    await stage.hear(order)
    granted = await stage.said(CreditGranted, order_id=order.order_id)
    assert granted[0].exposure.amount == 999999


async def test_an_order_beyond_the_limit_is_refused_with_what_is_missing(
    stage: Stage, accountant: Person
) -> None:
    buyer = client()
    await limited(stage, accountant, buyer, "1500")
    fits, exceeds = placed(buyer), placed(buyer)
    await in_turn(stage, fits, exceeds)
    assert await stage.said(CreditGranted, order_id=fits.order_id)
    refused = (await stage.said(CreditRefused, order_id=exceeds.order_id))[0]
    assert refused.excess.amount == 500
    assert (await credit(accountant, buyer))["waiting_orders"] == [str(exceeds.order_id)]


async def test_fifty_orders_racing_for_a_limit_that_fits_ten_get_it_ten_times(
    stage: Stage, accountant: Person
) -> None:
    buyer = client()
    await limited(stage, accountant, buyer, "10000")
    orders = [placed(buyer) for _ in range(50)]
    await asyncio.gather(*(stage.hear(order) for order in orders))
    decided = [
        message
        for message in await stage.everything_said()
        if isinstance(message, CreditGranted | CreditRefused) and message.credit_id == buyer.id
    ]
    assert len([message for message in decided if isinstance(message, CreditGranted)]) == 10
    assert len([message for message in decided if isinstance(message, CreditRefused)]) == 40
    assert (await credit(accountant, buyer))["exposure"][0]["total"] == "10000.00"


async def test_a_raised_limit_grants_the_orders_that_wait_oldest_first(
    stage: Stage, accountant: Person
) -> None:
    buyer = client()
    await limited(stage, accountant, buyer, "100")
    first, second, third = (placed(buyer) for _ in range(3))
    await in_turn(stage, first, second, third)
    await limited(stage, accountant, buyer, "2000", version=(await credit(accountant, buyer))["version"])
    assert await stage.said(CreditGranted, order_id=first.order_id)
    assert await stage.said(CreditGranted, order_id=second.order_id)
    assert (await credit(accountant, buyer))["waiting_orders"] == [str(third.order_id)]


async def test_a_cancelled_order_makes_room_for_the_next(stage: Stage, accountant: Person) -> None:
    buyer = client()
    await limited(stage, accountant, buyer, "1000")
    first, second = placed(buyer), placed(buyer)
    await in_turn(stage, first, second)
    await stage.hear(cancelled(first))
    assert await stage.said(CreditGranted, order_id=second.order_id)


async def test_an_invoice_keeps_the_exposure_and_its_payment_frees_it(
    stage: Stage, accountant: Person
) -> None:
    buyer = client()
    await limited(stage, accountant, buyer, "1000")
    order, waits = placed(buyer), placed(buyer)
    trigger = ready(order)
    await in_turn(stage, order, waits, trigger)
    owed = (await credit(accountant, buyer))["exposure"][0]
    assert (owed["open_orders"], owed["receivables"]) == ("0.00", "1000.00")
    found = await accountant.get("/api/billing/invoices", params={"order_id": str(order.order_id)})
    invoice = found.json()["items"][0]
    paid = await accountant.post(f"/api/billing/invoices/{invoice['id']}/payments", version=1)
    assert paid.json()["status"] == "paid"
    assert await stage.said(CreditGranted, order_id=waits.order_id)


async def test_two_people_cannot_set_the_same_limit_at_once(stage: Stage, accountant: Person) -> None:
    buyer = client()
    await known(stage, buyer)
    body = {"limit": {"amount": "5", "currency": "EUR"}}
    path = f"/api/billing/credit/{buyer.id}"
    answers = await asyncio.gather(*(accountant.put(path, body, version=0) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    assert (await accountant.put(path, body)).status_code == 428


async def test_credit_of_clients_in_other_territories_does_not_exist_for_me(stage: Stage) -> None:
    somebody = await stage.person("billing.read", "billing.credit", scope="territory", territories=["Norway"])
    assert (await somebody.get(f"/api/billing/credit/{UUID(int=7)}")).status_code == 404


@pytest.mark.parametrize(("trusted", "decision"), [(False, CreditRefused), (True, CreditGranted)])
def test_an_order_in_a_currency_without_a_limit_is_decided_as_the_company_says(
    trusted: bool, decision: type[Event]
) -> None:
    account = CreditAccount(
        id=new_id(), correlation_id=new_id(), limit=Money(amount=Decimal(5), currency="EUR")
    )
    owed, dinars = Exposure(Decimal(0), Decimal(0)), Money(amount=Decimal(9), currency="KWD")
    assert type(account.decide(new_id(), new_id(), dinars, owed, trusted=trusted)) is decision
    euros = Money(amount=Decimal(9), currency="EUR")
    assert type(account.decide(new_id(), new_id(), euros, owed, trusted=trusted)) is CreditRefused
