"""Taking in money, entered by a person or reported by accounting."""

from datetime import date
from uuid import UUID

from sqlalchemy import insert, select

from billing import exposure
from billing.commands import credit
from billing.documents import Pay
from billing.models import Invoice, payment
from chassis.aggregates import load, save
from chassis.outsiders import BELIEVED, Verdict, refused
from chassis.work import Work
from contracts.accounting import PaymentReported
from contracts.event import new_id
from contracts.text import folded
from contracts.values import Money


async def receive_payment(work: Work, invoice_id: UUID, asked: Pay) -> Invoice:
    """A person enters a payment; all that is open when no amount is given."""
    invoice = await load(work, Invoice, invoice_id)
    on = await work.outside_date(asked.on)
    amount = asked.amount or Money(amount=invoice.open_amount, currency=invoice.currency)
    await _receive(work, invoice, amount, on, asked.reference)
    return invoice


async def take_over_payment(work: Work, reported: PaymentReported) -> Verdict:
    """Accounting reports a payment: book it, unless it looks like one that was booked before."""
    invoice = await load(work, Invoice, reported.invoice_id)
    if await _looks_booked(work, reported):
        return refused(
            "looks-booked",
            f"A payment of {reported.amount.amount:f} {reported.amount.currency} on {reported.paid_on} under "
            f"this reference is booked for {invoice.number}. If this is another one, enter it by hand.",
        )
    on = await work.outside_date(reported.paid_on)
    await _receive(work, invoice, reported.amount, on, reported.reference)
    return BELIEVED


async def _receive(work: Work, invoice: Invoice, amount: Money, on: date, reference: str) -> None:
    id = new_id()
    work.publish(invoice, invoice.pay(id, amount, on, reference))
    await save(work, invoice)
    await work.execute(
        insert(payment),
        {
            "id": id,
            "invoice_id": invoice.id,
            "received_on": on,
            "amount": amount.amount,
            "currency": amount.currency,
            "reference": reference,
            "via": work.via,
        },
    )
    await exposure.lock(work, invoice.client_id, invoice.currency)
    await exposure.move(work, invoice.client_id, invoice.currency, receivables=-amount.amount)
    await credit.reconsider(work, invoice.client_id)


async def _looks_booked(work: Work, reported: PaymentReported) -> bool:
    """Whether the invoice has a payment of the same amount, day and reference; instalments differ in one."""
    c = payment.c
    same = c.invoice_id == reported.invoice_id, c.received_on == reported.paid_on
    alike = select(c.reference).where(*same, c.amount == reported.amount.amount)
    references = (await work.execute(alike)).scalars()
    return any(folded(reference) == folded(reported.reference) for reference in references)
