"""Invoicing: exactly one invoice per trigger."""

from decimal import Decimal

from sqlalchemy import update

from billing import exposure
from billing.issuers import issuing, issuing_language
from billing.models import CreditStatus, Invoice, invoice_table, order_credit
from chassis.work import Work, add, next_number, numbered
from contracts.earlier import due_rule
from contracts.event import new_id
from contracts.orders import OrderReadyToInvoice, OrderReassigned
from contracts.terms import due, next_due
from kernel.colleagues import COLLEAGUES

NOTHING = Decimal(0)


async def issue_invoice(work: Work, trigger: OrderReadyToInvoice) -> Invoice:
    """Issue the trigger's invoice; its amount moves from open orders to receivables."""
    assert work.correlation_id is not None
    totals, rule = trigger.totals, due_rule(trigger.due, trigger.terms)
    pay = due(rule, trigger.to_be_invoiced_on, totals.gross, totals.currency)
    company = await issuing(work)
    invoice = Invoice(
        id=new_id(),
        correlation_id=work.correlation_id,
        trigger_id=trigger.trigger_id,
        order_id=trigger.order_id,
        order_number=trigger.number,
        client_id=trigger.client.id,
        client=trigger.client,
        client_name=trigger.client.name,
        owner_id=trigger.owner_id,
        issued_on=trigger.to_be_invoiced_on,
        due_on=pay.due_on,
        next_due_on=next_due(pay.due_on, pay.instalments, NOTHING),
        terms=trigger.terms,
        due=rule,
        discount_until=pay.discount_until,
        discount=pay.discount,
        instalments=pay.instalments,
        customer_po=trigger.customer_po,
        billing_address=trigger.billing_address,
        lines=trigger.lines,
        totals=totals,
        currency=totals.currency,
        gross=totals.gross,
        open_amount=totals.gross,
        company=company,
        language=await issuing_language(work, trigger.client.id, company),
        contact=await COLLEAGUES.contact(work, trigger.owner_id),
    )
    await _move_exposure(work, invoice)
    year = invoice.issued_on.year
    number = numbered("INV", year, await next_number(work, "invoice", year))
    work.publish(invoice, invoice.issue(number))
    await add(work, invoice)
    return invoice


async def hand_over(work: Work, reassigned: OrderReassigned) -> None:
    """The order's invoices are its new representative's to look after; as papers they stay as issued."""
    mine = update(invoice_table).where(invoice_table.c.order_id == reassigned.order_id)
    await work.execute(mine.values(owner_id=reassigned.owner_id))


async def _move_exposure(work: Work, invoice: Invoice) -> None:
    """The amount was an open order's and becomes a receivable.

    A shipment that crossed the order's cancellation is invoiced too: its credit was released already.
    """
    await exposure.lock(work, invoice.client_id, invoice.currency)
    taken = (
        update(order_credit)
        .where(order_credit.c.order_id == invoice.order_id)
        .values(invoiced=order_credit.c.invoiced + invoice.gross)
        .returning(order_credit.c.status)
    )
    status = (await work.execute(taken)).scalar_one_or_none()
    orders = -invoice.gross if status == CreditStatus.GRANTED else NOTHING
    await exposure.move(work, invoice.client_id, invoice.currency, orders=orders, receivables=invoice.gross)
