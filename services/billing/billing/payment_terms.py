"""The register of payment terms: what may be agreed, and under which names.

Terms are issued → issued anew with other content → withdrawn; documents keep what they agreed.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Boolean, Column, Table, Text, func

from billing.models import metadata
from chassis.aggregates import Aggregate, aggregate_columns
from chassis.columns import Stored, time
from chassis.errors import Conflict
from contracts.billing import PAYMENT_TERMS, PaymentTermsIssued, PaymentTermsWithdrawn
from contracts.event import Stream
from contracts.terms import DueRule, is_called

payment_terms_table = Table(
    "payment_terms",
    metadata,
    *aggregate_columns(),
    Column("name", Text, nullable=False),
    Column("aliases", Stored(tuple[str, ...]), nullable=False),
    Column("text", Text, nullable=False),
    Column("due", Stored(DueRule), nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("created_at", time(), nullable=False, server_default=func.now()),
)


@dataclass(kw_only=True)
class PaymentTerms(Aggregate):
    """An entry of the register."""

    stream: ClassVar[Stream] = PAYMENT_TERMS
    table: ClassVar[Table] = payment_terms_table

    name: str
    aliases: tuple[str, ...] = ()
    text: str
    due: DueRule
    is_default: bool = False
    withdrawn: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which the terms are found."""
        return (self.name, *self.aliases)

    def issue(self) -> PaymentTermsIssued:
        """The terms may be agreed as they stand."""
        names = PaymentTermsIssued.model_fields.keys() - {"payment_terms_id"}
        fields: dict[str, Any] = {name: getattr(self, name) for name in names}
        return PaymentTermsIssued(payment_terms_id=self.id, **fields)

    def withdraw(self) -> PaymentTermsWithdrawn:
        """Nobody can agree them any more; there is always a default to fall back on."""
        self.must_hold("withdrawn")
        if self.is_default:
            raise Conflict(
                f"{self.name} are the default. Make other terms the default first.", slug="default-terms"
            )
        self.withdrawn = True
        return PaymentTermsWithdrawn(payment_terms_id=self.id)

    def name_shared_with(self, other: "PaymentTerms") -> str | None:
        """A name of these terms that the other terms have too."""
        shared = (name for name in self.names if is_called(name, other.name, other.aliases))
        return next(shared, None)

    def must_hold(self, wanted: str) -> None:
        """Raise Conflict when the terms were withdrawn."""
        if self.withdrawn:
            raise Conflict(
                f"{self.name} were withdrawn and cannot be {wanted}. Issue new terms.", slug="terms-withdrawn"
            )
