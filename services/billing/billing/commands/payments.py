"""Taking in money, entered by a person or reported by accounting."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert, select

from billing import exposure
from billing.commands import credit
from billing.models import Invoice, InvoiceStatus, payment
from billing.schemas import ApplyCredit, Pay
from chassis.errors import Conflict, Refused
from chassis.inbound import BELIEVED, Verdict, refused
from chassis.language import _
from chassis.work import Work, load, save
from contracts.accounting import PaymentReported
from contracts.event import new_id
from contracts.text import folded
from contracts.values import Money

OUR_DEBT = "Client's credit"  # what stands as reference where we pay with what we owe


async def receive_payment(work: Work, invoice_id: UUID, asked: Pay) -> Invoice:
    """A person enters a payment; all that is open when no amount is given."""
    invoice = await load(work, Invoice, invoice_id)
    on = await work.outside_date(asked.on)
    if asked.amount is None and invoice.status == InvoiceStatus.PAID:
        raise Conflict(_("Invoice %(number)s is paid already.", number=invoice.number), slug="invoice-paid")
    amount = asked.amount or Money(amount=invoice.open_amount, currency=invoice.currency)
    await _receive(work, invoice, amount, on, asked.reference)
    return invoice


async def take_over_payment(work: Work, reported: PaymentReported) -> Verdict:
    """Accounting reports a payment: book it, unless it looks like one that was booked before."""
    invoice = await load(work, Invoice, reported.invoice_id)
    if await _looks_booked(work, reported):
        return refused(
            "looks-booked",
            _(
                "A payment of %(amount)s on %(day)s under this reference is booked for %(number)s. "
                "If this is another one, enter it by hand.",
                amount=f"{reported.amount.amount:f} {reported.amount.currency}",
                day=reported.paid_on,
                number=invoice.number,
            ),
        )
    on = await work.outside_date(reported.paid_on)
    await _receive(work, invoice, reported.amount, on, reported.reference)
    return BELIEVED


async def apply_credit(work: Work, invoice_id: UUID, asked: ApplyCredit) -> Invoice:
    """Pay an invoice with what we owe the client; as much as possible when no amount is given."""
    invoice = await load(work, Invoice, invoice_id)
    owed = await exposure.lock(work, invoice.client_id, invoice.currency)
    most = min(invoice.open_amount, owed.prepaid)
    wanted = asked.amount or Money(amount=most, currency=invoice.currency)
    if not 0 < wanted.amount <= most:
        raise Refused(
            _(
                "%(most)s %(currency)s can be applied: %(number)s has %(open_amount)s open, and the "
                "client's credit is %(prepaid)s.",
                most=f"{most:f}",
                currency=invoice.currency,
                number=invoice.number,
                open_amount=f"{invoice.open_amount:f}",
                prepaid=f"{owed.prepaid:f}",
            ),
            slug="client-credit",
        )
    id = new_id()
    paid, _settled = invoice.pay(id, wanted, await work.today(), OUR_DEBT)
    assert paid is not None
    work.publish(invoice, paid)
    await save(work, invoice)
    await _note(work, id, invoice, paid.received_on, wanted.amount, Decimal(0), OUR_DEBT)
    await exposure.move(
        work, invoice.client_id, invoice.currency, receivables=-wanted.amount, prepaid=-wanted.amount
    )
    await credit.apply_credit(work, invoice, id, wanted, owed.prepaid - wanted.amount)
    return invoice


async def _receive(work: Work, invoice: Invoice, amount: Money, on: date, reference: str) -> None:
    id = new_id()
    paid, surplus = invoice.pay(id, amount, on, reference)
    if paid is not None:
        work.publish(invoice, paid)
        await save(work, invoice)
    settled = amount.amount - surplus
    await _note(work, id, invoice, on, settled, surplus, reference)
    owed = await exposure.lock(work, invoice.client_id, invoice.currency)
    await exposure.move(work, invoice.client_id, invoice.currency, receivables=-settled, prepaid=surplus)
    if surplus:
        beyond = Money(amount=surplus, currency=invoice.currency)
        await credit.raise_credit(work, invoice, id, beyond, owed.prepaid + surplus)
    await credit.reconsider(work, invoice.client_id)


async def _note(
    work: Work, id: UUID, invoice: Invoice, on: date, settled: Decimal, surplus: Decimal, reference: str
) -> None:
    row = {"id": id, "invoice_id": invoice.id, "received_on": on, "amount": settled, "surplus": surplus}
    row |= {"currency": invoice.currency, "reference": reference, "via": work.via}
    await work.execute(insert(payment), row)


async def _looks_booked(work: Work, reported: PaymentReported) -> bool:
    """Whether the invoice has a payment of the same amount, day and reference; instalments differ in one."""
    c = payment.c
    same = c.invoice_id == reported.invoice_id, c.received_on == reported.paid_on
    alike = select(c.reference).where(*same, c.amount + c.surplus == reported.amount.amount)
    references = (await work.execute(alike)).scalars()
    return any(folded(reference) == folded(reported.reference) for reference in references)
