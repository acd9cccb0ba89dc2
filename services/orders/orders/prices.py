"""What a line of an order without a quote costs: a pure function of the request, the price lists and the day.

Of the lists in force that name the product the one that began last decides; a quantity break counts
from its quantity inclusive; nothing goes below the floor; more discount than the list allows needs a person
with the permission.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.errors import Refused
from contracts.catalog import ListedPrice, PriceBreak, PriceMode
from contracts.quotes import PriceDecision, PriceRule


@dataclass(frozen=True)
class Offer:
    """One product's prices in one list, in force in ``[valid_from, valid_until)``."""

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
class Wish:
    """What the seller asks for on one line; the list's price when no other is asked for."""

    line_id: UUID
    number: str
    quantity: Decimal
    unit_price: Decimal | None = None
    discount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Price:
    """The prices of a line and the record of how they came about."""

    list_price: Decimal
    unit_price: Decimal
    discount: Decimal
    decision: PriceDecision


def price(wish: Wish, offers: Iterable[Offer], on: date, currency: str, granted_by: UUID | None) -> Price:
    """Price one line; ``granted_by`` is who may exceed the list's discount, if anybody.

    Raises Refused: no list in force, quantity below the smallest break, fixed price, below the floor, or
    a discount that needs the permission.
    """
    offer = offer_in_force(wish.number, offers, on, currency)
    listed, rule = _listed(wish, offer.price)
    unit_price = listed if wish.unit_price is None else wish.unit_price
    given = Decimal(0)
    if unit_price != listed or wish.discount > 0:
        rule = PriceRule.ADJUSTED
        given = _discount_given(wish, offer, listed, unit_price * (1 - wish.discount))
        _check_discount(wish, offer, given, granted_by)
    decision = PriceDecision(
        line_id=wish.line_id,
        price_list_id=offer.price_list_id,
        price_list_version=offer.version,
        priced_on=on,
        rule=rule,
        floor=offer.price.floor,
        max_discount=offer.max_discount,
        discount_granted_by=granted_by if given > offer.max_discount else None,
    )
    return Price(listed, unit_price, wish.discount, decision)


def offer_in_force(number: str, offers: Iterable[Offer], on: date, currency: str) -> Offer:
    """The offer that decides on that day; raises Refused when no list in the currency has one."""
    in_force = [offer for offer in offers if offer.in_force(on, currency)]
    if not in_force:
        raise Refused(
            f"No price list in {currency} names {number} on {on}. Ask for a price list first.",
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


def discount_on_list(listed: Decimal, effective: Decimal) -> Decimal:
    """The discount on the list price, over changed price and line discount together."""
    return Decimal(0) if listed == 0 else 1 - effective / listed


def _listed(wish: Wish, listed: ListedPrice) -> tuple[Decimal, PriceRule]:
    step = break_reached(listed, wish.quantity)
    lowest = min(each.min_quantity for each in listed.breaks)
    if step is None:
        raise Refused(
            f"The smallest quantity of {wish.number} that has a price is {lowest:f}.",
            slug="quantity-too-small",
        )
    return step.unit_price, PriceRule.LIST if step.min_quantity == lowest else PriceRule.QUANTITY_BREAK


def _discount_given(wish: Wish, offer: Offer, listed: Decimal, effective: Decimal) -> Decimal:
    """The discount on the list price, where the list allows one and the floor is kept."""
    if offer.mode is not PriceMode.ADJUSTABLE:
        raise Refused(
            f"The price of {wish.number} is fixed at {listed:f}. Leave price and discount out.",
            slug="price-fixed",
        )
    if effective < offer.price.floor:
        raise Refused(
            f"{wish.number} may not be sold below its floor; this would make it {effective:f}.",
            slug="below-floor",
            floor=format(offer.price.floor, "f"),
        )
    return discount_on_list(listed, effective)


def _check_discount(wish: Wish, offer: Offer, given: Decimal, granted_by: UUID | None) -> None:
    if given > offer.max_discount and granted_by is None:
        raise Refused(
            f"A discount of {given:.2%} on {wish.number} exceeds what a seller may give alone. "
            "Somebody with the permission discount has to write this order.",
            slug="discount-needs-permission",
            max_discount=format(offer.max_discount, "f"),
        )
