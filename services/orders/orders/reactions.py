"""What orders does when others say that something happened; see process.py for the whole table."""

from chassis.inbound import Reactions, Received
from chassis.work import Work
from contracts.billing import CreditGranted, CreditRefused, InvoiceIssued, PaymentReceived
from contracts.crm import PartyRevised
from contracts.fulfillment import ServicePerformed, ShipmentDispatched
from contracts.quotes import QuoteAccepted
from kernel.naming import note_present_name
from orders import commands
from orders.tables import order_table

react = Reactions()


@react.on(QuoteAccepted)
async def draft_order(work: Work, received: Received[QuoteAccepted]) -> None:
    """Exactly one draft for each accepted quote."""
    await commands.draft_from_quote(work, received.event)


@react.on(CreditGranted)
async def clear_order(work: Work, received: Received[CreditGranted]) -> None:
    """A pending order may be released."""
    await commands.clear_order(work, received.event)


@react.on(CreditRefused)
async def hold_order(work: Work, received: Received[CreditRefused]) -> None:
    """A pending order has to wait."""
    await commands.hold_order(work, received.event)


@react.on(ShipmentDispatched)
async def record_shipment(work: Work, received: Received[ShipmentDispatched]) -> None:
    """What left has to be invoiced."""
    await commands.record_shipment(work, received.event)


@react.on(ServicePerformed)
async def record_performance(work: Work, received: Received[ServicePerformed]) -> None:
    """What was performed has to be invoiced."""
    await commands.record_performance(work, received.event)


@react.on(InvoiceIssued)
async def record_invoice(work: Work, received: Received[InvoiceIssued]) -> None:
    """A shipment or performance was invoiced."""
    await commands.record_invoice(work, received.event)


@react.on(PaymentReceived)
async def record_payment(work: Work, received: Received[PaymentReceived]) -> None:
    """The last payment closes the order."""
    await commands.record_payment(work, received.event)


@react.on(PartyRevised)
async def rename_client(work: Work, received: Received[PartyRevised]) -> None:
    """Orders are found by the client's old and new name."""
    await note_present_name(work, order_table, received.event.party_id, received.event.name)
