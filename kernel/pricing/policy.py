"""What a line costs and why: a function of the wish, the price lists and the day.

A quantity break counts from its quantity inclusive, per line. Nothing goes below the floor. More discount
than the list allows needs somebody who may grant it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.errors import Refused
from chassis.language import _
from chassis.number_formats import count, percent, unit_price
from contracts.catalog import PriceMode
from contracts.quotes import PriceDecision, PriceRule
from kernel.pricing.offers import Offer, break_reached, offer_in_force


@dataclass(frozen=True)
class Wish:
    """What is asked for on one line; the list's price where no other is."""

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


@dataclass(frozen=True)
class Adjusted:
    """What a wish makes of the list's price, allowed or not."""

    unit_price: Decimal
    effective: Decimal
    on_list: Decimal
    is_one: bool


def price(wish: Wish, offers: Iterable[Offer], *, on: date, currency: str, granted_by: UUID | None) -> Price:
    """Price one line as of ``on``; ``granted_by`` is who may exceed the list's discount, if anybody.

    Raises Refused: no list in force, quantity below the smallest break, fixed price, below the floor, or a
    discount that needs the permission.
    """
    offer = offer_in_force(wish.number, offers, on, currency)
    listed, rule = _listed(wish, offer)
    found = adjusted(wish, listed)
    beyond = found.is_one and found.on_list > offer.max_discount
    if found.is_one:
        rule = PriceRule.ADJUSTED
        _check_adjustment(wish, offer, listed, found.effective)
    if beyond and granted_by is None:
        raise _needs_grant(wish, offer, found.on_list)
    decision = PriceDecision(
        line_id=wish.line_id,
        price_list_id=offer.price_list_id,
        price_list_version=offer.version,
        priced_on=on,
        rule=rule,
        floor=offer.price.floor,
        max_discount=offer.max_discount,
        discount_granted_by=granted_by if beyond else None,
    )
    return Price(listed, found.unit_price, wish.discount, decision)


def adjusted(wish: Wish, listed: Decimal) -> Adjusted:
    """The wished price; its discount on the list price is over changed price and line discount together."""
    unit_price = listed if wish.unit_price is None else wish.unit_price
    effective = unit_price * (1 - wish.discount)
    on_list = Decimal(0) if listed == 0 else 1 - effective / listed
    return Adjusted(unit_price, effective, on_list, unit_price != listed or wish.discount > 0)


def _listed(wish: Wish, offer: Offer) -> tuple[Decimal, PriceRule]:
    step = break_reached(offer.price, wish.quantity)
    lowest = min(each.min_quantity for each in offer.price.breaks)
    if step is None:
        raise Refused(
            _(
                "The smallest quantity of %(number)s that has a price is %(lowest)s.",
                number=wish.number,
                lowest=count(lowest),
            ),
            slug="quantity-too-small",
        )
    return step.unit_price, PriceRule.LIST if step.min_quantity == lowest else PriceRule.QUANTITY_BREAK


def _check_adjustment(wish: Wish, offer: Offer, listed: Decimal, effective: Decimal) -> None:
    if offer.mode is not PriceMode.ADJUSTABLE:
        raise Refused(
            _(
                "The price of %(number)s is fixed at %(listed)s. Leave price and discount out.",
                number=wish.number,
                listed=unit_price(listed, offer.currency),
            ),
            slug="price-fixed",
        )
    if effective < offer.price.floor:
        raise Refused(
            _(
                "%(number)s may not be sold below its floor; price and discount make it %(effective)s.",
                number=wish.number,
                effective=unit_price(effective, offer.currency),
            ),
            slug="below-floor",
            floor=format(offer.price.floor, "f"),
        )


def _needs_grant(wish: Wish, offer: Offer, given: Decimal) -> Refused:
    return Refused(
        _(
            "A discount of %(given)s on %(number)s exceeds what a seller may give alone. "
            "Somebody with the permission discount has to give it.",
            given=percent(given, 2),
            number=wish.number,
        ),
        slug="discount-needs-permission",
        max_discount=format(offer.max_discount, "f"),
    )
