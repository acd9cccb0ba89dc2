"""quotes says what was offered, at which prices and why, and how the client answered.

A quote is drafted, sent, perhaps revised and sent again, and ends accepted, declined or expired.
Its id is the correlation id of the deal when the deal began with it.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.event import Choice, Event, Stream
from contracts.remembered import OFFERED, Kind, Remembered
from contracts.steps import Stage, Step
from contracts.telling import owner
from contracts.terms import DueRule
from contracts.values import Address, Fraction, LineItem, PartyRef, Totals, UnitPrice, Value

QUOTE = Stream("quote", "sales.quote.v1", opens="quotes.read")


class PriceRule(Choice):
    """Which rule set a line's unit price."""

    LIST = "list"
    QUANTITY_BREAK = "quantity-break"
    ADJUSTED = "adjusted"
    UNKNOWN = "unknown"


class PriceDecision(Value):
    """How a line came to its price: the list and its version, what went in, and who allowed a discount."""

    line_id: UUID
    price_list_id: UUID
    price_list_version: int
    priced_on: date
    rule: PriceRule
    floor: UnitPrice
    max_discount: Fraction = Decimal(0)
    discount_granted_by: UUID | None = None


class QuoteContent(Event):
    """The whole quote as it stands after the fact; fields of every event that changes its content."""

    remembered: ClassVar = Remembered(kind=Kind.QUOTE, by=OFFERED)
    room: ClassVar[int] = 128 * 1024  # the order that comes of it has fields of its own

    quote_id: UUID
    number: str
    revision: Annotated[int, Field(ge=1)]
    quoted_on: date
    valid_until: date
    client: PartyRef
    distributor: PartyRef | None = None
    contact_id: UUID | None = None
    owner_id: UUID
    terms: str = ""
    terms_id: Annotated[UUID | None, Field(description="The terms' entry in the register")] = None
    due: Annotated[DueRule | None, Field(description="When an invoice will be due")] = None
    project: str = ""
    description: str = ""
    lead_time_days: int = 0
    external_ref: str = ""
    shipping_address: Address
    billing_address: Address
    lines: tuple[LineItem, ...]
    decisions: tuple[PriceDecision, ...] = ()
    totals: Totals


class QuoteDrafted(QuoteContent, stream=QUOTE, name="drafted", label="Quote drafted"):
    """A seller began a quote."""

    step: ClassVar = Step(stage=Stage.QUOTE, status="draft", funnel="quote-drafted", on="quoted_on")


class QuoteEdited(QuoteContent, stream=QUOTE, name="edited", label="Quote edited"):
    """The draft's content changed before it was sent."""

    step: ClassVar = Step(stage=Stage.QUOTE, status="draft")


class QuoteSent(Event, stream=QUOTE, name="sent", label="Quote sent"):
    """The revision went to the client; its prices are fixed from here."""

    step: ClassVar = Step(stage=Stage.QUOTE, status="sent", funnel="quote-sent", on="sent_on")

    quote_id: UUID
    revision: int
    sent_on: date
    valid_until: date
    totals: Totals


class QuoteRevised(QuoteContent, stream=QUOTE, name="revised", label="Quote revised"):
    """A sent quote got a new revision, to be sent again; the earlier one cannot be accepted any more."""

    step: ClassVar = Step(stage=Stage.QUOTE, status="draft")


class QuoteAccepted(QuoteContent, stream=QUOTE, name="accepted", label="Quote accepted"):
    """The client said yes to this revision; orders drafts exactly one order from it."""

    room: ClassVar[int] = 0
    step: ClassVar = Step(
        stage=Stage.QUOTE,
        status="accepted",
        funnel="quote-accepted",
        on="accepted_on",
    )
    tells: ClassVar = (owner("quote-accepted"),)

    accepted_on: date


class QuoteDeclined(Event, stream=QUOTE, name="declined", label="Quote declined"):
    """The client said no. The reason is for the leader's analysis and stays in quotes."""

    step: ClassVar = Step(
        stage=Stage.QUOTE,
        status="declined",
        funnel="quote-declined",
        on="declined_on",
    )
    tells: ClassVar = (owner("quote-declined"),)

    quote_id: UUID
    declined_on: date


class QuoteExpired(Event, stream=QUOTE, name="expired", label="Quote expired"):
    """Nobody answered until the end of ``valid_until``."""

    step: ClassVar = Step(
        stage=Stage.QUOTE,
        status="expired",
        funnel="quote-expired",
        on="expired_on",
    )
    tells: ClassVar = (owner("quote-expired"),)

    quote_id: UUID
    expired_on: date
