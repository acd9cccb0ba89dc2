"""Credit accounts and invoices, and the facts that their steps return."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    Column,
    Date,
    Identity,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)

from billing.credit import Exposure, excess, is_limited_in
from chassis.errors import Refused
from chassis.language import ENGLISH, _
from chassis.work import Aggregate, Stored, aggregate_columns, time
from contracts import money
from contracts.billing import (
    CREDIT,
    INVOICE,
    ClientCreditApplied,
    ClientCreditRaised,
    CreditGranted,
    CreditLimitSet,
    CreditRefused,
    CreditReleased,
    InvoiceIssued,
    PaymentReceived,
)
from contracts.event import Choice, Stream
from contracts.identity import CompanyProfileIssued
from contracts.orders import InvoiceLine
from contracts.terms import DueRule, Part, next_due
from contracts.values import Address, Money, PartyRef, Totals
from kernel.amounts import amount
from kernel.colleagues import COLLEAGUES, ContactPerson
from kernel.company import COMPANY

metadata = MetaData()

colleague_copy = COLLEAGUES.table(metadata)
company_copy = COMPANY.table(metadata)

credit_account = Table(
    "credit_account",
    metadata,
    *aggregate_columns(),
    Column("limit", Stored(Money), nullable=True),
    Column("decided", Boolean, nullable=False),
)

credit_exposure = Table(
    "credit_exposure",
    metadata,
    Column("client_id", Uuid, primary_key=True),
    Column("currency", CHAR(3), primary_key=True),
    Column("open_orders", amount(), nullable=False),
    Column("receivables", amount(), nullable=False),
    Column("prepaid", amount(), nullable=False),
    Column("id", Uuid, nullable=False, unique=True, server_default=text("gen_random_uuid()")),
)

order_credit = Table(
    "order_credit",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("currency", CHAR(3), nullable=False),
    Column("amount", amount(), nullable=False),
    Column("invoiced", amount(), nullable=False),
    Column("status", Text, nullable=False),
    Column("arrival", BigInteger, Identity(always=True)),
)

invoice_table = Table(
    "invoice",
    metadata,
    *aggregate_columns(),
    Column("number", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("trigger_id", Uuid, nullable=False, unique=True),
    Column("order_id", Uuid, nullable=False),
    Column("order_number", Text, nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("client", Stored(PartyRef), nullable=False),
    Column("client_name", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("next_due_on", Date, nullable=False),
    Column("terms", Text, nullable=False),
    Column("due", Stored(DueRule), nullable=False),
    Column("discount_until", Date),
    Column("discount", amount(), nullable=False),
    Column("instalments", Stored(tuple[Part, ...]), nullable=False),
    Column("customer_po", Text, nullable=False),
    Column("billing_address", Stored(Address), nullable=False),
    Column("lines", Stored(tuple[InvoiceLine, ...]), nullable=False),
    Column("totals", Stored(Totals), nullable=False),
    Column("currency", CHAR(3), nullable=False),
    Column("gross", amount(), nullable=False),
    Column("open_amount", amount(), nullable=False),
    Column("company", Stored(CompanyProfileIssued)),
    Column("contact", Stored(ContactPerson)),
    Column("language", Text, nullable=False, server_default=ENGLISH),
    Column("created_at", time(), nullable=False, server_default=func.now()),
)

company_logo = Table(
    "company_logo",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("logo", Text, nullable=False),
)

payment = Table(
    "payment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("invoice_id", Uuid, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("amount", amount(), nullable=False),
    Column("surplus", amount(), nullable=False),
    Column("currency", CHAR(3), nullable=False),
    Column("reference", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("recorded_at", time(), nullable=False, server_default=func.now()),
)


class CreditStatus(Choice):
    """What became of an order's request for credit."""

    GRANTED = "granted"
    REFUSED = "refused"
    RELEASED = "released"


class InvoiceStatus(Choice):
    """Whether something is still owed."""

    OPEN = "open"
    PAID = "paid"


