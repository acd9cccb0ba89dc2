"""Whether an order fits a client's limit: pure, decided with the client's exposure row locked."""

from dataclasses import dataclass
from decimal import Decimal

from contracts.values import Money


@dataclass(frozen=True)
class Exposure:
    """What a client owes or will owe, in one currency."""

    open_orders: Decimal
    receivables: Decimal
    prepaid: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """Open orders not invoiced and open receivables, less what the client has paid beyond them."""
        return self.open_orders + self.receivables - self.prepaid


def excess(limit: Money | None, exposure: Exposure, amount: Money) -> Decimal:
    """By how much the order would exceed the limit; zero or less when it fits.

    A limit in another currency than the order's covers nothing of it.
    """
    if limit is None:
        return Decimal(0)
    covered = limit.amount - exposure.total if is_limited_in(limit, amount.currency) else Decimal(0)
    return amount.amount - covered


def is_limited_in(limit: Money | None, currency: str) -> bool:
    """Whether the limit says anything about this currency."""
    return limit is not None and limit.currency == currency
