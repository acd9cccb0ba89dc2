"""What a line costs and why: a pure function of the request, the price lists and the day.

Intervals are half-open ``[valid_from, valid_until)``; among the lists in force that name the product
the one that began last decides; a quantity break counts from its quantity inclusive, per line.
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
class PriceOffer:
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
        return (
            self.currency == currency
            and self.valid_from <= on
            and (self.valid_until is None or on < self.valid_until)
        )


@dataclass(frozen=True)
class Asked:
    """What the seller asks for on one line."""

    line_id: UUID
    product_number: str
    quantity: Decimal
    unit_price: Decimal | None = None
    discount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Priced:
    """The prices of a line and the record of how they came about."""

    list_price: Decimal
    unit_price: Decimal
    discount: Decimal
    decision: PriceDecision


def price_line(
    asked: Asked, offers: Iterable[PriceOffer], *, on: date, currency: str, granted_by: UUID | None
) -> Priced:
    """Price one line as of ``on``; ``granted_by`` is who may exceed the discount policy, if anybody.

    Raises Refused when no list names the product on that day, when the price is fixed or below the
    floor, or when the discount needs somebody's permission.
    """
    offer = offer_in_force(asked.product_number, offers, on, currency)
    listed, is_break = _listed(offer.price, asked.quantity)
    unit_price = listed if asked.unit_price is None else asked.unit_price
    adjusted = unit_price != listed or asked.discount > 0
    if adjusted:
        _check_adjustment(asked, offer, listed, unit_price, granted_by)
    beyond = discount_on_list(listed, unit_price, asked.discount) > offer.max_discount
    decision = PriceDecision(
        line_id=asked.line_id,
        price_list_id=offer.price_list_id,
        price_list_version=offer.version,
        priced_on=on,
        rule=_rule(adjusted=adjusted, is_break=is_break),
        floor=offer.price.floor,
        max_discount=offer.max_discount,
        discount_granted_by=granted_by if adjusted and beyond else None,
    )
    return Priced(listed, unit_price, asked.discount, decision)


def offer_in_force(number: str, offers: Iterable[PriceOffer], on: date, currency: str) -> PriceOffer:
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


def _listed(price: ListedPrice, quantity: Decimal) -> tuple[Decimal, bool]:
    step = break_reached(price, quantity)
    lowest = min(step.min_quantity for step in price.breaks)
    if step is None:
        raise Refused(f"The smallest quantity that has a price is {lowest}.", slug="quantity-too-small")
    return step.unit_price, step.min_quantity > lowest


def _check_adjustment(
    asked: Asked, offer: PriceOffer, listed: Decimal, unit_price: Decimal, granted_by: UUID | None
) -> None:
    number = asked.product_number
    if offer.mode is not PriceMode.ADJUSTABLE:
        raise Refused(
            f"The price of {number} is fixed at {listed}. Leave price and discount out.", slug="price-fixed"
        )
    effective = unit_price * (1 - asked.discount)
    if effective < offer.price.floor:
        raise Refused(
            f"{number} may not be sold below its floor; price and discount make it {effective:f}.",
            slug="below-floor",
            floor=format(offer.price.floor, "f"),
        )
    discount = discount_on_list(listed, unit_price, asked.discount)
    if discount > offer.max_discount and granted_by is None:
        raise Refused(
            f"A discount of {discount:.2%} on {number} exceeds what a seller may give alone. "
            "Somebody with the permission discount has to write this quote.",
            slug="discount-needs-permission",
            max_discount=format(offer.max_discount, "f"),
        )


def discount_on_list(listed: Decimal, unit_price: Decimal, discount: Decimal) -> Decimal:
    """Discount against the list price over price change and line discount together."""
    return Decimal(0) if listed == 0 else 1 - unit_price * (1 - discount) / listed


def _rule(*, adjusted: bool, is_break: bool) -> PriceRule:
    if adjusted:
        return PriceRule.ADJUSTED
    return PriceRule.QUANTITY_BREAK if is_break else PriceRule.LIST
