"""What an external accounting system tells us, on a topic of its own.

Billing checks such a fact like user input and publishes its own.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.edge import OneLine, PastDay
from contracts.event import Event, Stream
from contracts.values import Money

ACCOUNTING_PAYMENT = Stream("accounting-payment", "accounting.payment.v1", foreign=True, opens="billing.read")


class PaymentReported(
    Event, stream=ACCOUNTING_PAYMENT, name="reported", key="invoice_id", label="Payment reported"
):
    """Accounting booked a payment against one of our invoices."""

    invoice_id: UUID
    invoice_number: Annotated[OneLine, Field(max_length=60)]
    paid_on: PastDay
    amount: Money
    reference: Annotated[OneLine, Field(max_length=200)]
