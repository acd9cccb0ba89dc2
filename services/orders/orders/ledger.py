"""The ledger of an order line: how much was ordered, cancelled, released, shipped and invoiced.

A service is performed: ``shipped`` is what was performed of it.

0 ≤ invoiced ≤ shipped ≤ released ≤ ordered − cancelled holds after every step, and in the database by CHECK.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from chassis.errors import Conflict
from chassis.language import _
from kernel import pricing

NOTHING = Decimal(0)
COLUMNS = ("cancelled", "released", "shipped", "invoiced")


@dataclass
class Line(pricing.Line):
    """One line of an order with its ledger; quantities are in the item's unit."""

    cancelled: Decimal = NOTHING
    released: Decimal = NOTHING
    shipped: Decimal = NOTHING
    invoiced: Decimal = NOTHING

    def __post_init__(self) -> None:
        self._read = self.values()

    @property
    def moved(self) -> bool:
        """Whether the ledger differs from what was read."""
        return self.values() != self._read

    @property
    def ordered(self) -> Decimal:
        return self.item.quantity.value

    @property
    def open(self) -> Decimal:
        """What is still to be shipped or performed."""
        return self.ordered - self.cancelled - self.shipped

    def release(self) -> None:
        """All that is wanted may be reserved, made and shipped, or performed."""
        self.released = self.ordered - self.cancelled

    def cancel_rest(self) -> None:
        """What has not been shipped or performed is not wanted any more."""
        self.cancelled, self.released = self.ordered - self.shipped, self.shipped

    def deliver(self, quantity: Decimal) -> None:
        """So much was shipped or performed; where that crossed a cancellation, it takes it back.

        Raises Conflict for more than was ever ordered.
        """
        late = max(quantity - self.open, NOTHING)
        if late > self.cancelled:
            raise Conflict(
                _(
                    "Line %(position)s %(number)s: %(quantity)s was shipped or performed, but only "
                    "%(open)s of %(ordered)s was still to come.",
                    position=self.item.position,
                    number=self.item.number,
                    quantity=f"{quantity:f}",
                    open=f"{self.open + self.cancelled:f}",
                    ordered=f"{self.ordered:f}",
                ),
                slug="shipped-too-much",
            )
        self.cancelled -= late
        self.released += late
        self.shipped += quantity

    def invoice(self, quantity: Decimal) -> None:
        """So much was invoiced; raises Conflict beyond what was shipped or performed."""
        if self.invoiced + quantity > self.shipped:
            raise Conflict(
                _(
                    "Line %(position)s %(number)s: an invoice of %(quantity)s exceeds the %(shipped)s "
                    "that is there to be invoiced.",
                    position=self.item.position,
                    number=self.item.number,
                    quantity=f"{quantity:f}",
                    shipped=f"{self.shipped - self.invoiced:f}",
                ),
                slug="invoiced-too-much",
            )
        self.invoiced += quantity

    def values(self) -> dict[str, Decimal]:
        """The ledger columns."""
        return {name: getattr(self, name) for name in COLUMNS}


class Ledger(list[Line]):
    """The lines of one order by position."""

    @classmethod
    def of(cls, priced: Iterable[pricing.Line]) -> Self:
        """Lines of which nothing has moved yet."""
        return cls(Line(line.item, line.decision, line.agreed_on) for line in priced)

    def line(self, line_id: UUID) -> Line:
        """Raises Conflict for a line that the order does not have."""
        for line in self:
            if line.line_id == line_id:
                return line
        raise Conflict(_("The order has no line %(line_id)s.", line_id=line_id), slug="unknown-line")

    @property
    def nothing_open(self) -> bool:
        """Whether nothing is left to ship or to perform."""
        return all(line.open == 0 for line in self)

    @property
    def any_shipped(self) -> bool:
        return any(line.shipped > 0 for line in self)

    @property
    def all_invoiced(self) -> bool:
        """Whether all that is wanted was shipped or performed, and invoiced."""
        return all(line.invoiced == line.ordered - line.cancelled for line in self)


def summed(lines: Iterable[Any]) -> Mapping[UUID, Decimal]:
    """Quantity by line of what was shipped, performed or invoiced; a line may stand twice, or for nothing."""
    quantities: dict[UUID, Decimal] = {}
    for line in lines:
        if line.quantity > 0:
            quantities[line.line_id] = quantities.get(line.line_id, NOTHING) + line.quantity
    return quantities