@dataclass(kw_only=True)
class CreditAccount(Aggregate):
    """How much a client may owe; the id is the client's."""

    stream: ClassVar[Stream] = CREDIT
    table: ClassVar[Table] = credit_account

    limit: Money | None = None
    decided: bool = False  # whether somebody has set the limit, or that there is none

    def belongs_to(self) -> tuple[None, UUID]:
        return None, self.id

    def set_limit(self, limit: Money | None) -> CreditLimitSet:
        """The client may owe this much from now on."""
        self.limit, self.decided = limit, True
        return CreditLimitSet(credit_id=self.id, limit=limit)

    def decide(
        self,
        decision_id: UUID,
        order_id: UUID,
        amount: Money,
        exposure: Exposure,
        *,
        trusted: bool,
        new_waits: bool = False,
    ) -> CreditGranted | CreditRefused:
        """Grant when the order fits beside everything else that is owed.

        ``trusted``: the company grants what is in another currency than the limit, which nothing can tell.
        ``new_waits``: it grants nothing to a client on whom nobody has decided.
        """
        undecided = new_waits and not self.decided
        limit = Money(amount=Decimal(0), currency=amount.currency) if undecided else self.limit
        over = excess(limit, exposure, amount)
        beyond_limit = trusted and not is_limited_in(limit, amount.currency)
        if limit is None or over <= 0 or beyond_limit:
            return CreditGranted(
                credit_id=self.id,
                decision_id=decision_id,
                order_id=order_id,
                amount=amount,
                exposure=Money(amount=exposure.total + amount.amount, currency=amount.currency),
                limit=self.limit,
            )
        return CreditRefused(
            credit_id=self.id,
            decision_id=decision_id,
            order_id=order_id,
            amount=amount,
            exposure=Money(amount=exposure.total, currency=amount.currency),
            limit=limit,
            excess=Money(amount=over, currency=amount.currency),
            undecided=undecided,
        )

    def release(self, order_id: UUID, amount: Money) -> CreditReleased:
        """The order takes nothing of the limit any more."""
        return CreditReleased(credit_id=self.id, order_id=order_id, amount=amount)

    def raise_credit(
        self, payment_id: UUID, invoice_id: UUID, amount: Money, balance: Decimal
    ) -> ClientCreditRaised:
        """We owe the client what came in beyond the invoice."""
        return ClientCreditRaised(
            credit_id=self.id, payment_id=payment_id, invoice_id=invoice_id, amount=amount, balance=balance
        )

    def apply_credit(
        self, payment_id: UUID, invoice_id: UUID, amount: Money, balance: Decimal
    ) -> ClientCreditApplied:
        """What we owed the client pays for an invoice."""
        return ClientCreditApplied(
            credit_id=self.id, payment_id=payment_id, invoice_id=invoice_id, amount=amount, balance=balance
        )


@dataclass(kw_only=True)
class Invoice(Aggregate):
    """A legal document: everything but what is still owed stays as issued."""

    stream: ClassVar[Stream] = INVOICE
    table: ClassVar[Table] = invoice_table

    number: str = ""
    status: str = InvoiceStatus.OPEN
    trigger_id: UUID
    order_id: UUID
    order_number: str
    client_id: UUID
    client: PartyRef
    client_name: str
    owner_id: UUID
    issued_on: date
    due_on: date
    next_due_on: date
    terms: str
    due: DueRule
    discount_until: date | None = None
    discount: Decimal = Decimal(0)
    instalments: tuple[Part, ...] = ()
    customer_po: str
    billing_address: Address
    lines: tuple[InvoiceLine, ...]
    totals: Totals
    currency: str
    gross: Decimal
    open_amount: Decimal
    company: CompanyProfileIssued | None = None  # who issued it, as known on that day
    language: str = ENGLISH  # of the paper, as it was issued
    contact: ContactPerson | None = None  # whom the client may ask, as known on that day

    def belongs_to(self) -> tuple[UUID, UUID]:
        return self.owner_id, self.client_id

    def issue(self, number: str) -> InvoiceIssued:
        """The invoice is legal from here; an invoice over nothing is settled at once."""
        self.number = number
        if self.open_amount == 0:
            self.status = InvoiceStatus.PAID
        names = InvoiceIssued.model_fields.keys() - {"invoice_id"}
        return InvoiceIssued(invoice_id=self.id, **{name: getattr(self, name) for name in names})

    def pay(
        self, payment_id: UUID, amount: Money, on: date, reference: str
    ) -> tuple[PaymentReceived | None, Decimal]:
        """Money came in: the event, None when nothing was open any more, and what came beyond it."""
        said = {"number": self.number, "currency": self.currency}
        if amount.currency != self.currency:
            raise Refused(
                _("Invoice %(number)s is in %(currency)s, not %(other)s.", **said, other=amount.currency),
                slug="currency",
            )
        if amount.amount <= 0 or amount.amount != money.rounded(amount.amount, self.currency):
            raise Refused(
                _(
                    "A payment for %(number)s is more than zero and has no more decimals than "
                    "%(currency)s. %(open_amount)s are open.",
                    **said,
                    open_amount=f"{self.open_amount:f}",
                ),
                slug="payment-amount",
            )
        settled = min(amount.amount, self.open_amount)
        surplus = amount.amount - settled
        if not settled:
            return None, surplus
        self.open_amount -= settled
        self.next_due_on = next_due(self.due_on, self.instalments, self.gross - self.open_amount)
        if self.open_amount == 0:
            self.status = InvoiceStatus.PAID
        return PaymentReceived(
            invoice_id=self.id,
            payment_id=payment_id,
            order_id=self.order_id,
            client_id=self.client_id,
            received_on=on,
            amount=Money(amount=settled, currency=amount.currency),
            open_amount=self.open_amount,
            reference=reference,
            surplus=surplus,
        ), surplus
