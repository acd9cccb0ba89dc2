"""Both programs on real Kafka: what they answer, how often, and what a kill changes (nothing)."""

import asyncio
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from wire import Wire

from contracts.accounting import PaymentReported
from contracts.production import JobFinished

TODAY = datetime.now(UTC).date()
ISSUED, PAID = "sales.invoice.issued.v1", "sales.invoice.payment-received.v1"
REQUESTED, CANCELLED = "sales.job-order.requested.v1", "sales.job-order.cancelled.v1"
INVOICES, PAYMENTS = "sales.invoice.v1", "accounting.payment.v1"
JOBS, FINISHED = "sales.job-order.v1", "production.job.v1"


def invoice(number: str, terms: str) -> dict[str, Any]:
    """The body of InvoiceIssued over 119.00."""
    return {
        "invoice_id": str(uuid4()),
        "number": number,
        "trigger_id": str(uuid4()),
        "order_id": str(uuid4()),
        "order_number": "SO-1",
        "client": {"id": str(uuid4()), "number": "C-1", "name": "Aurora Water"},
        "owner_id": str(uuid4()),
        "issued_on": TODAY.isoformat(),
        "due_on": TODAY.isoformat(),
        "terms": terms,
        "customer_po": "",
        "billing_address": {"country": "Norway"}
        | dict.fromkeys(("name", "street", "city", "region", "postal_code"), ""),
        "lines": [],
        "totals": {"net": "100.00", "freight": "0", "tax": "19.00", "gross": "119.00", "currency": "EUR"},
    }


def job(number: str, units: str, due_on: date | None = None) -> dict[str, Any]:
    """The body of JobOrderRequested."""
    return {
        "job_order_id": str(uuid4()),
        "number": number,
        "order_id": str(uuid4()),
        "order_number": "SO-1",
        "line_id": str(uuid4()),
        "product_id": str(uuid4()),
        "product_number": "GW-700",
        "product_name": "Gateway",
        "quantity": {"value": units, "unit": "pcs"},
        "due_on": due_on.isoformat() if due_on else None,
    }


async def collected(wire: Wire, body: dict[str, Any]) -> str:
    """Publish an invoice that is collected; returns its id."""
    await wire.say(INVOICES, ISSUED, body["invoice_id"], body)
    return str(body["invoice_id"])


def notes(state: Path, program: str, statement: str) -> list[Any]:
    """What a program's notebook holds."""
    with sqlite3.connect(state / f"{program}.sqlite") as notebook:
        return notebook.execute(statement).fetchall()


async def test_accounting_collects_what_is_agreed_and_leaves_other_invoices_open(wire: Wire) -> None:
    by_transfer, by_debit = invoice("INV-1", "30 days net"), invoice("INV-2", "0 days, Direct Debit")
    await wire.say(INVOICES, ISSUED, by_transfer["invoice_id"], by_transfer)
    event = await wire.say(INVOICES, ISSUED, by_debit["invoice_id"], by_debit)
    async with wire.running("accounting", PAY_AFTER="0.1"):
        (answer,) = await wire.heard(PAYMENTS, 1)
    payment = PaymentReported.model_validate(answer["body"])
    assert (payment.invoice_number, str(payment.amount.amount)) == ("INV-2", "119.00")
    assert answer["key"] == by_debit["invoice_id"]
    assert answer["headers"]["ce_type"] == PaymentReported.type
    assert answer["headers"]["ce_causationid"] == event
    assert answer["headers"]["ce_correlationid"] == by_debit["invoice_id"]


async def test_an_invoice_that_comes_again_is_booked_and_collected_once(wire: Wire) -> None:
    body = invoice("INV-1", "direct debit")
    for _ in range(2):
        await wire.say(INVOICES, ISSUED, body["invoice_id"], body, id=str(UUID(int=7)))
    await collected(wire, body)
    last = await collected(wire, invoice("INV-2", "direct debit"))
    async with wire.running("accounting", PAY_AFTER="0.1"):
        answers = await wire.heard(PAYMENTS, 2)
    assert {answer["key"] for answer in answers} == {body["invoice_id"], last}
    assert notes(wire.state, "accounting", "SELECT number FROM booking ORDER BY number") == [
        ("INV-1",),
        ("INV-2",),
    ]


