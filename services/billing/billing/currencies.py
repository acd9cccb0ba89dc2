"""The register of currencies: in which documents may be written. The company's own is always among them.

A currency is enabled → disabled → enabled again; documents that are there go on in theirs.
"""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import CHAR, Boolean, Column, Table

from billing.models import metadata
from chassis.work import Aggregate, aggregate_columns
from contracts.billing import CURRENCY, CurrencyDisabled, CurrencyEnabled, currency_id
from contracts.event import Stream

currency_table = Table(
    "currency",
    metadata,
    *aggregate_columns(),
    Column("code", CHAR(3), nullable=False, unique=True),
    Column("enabled", Boolean, nullable=False),
)


@dataclass(kw_only=True)
class Currency(Aggregate):
    """An entry of the register; its id is made of the code."""

    stream: ClassVar[Stream] = CURRENCY
    table: ClassVar[Table] = currency_table

    code: str
    enabled: bool = False

    @classmethod
    def of(cls, code: str) -> "Currency":
        """A currency that the company has not used yet."""
        return cls(id=currency_id(code), correlation_id=currency_id(code), code=code)

    def enable(self) -> CurrencyEnabled | None:
        """Documents may be written in it; None when they may already."""
        if self.enabled:
            return None
        self.enabled = True
        return CurrencyEnabled(currency_id=self.id, currency=self.code)

    def disable(self) -> CurrencyDisabled | None:
        """No new document is written in it; None when none may be already."""
        if not self.enabled:
            return None
        self.enabled = False
        return CurrencyDisabled(currency_id=self.id, currency=self.code)
