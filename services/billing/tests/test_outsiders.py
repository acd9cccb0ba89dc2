"""Accounting outside reports payments: each is booked, refused with its reason, or known already."""

import json
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from said import client, placed, ready

from chassis.testing import Person, Stage, until
from contracts.accounting import PaymentReported
from contracts.billing import InvoiceIssued, PaymentReceived
from contracts.values import Money

HEARD = "SELECT fate, rule, reason FROM foreign_fact WHERE subject_id = $1 ORDER BY heard_at"


async def invoiced(stage: Stage) -> InvoiceIssued:
    order = placed(client())
    trigger = ready(order)
    await stage.hear(order, trigger)
    return (await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id))[0]


def reported(invoice: InvoiceIssued, amount: str, reference: str, on: date = date(2026, 3, 12)) -> Any:
    return PaymentReported(
        invoice_id=invoice.invoice_id,
        invoice_number=invoice.number,
        paid_on=on,
        amount=Money(amount=Decimal(amount), currency="EUR"),
        reference=reference,
    )


async def fates(stage: Stage, invoice_id: UUID, count: int) -> list[str]:
    """What became of the facts about an invoice, in the order of the facts, once there are so many."""

    async def enough() -> list[str]:
        rows = await stage.rows(HEARD, invoice_id)
        return [row["rule"] or row["fate"] for row in rows] if len(rows) >= count else []

    found: list[str] = await until(enough)
    return found


async def booked(stage: Stage, invoice: InvoiceIssued) -> list[Decimal]:
    events = await stage.said(PaymentReceived, 0, invoice_id=invoice.invoice_id)
    return [event.amount.amount for event in events]


async def test_a_second_instalment_with_the_same_reference_is_booked(stage: Stage) -> None:
    invoice = await invoiced(stage)
    await stage.hear_outside(reported(invoice, "400", "RF 77"))
    await stage.hear_outside(reported(invoice, "600", "RF 77", date(2026, 4, 12)))
    assert await fates(stage, invoice.invoice_id, 2) == ["believed", "believed"]
    assert await booked(stage, invoice) == [400, 600]


async def test_the_same_id_of_another_source_is_another_payment(stage: Stage) -> None:
    invoice = await invoiced(stage)
    await stage.hear_outside(reported(invoice, "400", "bank"), id="1", source="/bank")
    await stage.hear_outside(reported(invoice, "500", "desk"), id="1", source="/desk")
    assert await fates(stage, invoice.invoice_id, 2) == ["believed", "believed"]
    assert await booked(stage, invoice) == [400, 500]


async def test_ids_and_sources_of_any_length_are_told_apart(stage: Stage) -> None:
    invoice, chance = await invoiced(stage), Random(7)
    long = "".join(chr(chance.randrange(0x20000, 0x2A000)) for _ in range(1000))
    await stage.hear_outside(reported(invoice, "400", "bank"), id=long + "1", source="/" + long)
    await stage.hear_outside(reported(invoice, "500", "desk"), id=long + "2", source="/" + long)
    assert await fates(stage, invoice.invoice_id, 2) == ["believed", "believed"]
    assert await booked(stage, invoice) == [400, 500]


async def test_what_looks_like_a_booked_payment_is_refused_to_be_looked_at(
    stage: Stage, accountant: Person
) -> None:
    invoice = await invoiced(stage)
    await stage.hear_outside(reported(invoice, "400", "RF 77"))
    await stage.hear_outside(reported(invoice, "400", "rf  77"))
    assert await fates(stage, invoice.invoice_id, 2) == ["believed", "looks-booked"]
    listed = await accountant.get(f"/api/billing/refused-payments?invoice_id={invoice.invoice_id}")
    assert "enter it by hand" in listed.json()["items"][0]["reason"]
    assert await booked(stage, invoice) == [400]


async def test_a_fact_that_comes_again_is_a_duplicate_and_another_under_its_id_is_refused(
    stage: Stage,
) -> None:
    invoice = await invoiced(stage)
    for amount in ("400", "400", "600"):
        await stage.hear_outside(reported(invoice, amount, "RF 77"), id=f"id of {invoice.number}")
    assert await fates(stage, invoice.invoice_id, 3) == ["believed", "duplicate", "id-used-before"]
    assert await booked(stage, invoice) == [400]


BAD: dict[str, dict[str, Any]] = {
    "a null character": {"reference": "one\0two"},
    "a line break": {"reference": "one\ntwo"},
    "a reference without end": {"reference": "x" * 201},
    "a day in the year 9999": {"paid_on": "9999-12-31"},
    "no day": {"paid_on": None},
    "an amount that is a word": {"amount": {"amount": "much", "currency": "EUR"}},
    "a currency that is none": {"amount": {"amount": "1", "currency": "eur"}},
}


@pytest.mark.parametrize("what", BAD)
async def test_a_fact_that_breaks_its_description_is_refused_and_nobody_waits_behind_it(
    stage: Stage, what: str
) -> None:
    invoice = await invoiced(stage)
    good = reported(invoice, "1000", "right")
    body = json.dumps(json.loads(good.written()) | BAD[what]).encode()
    await stage.hear_outside(good, body=body)
    await stage.hear_outside(good)
    assert await fates(stage, invoice.invoice_id, 2) == ["malformed", "believed"]
    assert await stage.rows("SELECT * FROM parked_key") == []
    kept = await stage.rows("SELECT body FROM foreign_fact WHERE fate = 'refused' AND body = $1", body)
    assert kept


async def test_money_may_come_before_the_invoice_but_not_tomorrow(stage: Stage) -> None:
    invoice = await invoiced(stage)
    await stage.hear_outside(reported(invoice, "100", "in advance", date(2026, 2, 1)))
    assert await fates(stage, invoice.invoice_id, 1) == ["believed"]


def any_fact(random: Random, invoice: InvoiceIssued) -> tuple[bytes, str, str]:
    """(body, id, source) of a fact about the invoice that may be good or bad, new or known."""
    fact = json.loads(reported(invoice, str(random.choice([1, 2, 900, -1])), "").written())
    fact["reference"] = random.choice(["", "RF 1", "RF 2", "a\0b"])
    fact["paid_on"] = random.choice(["2026-03-12", "2026-03-13", "1066-10-14", "9999-12-31"])
    fact["invoice_id"] = random.choice([fact["invoice_id"], fact["invoice_id"], str(uuid4()), "none"])
    body = random.choice([json.dumps(fact).encode(), json.dumps(fact).encode(), b"[]", b"{"])
    return body, str(random.randrange(12)), random.choice(["/bank", "/desk", f"/{uuid4()}"])


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_outsiders_say_something_is_written_for_each_of_it(stage: Stage, seed: int) -> None:
    random, invoice = Random(seed), await invoiced(stage)
    before = len(await stage.rows("SELECT 1 FROM foreign_fact"))
    facts = [any_fact(random, invoice) for _ in range(40)]
    for body, id, source in facts:
        await stage.hear_outside(reported(invoice, "1", ""), body=body, id=f"{seed}-{id}", source=source)

    async def all_of_them() -> bool:
        return len(await stage.rows("SELECT 1 FROM foreign_fact")) == before + len(facts)

    await until(all_of_them)
    assert await stage.rows("SELECT * FROM parked_key") == []
    believed = await stage.rows(
        "SELECT count(*) AS n FROM foreign_fact WHERE subject_id = $1 AND fate = 'believed'",
        invoice.invoice_id,
    )
    assert believed[0]["n"] == len(await booked(stage, invoice))
