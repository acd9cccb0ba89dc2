"""billing says who has credit, what was invoiced and what was paid.

The credit account's id is the client's; one invoice answers one trigger of orders.
"""

from datetime import date
from uuid import UUID

from contracts.event import Event, Stream
from contracts.orders import InvoiceLine
from contracts.values import Address, Amount, Money, PartyRef, Totals

CREDIT = Stream("credit", "sales.credit.v1")
INVOICE = Stream("invoice", "sales.invoice.v1")


class CreditLimitSet(Event, stream=CREDIT, name="limit-set"):
    """The client may owe up to ``limit``, open orders included; no limit when absent."""

    credit_id: UUID
    limit: Money | None


class CreditGranted(Event, stream=CREDIT, name="granted"):
    """The order fits the client's limit; ``exposure`` includes it."""

    credit_id: UUID
    decision_id: UUID
    order_id: UUID
    amount: Money
    exposure: Money
    limit: Money | None


class CreditRefused(Event, stream=CREDIT, name="refused"):
    """The order would exceed the limit by ``excess``; decided again when limit or exposure change."""

    credit_id: UUID
    decision_id: UUID
    order_id: UUID
    amount: Money
    exposure: Money
    limit: Money
    excess: Money


class CreditReleased(Event, stream=CREDIT, name="released"):
    """The order was cancelled: what it had taken of the limit and was not invoiced is free again."""

    credit_id: UUID
    order_id: UUID
    amount: Money


class InvoiceIssued(Event, stream=INVOICE, name="issued"):
    """A legal invoice with a gapless number."""

    invoice_id: UUID
    number: str
    trigger_id: UUID
    order_id: UUID
    order_number: str
    client: PartyRef
    owner_id: UUID
    issued_on: date
    due_on: date
    terms: str = ""
    customer_po: str = ""
    billing_address: Address
    lines: tuple[InvoiceLine, ...]
    totals: Totals


class PaymentReceived(Event, stream=INVOICE, name="payment-received"):
    """Money came in against the invoice; ``open_amount`` is what is still owed."""

    invoice_id: UUID
    payment_id: UUID
    order_id: UUID
    client_id: UUID
    received_on: date
    amount: Money
    open_amount: Amount
    reference: str = ""
