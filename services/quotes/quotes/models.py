"""The quote: its states, its rules, and the fact that each step returns.

draft → sent → accepted | declined | expired; a sent quote, or one that ended so, can be revised into a
draft again. Prices hold until the quote ends: a revision of one that has ended is priced anew.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Table

from chassis.errors import Conflict, Refused
from chassis.language import N_, _, stated
from chassis.work import Aggregate
from contracts import money
from contracts.event import Choice, Stream
from contracts.quotes import (
    QUOTE,
    PriceDecision,
    QuoteAccepted,
    QuoteContent,
    QuoteDeclined,
    QuoteDrafted,
    QuoteEdited,
    QuoteExpired,
    QuoteRevised,
    QuoteSent,
)
from contracts.terms import DueRule
from contracts.values import Address, LineItem, PartyRef, Totals
from kernel.agreement import Agreed
from kernel.days import must_follow
from kernel.tax_treatments import Freight
from quotes import validity
from quotes.tables import quote_table


class Status(Choice):
    """Where the quote stands."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(kw_only=True)
class Quote(Aggregate):
    """One quote with its current revision."""

    stream: ClassVar[Stream] = QUOTE
    table: ClassVar[Table] = quote_table

    number: str
    status: str = Status.DRAFT
    revision: int = 1
    quoted_on: date
    valid_until: date
    sent_on: date | None = None
    decided_on: date | None = None
    client_id: UUID
    client: PartyRef
    client_name: str
    client_now: str = ""
    distributor: PartyRef | None = None
    contact_id: UUID | None = None
    owner_id: UUID
    terms: str = ""
    terms_id: UUID | None = None
    due: DueRule | None = None
    project: str = ""
    description: str = ""
    lead_time_days: int = 0
    external_ref: str = ""
    shipping_address: Address
    billing_address: Address
    lines: tuple[LineItem, ...] = ()
    decisions: tuple[PriceDecision, ...] = ()
    totals: Totals
    currency: str
    net: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    success_rate: Decimal | None = None
    expected_signing_on: date | None = None
    lost_reason: str = ""

    def belongs_to(self) -> tuple[UUID, UUID]:
        return self.owner_id, self.client_id

    def price(
        self, lines: tuple[LineItem, ...], decisions: tuple[PriceDecision, ...], freight: Freight
    ) -> None:
        """Take these priced lines and freight; totals follow."""
        self.lines, self.decisions = lines, decisions
        self.totals = money.totals(lines, freight.amount, self.currency, freight_tax=freight.tax)
        self.net, self.gross = self.totals.net, self.totals.gross

    def latest_end(self, on: date, longest: timedelta) -> date:
        """The last day that may be promised: a price is offered so long from the day that decided it."""
        return min((decision.priced_on for decision in self.decisions), default=on) + longest

    def has_ended(self, on: date, longest: timedelta) -> bool:
        """Whether its prices hold no more on that day."""
        over = self.status in (Status.DECLINED, Status.EXPIRED)
        return over or self.valid_until < on or self.latest_end(on, longest) < on

    def agree(self, on: Agreed) -> None:
        """Take these payment terms."""
        self.terms_id, self.terms, self.due = on.terms_id, on.terms, on.due

    def draft(self, longest: timedelta) -> QuoteDrafted:
        """The quote begins."""
        self._check_validity(self.quoted_on, longest)
        return QuoteDrafted(**self._content())

    def must_be_draft(self) -> None:
        """Raise Conflict when the quote was sent: its prices are fixed from there."""
        self._must_be(N_("edited"), Status.DRAFT)

    def edit(self, on: date, longest: timedelta) -> QuoteEdited:
        """The draft's fields were changed by the command."""
        self.must_be_draft()
        self._check_validity(on, longest)
        return QuoteEdited(**self._content())

    def send(self, on: date) -> QuoteSent:
        """Send this revision; prices are fixed from here."""
        self._must_be(N_("sent"), Status.DRAFT)
        if not self.lines:
            raise Refused(_("A quote without lines cannot be sent. Add a line first."), slug="no-lines")
        if on > self.valid_until:
            raise Refused(
                _(
                    "The quote would be sent on %(on)s, after it ended on %(valid_until)s. Give it a "
                    "later valid_until.",
                    on=on,
                    valid_until=self.valid_until,
                ),
                slug="already-ended",
            )
        must_follow(on, self.quoted_on, N_("%(number)s was written on %(day)s"), self.number)
        self.status, self.sent_on = Status.SENT, on
        return QuoteSent(
            quote_id=self.id,
            revision=self.revision,
            sent_on=on,
            valid_until=self.valid_until,
            totals=self.totals,
        )

    def must_be_revisable(self) -> None:
        """Raise Conflict for a draft, and for a quote that was accepted."""
        self._must_be(N_("revised"), Status.SENT, Status.DECLINED, Status.EXPIRED)

    def revise(self, on: date, valid_for: timedelta, longest: timedelta) -> QuoteRevised:
        """Open a new revision as a draft; the sent one cannot be accepted any more."""
        self.must_be_revisable()
        self.status, self.sent_on, self.decided_on, self.lost_reason = Status.DRAFT, None, None, ""
        self.revision += 1
        latest = self.latest_end(on, longest)
        if not on <= self.valid_until <= latest:
            self.valid_until = min(on + valid_for, latest)
        return QuoteRevised(**self._content())

    def accept(self, on: date) -> QuoteAccepted:
        """The client says yes, on or before the last day of validity."""
        self._must_be(N_("accepted"), Status.SENT)
        must_follow(on, self.sent_on, N_("%(number)s was sent on %(day)s"), self.number)
        self._must_be_valid(on)
        self.status, self.decided_on = Status.ACCEPTED, on
        return QuoteAccepted(**self._content(), accepted_on=on)

    def decline(self, on: date, reason: str) -> QuoteDeclined:
        """The client says no; the reason stays here, for the leader."""
        self._must_be(N_("declined"), Status.SENT)
        must_follow(on, self.sent_on, N_("%(number)s was sent on %(day)s"), self.number)
        self.status, self.decided_on, self.lost_reason = Status.DECLINED, on, reason
        return QuoteDeclined(quote_id=self.id, declined_on=on)

    def expire(self, today: date) -> QuoteExpired | None:
        """Nobody answered in time; None when somebody did, or when there is still time."""
        if self.status != Status.SENT or today <= self.valid_until:
            return None
        self.status, self.decided_on = Status.EXPIRED, today
        return QuoteExpired(quote_id=self.id, expired_on=today)

    def _must_be(self, wanted: str, *allowed: Status) -> None:
        if self.status not in allowed:
            raise Conflict(
                _(
                    "Quote %(number)s is %(status)s; only a quote that is %(states)s can be %(wanted)s.",
                    number=self.number,
                    status=stated(self.status),
                    states=stated(*allowed),
                    wanted=_(wanted),
                ),
                slug=f"quote-{self.status}",
            )

    def _must_be_valid(self, on: date) -> None:
        if on > self.valid_until:
            raise Conflict(
                _(
                    "Quote %(number)s was valid until %(valid_until)s. Revise it and send it again.",
                    number=self.number,
                    valid_until=self.valid_until,
                ),
                slug="quote-ended",
            )

    def _check_validity(self, on: date, longest: timedelta) -> None:
        validity.check(self.valid_until, self.quoted_on, self.latest_end(on, longest), longest)

    def _content(self) -> dict[str, Any]:
        names = QuoteContent.model_fields.keys() - {"quote_id"}
        return {name: getattr(self, name) for name in names} | {"quote_id": self.id}
