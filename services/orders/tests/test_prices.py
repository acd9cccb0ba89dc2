"""The price policy of orders without a quote, at its borders."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from order_samples import listed

from chassis.errors import Refused
from contracts.catalog import PriceMode
from contracts.event import new_id
from contracts.quotes import PriceRule
from orders.prices import Offer, Wish, price

DAY = date(2026, 3, 2)
OFFER = Offer(
    price_list_id=new_id(),
    version=1,
    currency="EUR",
    valid_from=date(2026, 1, 1),
    valid_until=date(2027, 1, 1),
    mode=PriceMode.ADJUSTABLE,
    max_discount=Decimal("0.05"),
    price=listed(new_id()),
)


def wish(quantity: str = "1", unit_price: str | None = None, discount: str = "0") -> Wish:
    asked = None if unit_price is None else Decimal(unit_price)
    return Wish(new_id(), "P-100", Decimal(quantity), asked, Decimal(discount))


def test_the_break_counts_from_its_quantity() -> None:
    assert price(wish("9.9"), [OFFER], DAY, "EUR", None).unit_price == 100
    found = price(wish("10"), [OFFER], DAY, "EUR", None)
    assert (found.unit_price, found.decision.rule) == (90, PriceRule.QUANTITY_BREAK)


def test_the_list_that_began_last_decides() -> None:
    newer = replace(OFFER, price_list_id=new_id(), valid_from=DAY)
    assert price(wish(), [newer, OFFER], DAY, "EUR", None).decision.price_list_id == newer.price_list_id


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        (wish("0.5"), "quantity-too-small"),
        (wish(unit_price="94"), "discount-needs-permission"),
        (wish(unit_price="79.99"), "below-floor"),
        (wish(unit_price="84", discount="0.05"), "below-floor"),
    ],
)
def test_the_policy_refuses(asked: Wish, slug: str) -> None:
    with pytest.raises(Refused) as caught:
        price(asked, [OFFER], DAY, "EUR", None)
    assert caught.value.slug == slug


def test_a_fixed_price_cannot_be_changed() -> None:
    with pytest.raises(Refused, match="fixed"):
        price(wish(discount="0.01"), [replace(OFFER, mode=PriceMode.FIXED)], DAY, "EUR", new_id())


def test_a_larger_discount_is_recorded_with_who_allowed_it() -> None:
    leader = new_id()
    assert price(wish(unit_price="85"), [OFFER], DAY, "EUR", leader).decision.discount_granted_by == leader
    assert price(wish(unit_price="96"), [OFFER], DAY, "EUR", leader).decision.discount_granted_by is None


@pytest.mark.parametrize(("day", "currency"), [(date(2027, 1, 1), "EUR"), (DAY, "USD")])
def test_no_list_in_force_no_price(day: date, currency: str) -> None:
    with pytest.raises(Refused, match="No price list"):
        price(wish(), [OFFER], day, currency, None)
