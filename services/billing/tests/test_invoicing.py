"""One invoice per trigger, numbers without gaps, payments that fit."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from said import cancelled, client, placed, ready

from chassis.testing import Person, Stage
from contracts.accounting import PaymentReported
from contracts.billing import InvoiceIssued, PaymentReceived
from contracts.orders import OrderReassigned
from contracts.terms import DueRule, Instalment
from contracts.values import Money


async def invoiced(stage: Stage, accountant: Person, share: str = "1") -> Any:
    order = placed(client())
    trigger = ready(order, share)
    await stage.hear(order, trigger)
    issued = (await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id))[0]
    return (await accountant.get(f"/api/billing/invoices/{issued.invoice_id}")).json()


@pytest.mark.feature("FO-B-02")
async def test_a_trigger_becomes_an_invoice_with_its_amounts_and_due_date(
    stage: Stage, accountant: Person
) -> None:
    invoice = await invoiced(stage, accountant, "0.4")
    assert invoice["totals"]["gross"] == "400.00"
    assert (invoice["issued_on"], invoice["due_on"]) == ("2026-03-02", "2026-03-16")


async def test_a_thousand_lines_are_one_invoice(stage: Stage, accountant: Person) -> None:
    order = placed(client())
    trigger = ready(order)
    lines = [trigger.lines[0].model_copy(update={"line_id": uuid4(), "name": "ü" * 200}) for _ in range(1000)]
    trigger = trigger.model_copy(update={"lines": tuple(lines)})
    await stage.hear(order, trigger)
    (issued,) = await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id)
    assert len(issued.lines) == 1000
    assert (await accountant.get(f"/api/billing/invoices/{issued.invoice_id}/pdf")).status_code == 200


async def test_a_second_invoice_for_a_trigger_cannot_exist(stage: Stage) -> None:
    order = placed(client())
    trigger = ready(order)
    await stage.hear(order, trigger)
    with pytest.raises(AssertionError, match="parked"):
        await stage.hear(ready(order, trigger_id=trigger.trigger_id))
    assert len(await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id)) == 1
    await stage.execute("DELETE FROM parked_event")
    await stage.execute("DELETE FROM parked_key")


async def test_a_shipment_that_crossed_a_cancellation_is_invoiced_all_the_same(
    stage: Stage, accountant: Person
) -> None:
    order = placed(client())
    await stage.hear(order, cancelled(order))
    trigger = ready(order, "0.3")
    await stage.hear(trigger)
    assert (await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id))[0].totals.gross == 300
    credit = (await accountant.get(f"/api/billing/credit/{order.client.id}")).json()
    owed = credit["exposure"][0]
    assert (float(owed["open_orders"]), owed["receivables"]) == (0, "300.00")


async def test_numbers_have_no_gaps(stage: Stage, accountant: Person) -> None:
    for _ in range(3):
        await invoiced(stage, accountant)
    rows = await stage.rows("SELECT number FROM invoice ORDER BY number")
    assert [row["number"] for row in rows] == [f"INV-2026-{n:06}" for n in range(1, len(rows) + 1)]


@pytest.mark.feature("ER-R-01")
async def test_payments_in_parts_settle_the_invoice(stage: Stage, accountant: Person) -> None:
    invoice = await invoiced(stage, accountant)
    path = f"/api/billing/invoices/{invoice['id']}/payments"
    part = {"amount": {"amount": "400", "currency": "EUR"}, "on": "2026-03-10"}
    assert (await accountant.post(path, part, version=1)).json()["open_amount"] == "600.00"
    assert (await accountant.post(path, {"on": "2026-03-11"}, version=2)).json()["status"] == "paid"
    assert [each["amount"]["amount"] for each in (await accountant.get(path)).json()] == [
        "400",
        "600.00",
    ]
    events = await stage.said(PaymentReceived, 2, order_id=(await _order_of(stage, invoice)))
    assert [event.open_amount for event in events] == [600, 0]


async def test_yesterdays_payment_needs_no_permission_and_tomorrows_is_refused(
    stage: Stage, accountant: Person
) -> None:
    clerk = await stage.person("billing.*")
    invoice = await invoiced(stage, accountant)
    path = f"/api/billing/invoices/{invoice['id']}/payments"
    part = {"amount": {"amount": "1", "currency": "EUR"}}
    yesterday, tomorrow = (str(datetime.now(UTC).date() + timedelta(days=days)) for days in (-2, 2))
    assert (await clerk.post(path, part | {"on": tomorrow}, version=1)).status_code == 422
    assert (await clerk.post(path, part | {"on": yesterday}, version=1)).status_code == 200
    stage.settings.company_closed_until = date(2026, 1, 31)
    closed = await clerk.post(path, part | {"on": "2026-01-31"}, version=2)
    stage.settings.company_closed_until = None
    assert closed.json()["type"] == "urn:saleswire:problem:closed-period"


async def _order_of(stage: Stage, invoice: Any) -> Any:
    return (await stage.rows("SELECT order_id FROM invoice WHERE number = $1", invoice["number"]))[0][
        "order_id"
    ]


@pytest.mark.parametrize(
    ("payment", "status", "problem"),
    [
        ({"amount": {"amount": "-1", "currency": "EUR"}}, 422, "payment-amount"),
        ({"amount": {"amount": "0", "currency": "EUR"}}, 422, "payment-amount"),
        ({"amount": {"amount": "10", "currency": "USD"}}, 422, "currency"),
        ({"on": "9999-12-31"}, 422, "schema"),
    ],
)
async def test_a_payment_that_does_not_fit_is_refused(
    stage: Stage, accountant: Person, payment: Any, status: int, problem: str
) -> None:
    invoice = await invoiced(stage, accountant)
    answer = await accountant.post(f"/api/billing/invoices/{invoice['id']}/payments", payment, version=1)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:saleswire:problem:{problem}")


def reported(invoice: Any, amount: str, reference: str) -> PaymentReported:
    return PaymentReported(
        invoice_id=invoice["id"],
        invoice_number=invoice["number"],
        paid_on=date(2026, 3, 12),
        amount=Money(amount=amount, currency="EUR"),
        reference=reference,
    )


async def test_what_accounting_reports_twice_is_booked_once(stage: Stage, accountant: Person) -> None:
    invoice = await invoiced(stage, accountant)
    fact = reported(invoice, "250", f"bank {uuid4()}")
    await stage.hear(fact, fact)
    follow_up = reported(invoice, "750", f"bank {uuid4()}")
    await stage.hear(follow_up)
    await stage.said(PaymentReceived, 2, invoice_id=fact.invoice_id)
    listed = (await accountant.get(f"/api/billing/invoices/{invoice['id']}/payments")).json()
    assert [each["amount"]["amount"] for each in listed] == ["250", "750"]


async def test_a_report_that_does_not_fit_is_kept_with_its_reason_and_blocks_nobody(
    stage: Stage, accountant: Person
) -> None:
    invoice = await invoiced(stage, accountant)
    wrong = reported(invoice, "5000", "too little").model_copy(
        update={"amount": Money(amount="0.001", currency="EUR")}
    )
    await stage.hear(wrong, reported(invoice, "1000", "right"))
    await stage.said(PaymentReceived, reference="right")
    refused = await accountant.get("/api/billing/refused-payments", params={"invoice_id": invoice["id"]})
    assert "1000.00 are open" in refused.json()["items"][0]["reason"]


TWO_PER_CENT = DueRule(net_days=30, discount_rate=Decimal("0.02"), discount_days=14)
HALVES = DueRule(
    net_days=14,
    instalments=(
        Instalment(share=Decimal("0.5"), net_days=0),
        Instalment(share=Decimal("0.5"), net_days=14),
    ),
)


async def issued_with(stage: Stage, **changes: Any) -> InvoiceIssued:
    order = placed(client(), "1000.01")
    trigger = ready(order).model_copy(update=changes)
    await stage.hear(order, trigger)
    return (await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id))[0]


async def test_the_rule_says_when_an_invoice_is_due_and_its_words_do_not(stage: Stage) -> None:
    invoice = await issued_with(stage, terms="14 Tage 2 % Skonto, 30 Tage netto", due=TWO_PER_CENT)
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 3, 2), date(2026, 4, 1))
    assert (invoice.discount_until, invoice.discount) == (date(2026, 3, 16), Decimal("20.00"))
    assert (invoice.terms, invoice.due) == ("14 Tage 2 % Skonto, 30 Tage netto", TWO_PER_CENT)


async def test_an_invoice_in_instalments_is_overdue_by_the_first_that_is_not_paid(
    stage: Stage, accountant: Person
) -> None:
    issued = await issued_with(stage, terms="50 % in advance, rest 14 days", due=HALVES)
    assert [(part.due_on, part.amount) for part in issued.instalments] == [
        (date(2026, 3, 2), Decimal("500.01")),
        (date(2026, 3, 16), Decimal("500.00")),
    ]
    path = f"/api/billing/invoices/{issued.invoice_id}"
    invoice = (await accountant.get(path)).json()
    assert (invoice["next_due_on"], invoice["due_on"]) == ("2026-03-02", "2026-03-16")
    part = {"amount": {"amount": "500.01", "currency": "EUR"}, "on": "2026-03-03"}
    invoice = (await accountant.post(f"{path}/payments", part, version=1)).json()
    assert invoice["next_due_on"] == "2026-03-16"
    listed = await accountant.get("/api/billing/invoices", params={"next_due_on": "2026-03-16"})
    assert str(issued.invoice_id) in {row["id"] for row in listed.json()["items"]}


async def test_a_trigger_from_before_there_were_rules_keeps_its_due_day(stage: Stage) -> None:
    assert (await issued_with(stage, terms="net 60", due=None)).due_on == date(2026, 5, 1)


async def test_an_invoice_is_reached_by_whoever_looks_after_its_order_now(
    stage: Stage, accountant: Person
) -> None:
    invoice, heir = await invoiced(stage, accountant), await stage.person("billing.read", scope="own")
    path = f"/api/billing/invoices/{invoice['id']}"
    assert (await heir.get(path)).status_code == 404
    handed = OrderReassigned(
        order_id=UUID(invoice["order_id"]), previous_owner_id=UUID(invoice["owner_id"]), owner_id=heir.id
    )
    await stage.hear(handed)
    assert (await heir.get(path)).json()["version"] == invoice["version"]
