"""What is offered: a product as it may be sold, and its prices in every list; which of them holds on a day.

A list is in force in ``[valid_from, valid_until)``. Of those that name a product, the one that began last
decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.errors import Refused
from chassis.language import _
from chassis.number_formats import day
from contracts.catalog import ListedPrice, PriceBreak, PriceMode
from contracts.values import ItemKind, Supply


@dataclass(frozen=True)
class Product:
    """A product as documents describe it; ``unit_decimals`` is None in a unit that is not known."""

    id: UUID
    kind: ItemKind
    number: str
    name: str
    category: str
    unit: str
    unit_decimals: int | None
    supply: Supply
    lead_time_days: int
    tax_rate: Decimal
    sellable: bool
    fits: tuple[UUID, ...]


@dataclass(frozen=True)
class Offer:
    """One product's prices in one list."""

    price_list_id: UUID
    version: int
    currency: str
    valid_from: date
    valid_until: date | None
    mode: PriceMode
    max_discount: Decimal
    price: ListedPrice

    def in_force(self, on: date, currency: str) -> bool:
        """Whether the list holds on that day for that currency."""
        began = self.currency == currency and self.valid_from <= on
        return began and (self.valid_until is None or on < self.valid_until)


@dataclass(frozen=True)
class Offered:
    """A product and its prices in all lists."""

    product: Product
    offers: Sequence[Offer]


def offer_in_force(number: str, offers: Iterable[Offer], on: date, currency: str) -> Offer:
    """The offer that decides on that day; raises Refused when no list in the currency has one."""
    in_force = [offer for offer in offers if offer.in_force(on, currency)]
    if not in_force:
        raise Refused(
            _(
                "No price list in %(currency)s names %(number)s on %(on)s. Ask for a price list first.",
                currency=currency,
                number=number,
                on=day(on),
            ),
            slug="no-price",
        )
    return max(in_force, key=lambda offer: (offer.valid_from, offer.price_list_id))


def break_reached(price: ListedPrice, quantity: Decimal) -> PriceBreak | None:
    """The quantity break that sets the price, None below the smallest one."""
    reached = [step for step in price.breaks if step.min_quantity <= quantity]
    return max(reached, key=lambda step: step.min_quantity, default=None)


def next_break(price: ListedPrice, quantity: Decimal) -> PriceBreak | None:
    """The quantity break that a larger quantity would reach next, None beyond the last."""
    beyond = [step for step in price.breaks if step.min_quantity > quantity]
    return min(beyond, key=lambda step: step.min_quantity, default=None)
