"""What billing does when others say something. Each is one transaction with its own facts."""

from billing.commands import credit, currencies, invoices, payments
from chassis.inbound import Reactions, Received, Verdict
from chassis.work import Work
from contracts.accounting import PaymentReported
from contracts.catalog import PriceListIssued
from contracts.orders import OrderCancelled, OrderPlaced, OrderReadyToInvoice, OrderReassigned

react = Reactions()


@react.on(PriceListIssued)
async def take_over_currency(work: Work, received: Received[PriceListIssued]) -> None:
    """A list from before there was a register tells which currency is in use."""
    await currencies.take_over(work, received.event.currency)


@react.on(OrderPlaced)
async def decide_on_credit(work: Work, received: Received[OrderPlaced]) -> None:
    """A placed order waits for the client's credit."""
    await credit.decide_on_order(work, received.event)


@react.on(OrderCancelled)
async def release_credit(work: Work, received: Received[OrderCancelled]) -> None:
    """A cancelled order takes nothing of the limit any more."""
    await credit.release_order(work, received.event.order_id)


@react.on(OrderReadyToInvoice)
async def issue_invoice(work: Work, received: Received[OrderReadyToInvoice]) -> None:
    """A shipment may be invoiced."""
    await invoices.issue_invoice(work, received.event)


@react.on(OrderReassigned)
async def follow_representative(work: Work, received: Received[OrderReassigned]) -> None:
    """Whoever looks after the order now reaches its invoices."""
    await invoices.hand_over(work, received.event)


@react.judge(PaymentReported)
async def take_over_payment(work: Work, received: Received[PaymentReported]) -> Verdict:
    """Accounting booked a payment."""
    return await payments.take_over_payment(work, received.event)
