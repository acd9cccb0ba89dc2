"""What goes over the wire: the requests that sellers make and the quote as they see it.

Requests refuse unknown fields; the view never shows why a deal was lost to those without ``lost.read``.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.edge import AskedAddress, BusinessDay, PastDay, Prose
from contracts.terms import DueRule
from contracts.values import Address, Currency, Fraction, LineItem, PartyRef, Totals
from kernel.decisions import DecisionView
from kernel.drafting import DraftHead
from kernel.pricing import Lines
from quotes.models import Status


class Request(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class QuoteHead(DraftHead):
    """Fields of a quote that a seller may set; what is left out keeps its value or takes the client's."""

    contact_id: UUID | None = None
    valid_until: BusinessDay | None = None
    success_rate: Fraction | None = None
    expected_signing_on: BusinessDay | None = None


class DraftQuote(QuoteHead):
    """A new quote. ``quoted_on`` decides the prices; another day than today needs ``backdate``."""

    client_id: UUID
    quoted_on: BusinessDay | None = None
    currency: Currency | None = None
    lines: Lines = Field(default=[])


class EditQuote(QuoteHead):
    """Changes to a draft: only the fields that are given; ``lines`` replaces all lines.

    New and changed lines are priced as of ``priced_on``: today when left out, another day needs ``backdate``.
    """

    priced_on: BusinessDay | None = None
    lines: Lines | None = None


class OnDay(Request):
    """The business day of the step; today when left out, another day needs ``backdate``."""

    on: PastDay | None = None


class Revise(OnDay):
    """The lines of the new revision; left out, they are those of the one before.

    Prices stay as long as the quote has not ended on that day; then all lines are priced anew.
    """

    lines: Lines | None = None


class Decline(OnDay):
    """Why the client said no, for the analysis of lost deals."""

    reason: Annotated[Prose, Field(min_length=1, max_length=2000)]


class QuoteView(BaseModel):
    """A quote as it stands; ``missing`` are empty fields that its order will need to be placed."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)

    id: UUID
    version: int
    number: str
    status: Status
    revision: int
    quoted_on: date
    valid_until: date
    sent_on: date | None
    decided_on: date | None
    client: PartyRef
    distributor: PartyRef | None
    contact_id: UUID | None
    owner_id: UUID
    terms: str
    terms_id: UUID | None
    due: DueRule | None
    project: str
    description: str
    lead_time_days: int
    external_ref: str
    shipping_address: Address
    billing_address: Address
    lines: tuple[LineItem, ...]
    decisions: tuple[DecisionView, ...]
    totals: Totals
    success_rate: Fraction | None
    expected_signing_on: date | None
    lost_reason: str | None = None
    missing: list[str] = []


class RevisionContent(BaseModel):
    """What a revision offered; what early quotes did not keep is null."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)

    lines: tuple[LineItem, ...]
    decisions: tuple[DecisionView, ...]
    totals: Totals
    terms: str
    description: str
    valid_until: date
    lead_time_days: int
    due: DueRule | None = None
    quoted_on: BusinessDay | None = None
    project: str | None = None
    external_ref: str | None = None
    client: PartyRef | None = None
    distributor: PartyRef | None = None
    contact_id: UUID | None = None
    shipping_address: AskedAddress | None = None
    billing_address: AskedAddress | None = None


class RevisionView(BaseModel):
    """A revision: an earlier one as it was sent, or the current one as it stands, which nothing replaced."""

    revision: int
    sent_on: date | None
    replaced_at: datetime | None
    current: bool
    content: RevisionContent
