"""The register of tax treatments: how the freight of a document may be taxed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Boolean, Column, Numeric, Table, Text, func

from billing.entries import Entry
from billing.models import metadata
from chassis.work import aggregate_columns, time
from contracts.billing import TAX_TREATMENT, TaxMethod, TaxTreatmentIssued, TaxTreatmentWithdrawn
from contracts.event import Event, Stream

tax_treatment_table = Table(
    "tax_treatment",
    metadata,
    *aggregate_columns(),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("rate", Numeric),
    Column("is_default", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("created_at", time(), nullable=False, server_default=func.now()),
)


@dataclass(kw_only=True)
class TaxTreatment(Entry):
    """With the goods, or at a fixed rate; a rate of 0 is an exemption, and ``text`` its reason."""

    stream: ClassVar[Stream] = TAX_TREATMENT
    table: ClassVar[Table] = tax_treatment_table
    issued: ClassVar[type[Event]] = TaxTreatmentIssued
    ended: ClassVar[type[Event]] = TaxTreatmentWithdrawn
    word: ClassVar[str] = "treatment"

    method: str = TaxMethod.WITH_GOODS
    rate: Decimal | None = None
