"""What goes over the wire: requests of accounting, invoices and credit as people see them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from billing.models import InvoiceStatus
from chassis.language import _
from contracts.billing import TaxMethod
from contracts.edge import OneLine, PastDay, Prose
from contracts.orders import InvoiceLine
from contracts.terms import DueRule, Part
from contracts.values import Address, Amount, Fraction, Money, PartyRef, Totals

Name = Annotated[OneLine, Field(min_length=1, max_length=200)]


class Request(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class Pay(Request):
    """Money that came in; all that is open when no amount is given."""

    amount: Money | None = None
    on: PastDay | None = None
    reference: Annotated[OneLine, Field(max_length=200)] = ""


def _not_negative(limit: Money) -> Money:
    if limit.amount < 0:
        raise ValueError(_("A limit is zero or more. Zero lets no order pass without a decision."))
    return limit


class ApplyCredit(Request):
    """How much of what we owe the client pays the invoice; as much as possible when left out."""

    amount: Money | None = None


class SetLimit(Request):
    """How much the client may owe; null for no limit."""

    limit: Annotated[Money, AfterValidator(_not_negative)] | None


class IssueTerms(Request):
    """Payment terms as a whole: how they are called, what is printed, and when an invoice is due.

    ``text`` is the name when left out. Other terms that were the default are no longer when these are.
    """

    name: Name
    aliases: Annotated[
        tuple[Name, ...], Field(max_length=50, description="Other names that mean these terms")
    ] = ()
    text: Annotated[Prose, Field(max_length=4000)] = ""
    due: DueRule
    is_default: bool = False


class TermsView(BaseModel):
    """An entry of the register of payment terms."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    name: str
    aliases: tuple[str, ...]
    text: str
    due: DueRule
    is_default: bool
    withdrawn: bool


class IssueTreatment(Request):
    """A tax treatment as a whole: how it is called, what is printed, and how freight is taxed by it.

    Another treatment that was the default is no longer when this one is.
    """

    name: Name
    method: Literal[TaxMethod.WITH_GOODS, TaxMethod.FIXED] = TaxMethod.WITH_GOODS
    rate: Annotated[
        Fraction | None, Field(description="Of method fixed; 0 is an exemption", validate_default=True)
    ] = None
    text: Annotated[
        Prose,
        Field(max_length=1000, description="Printed, such as why there is no tax", validate_default=True),
    ] = ""
    is_default: bool = False

    @field_validator("rate")
    @classmethod
    def _belongs_to_the_method(cls, rate: Decimal | None, info: ValidationInfo) -> Decimal | None:
        method = info.data.get("method")
        if method == TaxMethod.FIXED and rate is None:
            raise ValueError(_("Give the rate of the freight; 0 is an exemption."))
        if method == TaxMethod.WITH_GOODS and rate is not None:
            raise ValueError(_("Leave it empty: with the goods, each of the goods has its own rate."))
        return rate

    @field_validator("text")
    @classmethod
    def _says_why_there_is_no_tax(cls, text: str, info: ValidationInfo) -> str:
        if info.data.get("rate") == 0 and not text.strip():
            raise ValueError(_("Say why there is no tax: an exemption is printed with its reason."))
        return text


class TreatmentView(BaseModel):
    """An entry of the register of tax treatments."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    name: str
    text: str
    method: TaxMethod
    rate: Fraction | None
    is_default: bool
    withdrawn: bool


class SwitchCurrency(Request):
    """Whether new documents may be written in the currency."""

    enabled: bool


class CurrencyView(BaseModel):
    """A currency of the register; the company's ``own`` is always enabled."""

    code: str
    name: str
    decimals: int
    enabled: bool
    own: bool


class InvoiceView(BaseModel):
    """An invoice as it stands."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    number: str
    status: InvoiceStatus
    trigger_id: UUID
    order_id: UUID
    order_number: str
    client: PartyRef
    owner_id: UUID
    issued_on: date
    due_on: date
    next_due_on: date
    terms: str
    due: DueRule
    discount_until: date | None
    discount: Amount
    instalments: tuple[Part, ...]
    customer_po: str
    billing_address: Address
    lines: tuple[InvoiceLine, ...]
    totals: Totals
    open_amount: Amount


class PaymentView(BaseModel):
    """One payment against an invoice; ``surplus`` is beyond what was open: the client's credit."""

    id: UUID
    received_on: date
    amount: Money
    surplus: Amount
    reference: str
    via: str
    recorded_at: datetime


class ExposureView(BaseModel):
    """What a client owes or will owe in one currency, less what we owe it (``prepaid``)."""

    currency: str
    open_orders: Amount
    receivables: Amount
    prepaid: Amount
    total: Amount


class CreditView(BaseModel):
    """A client's limit (none when null), what of it is taken, and the orders that wait for it.

    ``undecided``: nobody has set a limit yet, and the client's orders wait until somebody does.
    """

    id: UUID
    version: int
    limit: Money | None
    undecided: bool
    exposure: list[ExposureView]
    waiting_orders: list[UUID]
