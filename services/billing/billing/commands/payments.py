"""Taking in money, entered by a person or reported by accounting."""

from datetime import date
from uuid import UUID

from sqlalchemy import insert, select

from billing import exposure
from billing.commands import credit
from billing.documents import Pay
from billing.models import Invoice, payment, refused_payment
from chassis.aggregates import load, save
from chassis.errors import Problem
from chassis.work import Work
from contracts.accounting import PaymentReported
from contracts.event import new_id
from contracts.values import Money


async def receive_payment(work: Work, invoice_id: UUID, asked: Pay) -> Invoice:
    """A person enters a payment; all that is open when no amount is given."""
    invoice = await load(work, Invoice, invoice_id)
    on = await work.business_date(asked.on)
    amount = asked.amount or Money(amount=invoice.open_amount, currency=invoice.currency)
    await _receive(work, invoice, amount, on, asked.reference)
    return invoice


async def take_over_payment(work: Work, fact_id: UUID, reported: PaymentReported) -> None:
    """Accounting reports a payment: take it over, or keep it with the reason why not."""
    try:
        if await _known(work, reported.invoice_id, reported.reference):
            return
        invoice = await load(work, Invoice, reported.invoice_id)
        await _receive(work, invoice, reported.amount, reported.paid_on, reported.reference)
    except Problem as problem:
        await work.execute(
            insert(refused_payment),
            {
                "id": fact_id,
                "invoice_id": reported.invoice_id,
                "reason": problem.detail,
                "fact": reported.model_dump(mode="json"),
            },
        )


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


async def _known(work: Work, invoice_id: UUID, reference: str) -> bool:
    """Whether this payment was taken in before, under the same reference."""
    same = select(payment.c.id).where(payment.c.invoice_id == invoice_id, payment.c.reference == reference)
    return bool(reference) and (await work.execute(same)).first() is not None
