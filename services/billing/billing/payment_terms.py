"""The register of payment terms: what may be agreed, and under which names."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Boolean, Column, Table, Text, func

from billing.entries import Entry
from billing.models import metadata
from chassis.work import Stored, aggregate_columns, time
from contracts.billing import PAYMENT_TERMS, PaymentTermsIssued, PaymentTermsWithdrawn
from contracts.event import Event, Stream
from contracts.terms import DueRule

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
class PaymentTerms(Entry):
    """Terms that may be agreed; other names mean them too."""

    stream: ClassVar[Stream] = PAYMENT_TERMS
    table: ClassVar[Table] = payment_terms_table
    issued: ClassVar[type[Event]] = PaymentTermsIssued
    ended: ClassVar[type[Event]] = PaymentTermsWithdrawn
    word: ClassVar[str] = "terms"

    aliases: tuple[str, ...] = ()
    due: DueRule

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)
