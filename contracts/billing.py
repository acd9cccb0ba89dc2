"""billing says who has credit, what was invoiced and what was paid, and on which terms one may pay.

The credit account's id is the client's; one invoice answers one trigger of orders.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import Field

from contracts.event import Choice, Event, Stream
from contracts.orders import InvoiceLine
from contracts.remembered import Kind, Remembered
from contracts.steps import Stage, Step
from contracts.telling import Tells, owner
from contracts.terms import DueRule, Part
from contracts.values import Address, Amount, CurrencyCode, Fraction, Money, PartyRef, Totals

CREDIT = Stream("credit", "sales.credit.v1", opens="billing.read")
INVOICE = Stream("invoice", "sales.invoice.v1", opens="billing.read")
PAYMENT_TERMS = Stream("payment-terms", "sales.payment-terms.v1", opens="billing.read")
CURRENCY = Stream("currency", "sales.currency.v1", opens="billing.read")
TAX_TREATMENT = Stream("tax-treatment", "sales.tax-treatment.v1", opens="billing.read")


def currency_id(code: str) -> UUID:
    """The id of a currency in the register: the same in every installation."""
    return uuid5(NAMESPACE_URL, f"urn:saleswire:currency:{code}")


class CreditLimitSet(Event, stream=CREDIT, name="limit-set", label="Credit limit set"):
    """The client may owe up to ``limit``, open orders included; no limit when absent."""

    credit_id: UUID
    limit: Money | None


class CreditGranted(Event, stream=CREDIT, name="granted", label="Credit granted"):
    """The order fits the client's limit; ``exposure`` includes it."""

    step: ClassVar = Step(stage=Stage.CREDIT)

    credit_id: UUID
    decision_id: UUID
    order_id: UUID
    amount: Money
    exposure: Money
    limit: Money | None


class CreditRefused(Event, stream=CREDIT, name="refused", label="Credit refused"):
    """The order would exceed the limit by ``excess``; decided again when limit or exposure change.

    ``undecided``: nobody has set a limit yet, and until then the company gives new clients no credit.
    """

    step: ClassVar = Step(stage=Stage.CREDIT)

    credit_id: UUID
    decision_id: UUID
    order_id: UUID
    amount: Money
    exposure: Money
    limit: Money
    excess: Money
    undecided: bool = False


class CreditReleased(Event, stream=CREDIT, name="released", label="Credit released"):
    """The order was cancelled: what it had taken of the limit and was not invoiced is free again."""

    step: ClassVar = Step(stage=Stage.CREDIT)

    credit_id: UUID
    order_id: UUID
    amount: Money


class ClientCreditRaised(Event, stream=CREDIT, name="client-credit-raised", label="Client credit raised"):
    """More money came in than the invoice had open: we owe the client ``amount``, and ``balance`` in all."""

    credit_id: UUID
    payment_id: UUID
    invoice_id: UUID
    amount: Money
    balance: Amount


class ClientCreditApplied(Event, stream=CREDIT, name="client-credit-applied", label="Client credit applied"):
    """What we owed the client paid for an invoice; ``balance`` is what we still owe."""

    credit_id: UUID
    payment_id: UUID
    invoice_id: UUID
    amount: Money
    balance: Amount


class InvoiceIssued(Event, stream=INVOICE, name="issued", label="Invoice issued"):
    """A legal invoice with a gapless number."""

    step: ClassVar = Step(
        stage=Stage.INVOICE,
        status="open",
        funnel="invoice-issued",
        on="issued_on",
    )
    tells: ClassVar = (owner("order-invoiced"),)
    remembered: ClassVar = Remembered(
        kind=Kind.INVOICE,
        by=(
            "number",
            "order_number",
            "customer_po",
            "client.name",
            "billing_address.city",
            "totals.net",
            "totals.gross",
        ),
    )

    invoice_id: UUID
    number: str
    trigger_id: UUID
    order_id: UUID
    order_number: str
    client: PartyRef
    owner_id: UUID
    issued_on: date
    due_on: Annotated[date, Field(description="The day by which all of it is paid")]
    terms: str = ""
    due: DueRule | None = None
    discount_until: Annotated[date | None, Field(description="Who pays all by then takes discount off")] = (
        None
    )
    discount: Amount = Decimal(0)
    instalments: Annotated[
        tuple[Part, ...], Field(description="What is due when; empty when all is due on due_on")
    ] = ()
    customer_po: str = ""
    billing_address: Address
    lines: tuple[InvoiceLine, ...]
    totals: Totals


class PaymentReceived(Event, stream=INVOICE, name="payment-received", label="Payment received"):
    """Money came in against the invoice; ``open_amount`` is still owed, ``surplus`` came beyond it."""

    step: ClassVar = Step(
        stage=Stage.INVOICE,
        status="paid",
        in_part="open",
        funnel="invoice-paid",
        on="received_on",
        outsider="accounting",
    )
    tells: ClassVar = (owner("invoice-paid"),)
    remembered: ClassVar = Remembered(adds=("reference",))

    invoice_id: UUID
    payment_id: UUID
    order_id: UUID
    client_id: UUID
    received_on: date
    amount: Money
    open_amount: Amount
    reference: str = ""
    surplus: Amount = Decimal(0)

    def told(self) -> tuple[Tells, ...]:
        """A part of the money is no news."""
        return () if self.open_amount else self.tells

    @property
    def in_part(self) -> bool:
        """Whether the invoice has more to be paid."""
        return bool(self.open_amount)


class PaymentTermsIssued(Event, stream=PAYMENT_TERMS, name="issued", label="Payment terms issued"):
    """These terms may be agreed, from now on as they stand here; documents keep what they agreed before."""

    payment_terms_id: UUID
    name: str
    aliases: Annotated[tuple[str, ...], Field(description="Other names that mean these terms")] = ()
    text: Annotated[str, Field(description="What is printed")]
    due: DueRule
    is_default: Annotated[bool, Field(description="Holds where neither document nor client name any")] = False


class PaymentTermsWithdrawn(Event, stream=PAYMENT_TERMS, name="withdrawn", label="Payment terms withdrawn"):
    """These terms cannot be agreed any more."""

    payment_terms_id: UUID


class CurrencyEnabled(Event, stream=CURRENCY, name="enabled", label="Currency enabled"):
    """Documents may be written in this currency from now on. The company's own always may."""

    currency_id: UUID
    currency: CurrencyCode


class CurrencyDisabled(Event, stream=CURRENCY, name="disabled", label="Currency disabled"):
    """No new document is written in this currency; those that are there go on."""

    currency_id: UUID
    currency: CurrencyCode


class TaxMethod(Choice):
    """Freight is taxed with the goods that it brings, or at a fixed rate of its own."""

    WITH_GOODS = "with-goods"
    FIXED = "fixed"
    UNKNOWN = "unknown"


class TaxTreatmentIssued(Event, stream=TAX_TREATMENT, name="issued", label="Tax treatment issued"):
    """Freight may be taxed so, from now on as it stands here; documents keep what they agreed before."""

    tax_treatment_id: UUID
    name: str
    text: Annotated[str, Field(description="What is printed, such as the reason of an exemption")] = ""
    method: TaxMethod
    rate: Annotated[Fraction | None, Field(description="The rate of method fixed; 0 is an exemption")] = None
    is_default: Annotated[bool, Field(description="Holds where a document names none")] = False


class TaxTreatmentWithdrawn(Event, stream=TAX_TREATMENT, name="withdrawn", label="Tax treatment withdrawn"):
    """No document may agree this treatment any more."""

    tax_treatment_id: UUID