async def test_what_a_person_entered_first_is_not_collected(wire: Wire) -> None:
    body = invoice("INV-1", "direct debit")
    paid = {
        "invoice_id": body["invoice_id"],
        "payment_id": str(uuid4()),
        "order_id": body["order_id"],
        "client_id": body["client"]["id"],
        "received_on": body["issued_on"],
        "amount": {"amount": "119.00", "currency": "EUR"},
        "open_amount": "0",
        "reference": "",
    }
    await collected(wire, body)
    await wire.say(INVOICES, PAID, body["invoice_id"], paid)
    other = await collected(wire, invoice("INV-2", "direct debit"))
    async with wire.running("accounting", PAY_AFTER="2"):
        answers = await wire.heard(PAYMENTS, 1)
    assert [answer["key"] for answer in answers] == [other]


async def test_an_answer_given_again_after_a_kill_is_the_same_event(wire: Wire) -> None:
    body = invoice("INV-1", "direct debit")
    await collected(wire, body)
    async with wire.running("accounting", PAY_AFTER="0.1"):
        (first,) = await wire.heard(PAYMENTS, 1)
    (wire.state / "accounting.sqlite").unlink()  # the worst: it remembers nothing, and Kafka all
    async with wire.running("accounting", PAY_AFTER="0.1"):
        _, second = await wire.heard(PAYMENTS, 2)
    assert first["headers"]["ce_id"] == second["headers"]["ce_id"]
    assert first["body"] == second["body"]


async def test_a_program_killed_between_hearing_and_answering_answers_after_its_restart(wire: Wire) -> None:
    body = job("JO-1", "2")
    await wire.say(JOBS, REQUESTED, body["job_order_id"], body)
    async with wire.running("production", MAKE_FOR="3600"):
        await planned(wire, 1)
    with sqlite3.connect(wire.state / "production.sqlite") as notebook:
        notebook.execute("UPDATE answer SET due = 0")
    async with wire.running("production"):
        (answer,) = await wire.heard(FINISHED, 1)
    assert answer["key"] == body["job_order_id"]


async def test_production_makes_all_units_with_serial_numbers(wire: Wire) -> None:
    body = job("JO-2026-00007", "3", TODAY + timedelta(days=20))
    await wire.say(JOBS, REQUESTED, body["job_order_id"], body)
    async with wire.running("production", MAKE_FOR="0.1"):
        (answer,) = await wire.heard(FINISHED, 1)
    finished = JobFinished.model_validate(answer["body"])
    assert finished.serial_numbers == ("JO-2026-00007-001", "JO-2026-00007-002", "JO-2026-00007-003")
    assert str(finished.quantity.value) == "3"


async def test_a_job_for_next_season_and_a_cancelled_one_are_not_made(wire: Wire) -> None:
    distant, unwanted, wanted = (
        job("JO-1", "1", TODAY + timedelta(days=200)),
        job("JO-2", "1"),
        job("JO-3", "1"),
    )
    for body in (distant, unwanted, wanted):
        await wire.say(JOBS, REQUESTED, body["job_order_id"], body)
    gone = {"job_order_id": unwanted["job_order_id"], "order_id": unwanted["order_id"]}
    await wire.say(JOBS, CANCELLED, unwanted["job_order_id"], gone)
    async with wire.running("production", MAKE_FOR="2"):
        (answer,) = await wire.heard(FINISHED, 1)
        assert answer["key"] == wanted["job_order_id"]
        async with asyncio.timeout(40):  # it notes what it has said after it was acknowledged
            while open_answers(wire.state) != [distant["job_order_id"]]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


def open_answers(state: Path) -> list[str]:
    """What production has not reported yet."""
    return [about for (about,) in notes(state, "production", "SELECT about FROM answer WHERE given = 0")]


async def test_nobody_waits_behind_a_record_that_cannot_be_read(wire: Wire) -> None:
    body = job("JO-1", "1")
    key = body["job_order_id"]
    await wire.say(JOBS, REQUESTED, key, b"{not json")
    await wire.say(JOBS, REQUESTED, key, {"job_order_id": key})
    await wire.say(JOBS, "sales.job-order.praised.v1", key, {"later": "than this program"})
    await wire.say(JOBS, REQUESTED, key, body | {"later": "than this program"})
    async with wire.running("production", MAKE_FOR="0.1"):
        (answer,) = await wire.heard(FINISHED, 1)
    assert answer["key"] == key
    assert len(notes(wire.state, "production", "SELECT reason FROM refused")) == 2


async def planned(wire: Wire, count: int) -> None:
    """Return as soon as so many answers are planned."""
    async with asyncio.timeout(40):
        # another process writes it
        while not (wire.state / "production.sqlite").exists() or len(answers(wire)) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def answers(wire: Wire) -> list[Any]:
    """Planned answers; none while the file is being made."""
    try:
        return notes(wire.state, "production", "SELECT id FROM answer")
    except sqlite3.OperationalError:
        return []
