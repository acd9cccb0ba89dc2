"""The price policy of quotes and orders at its borders: quantities, days, floors, discounts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Refused
from chassis.language import speaking
from contracts.catalog import ListedPrice, PriceBreak, PriceMode
from contracts.event import new_id
from contracts.quotes import PriceRule
from kernel.pricing import Offer
from kernel.pricing.policy import Price, Wish, price

DAY = date(2026, 3, 1)
LEADER = new_id()


def offer(
    since: date = DAY,
    until: date | None = None,
    costs: str = "100",
    mode: PriceMode = PriceMode.ADJUSTABLE,
    currency: str = "EUR",
) -> Offer:
    breaks = (
        PriceBreak(min_quantity=Decimal(5), unit_price=Decimal(costs)),
        PriceBreak(min_quantity=Decimal(10), unit_price=Decimal(costs) * Decimal("0.9")),
    )
    listed = ListedPrice(product_id=new_id(), breaks=breaks, floor=Decimal(80))
    return Offer(new_id(), 1, currency, since, until, mode, Decimal("0.05"), listed)


def priced(
    *offers: Offer,
    quantity: str = "5",
    unit_price: str | None = None,
    discount: str = "0",
    on: date = DAY,
    granted_by: UUID | None = None,
) -> Price:
    wanted = None if unit_price is None else Decimal(unit_price)
    wish = Wish(new_id(), "S-100", Decimal(quantity), wanted, Decimal(discount))
    return price(wish, offers, on=on, currency="EUR", granted_by=granted_by)


@pytest.mark.parametrize(
    ("quantity", "costs", "rule"),
    [
        ("5", "100", PriceRule.LIST),
        ("9.9999", "100", PriceRule.LIST),
        ("10", "90.0", PriceRule.QUANTITY_BREAK),
        ("11", "90.0", PriceRule.QUANTITY_BREAK),
    ],
)
def test_a_break_counts_from_its_quantity_on(quantity: str, costs: str, rule: PriceRule) -> None:
    found = priced(offer(), quantity=quantity)
    assert (found.unit_price, found.decision.rule) == (Decimal(costs), rule)


def test_less_than_the_smallest_quantity_has_no_price() -> None:
    with pytest.raises(Refused, match="smallest quantity"):
        priced(offer(), quantity="4.9999")


@pytest.mark.parametrize(("days", "found"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_list_holds_from_its_first_day_to_the_day_before_its_end(days: int, found: bool) -> None:
    listed = offer(DAY, DAY + timedelta(days=10))
    if found:
        assert priced(listed, on=DAY + timedelta(days=days)).list_price == 100
    else:
        with pytest.raises(Refused, match="No price list"):
            priced(listed, on=DAY + timedelta(days=days))


def test_among_lists_in_force_the_one_that_began_last_decides() -> None:
    old, new = offer(DAY - timedelta(days=30)), offer(DAY, costs="120")
    assert priced(old, new).list_price == 120
    assert priced(new, old).decision.price_list_id == new.price_list_id
    assert priced(new, old, on=DAY - timedelta(days=1)).list_price == 100


def test_a_list_in_another_currency_is_not_in_force() -> None:
    with pytest.raises(Refused, match="No price list"):
        priced(offer(currency="USD"))


@pytest.mark.feature("ER-P-02")
def test_a_fixed_price_cannot_be_changed() -> None:
    fixed = offer(mode=PriceMode.FIXED)
    assert priced(fixed, unit_price="100").unit_price == 100
    changes: list[dict[str, Any]] = [{"unit_price": "99"}, {"unit_price": "101"}, {"discount": "0.01"}]
    for change in changes:
        with pytest.raises(Refused, match="fixed"):
            priced(fixed, **change)


@pytest.mark.feature("ER-P-03")
def test_nobody_sells_below_the_floor() -> None:
    assert priced(offer(), unit_price="80", granted_by=LEADER).unit_price == 80
    with pytest.raises(Refused, match="below"):
        priced(offer(), unit_price="79.99", granted_by=LEADER)
    with pytest.raises(Refused, match="below"):
        priced(offer(), unit_price="90", discount="0.12", granted_by=LEADER)


def test_a_refused_price_speaks_the_language_of_who_asked() -> None:
    with speaking("de"), pytest.raises(Refused, match="mit Preis und Rabatt sind es 79,99"):
        priced(offer(), unit_price="79.99", granted_by=LEADER)
    with speaking("de"), pytest.raises(Refused, match="Ein Rabatt von 5,01 % auf S-100"):
        priced(offer(), discount="0.0501")


def test_a_seller_alone_gives_the_allowed_discount_and_no_more() -> None:
    alone = priced(offer(), discount="0.05")
    assert alone.decision.discount_granted_by is None
    with pytest.raises(Refused, match="permission discount"):
        priced(offer(), discount="0.0501")
    assert priced(offer(), discount="0.15", granted_by=LEADER).decision.discount_granted_by == LEADER
    assert priced(offer(), unit_price="96", granted_by=LEADER).decision.discount_granted_by is None


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ({"quantity": "0.5"}, "quantity-too-small"),
        ({"unit_price": "94"}, "discount-needs-permission"),
        ({"unit_price": "79.99"}, "below-floor"),
        ({"unit_price": "84", "discount": "0.05"}, "below-floor"),
    ],
)
def test_a_refusal_says_by_its_kind_what_the_policy_does_not_allow(asked: dict[str, Any], slug: str) -> None:
    with pytest.raises(Refused) as caught:
        priced(offer(), **asked)
    assert caught.value.slug == slug


def test_price_change_and_discount_count_together() -> None:
    with pytest.raises(Refused, match="permission discount"):
        priced(offer(), unit_price="97", discount="0.03")


@pytest.mark.feature("ER-P-04")
@given(
    st.decimals(5, 1000, places=2),
    st.decimals(0, 200, places=2) | st.decimals(75, 105, places=2),  # near the list's price, where it matters
    st.decimals(0, "0.99", places=4) | st.sampled_from([Decimal(0), Decimal("0.02")]),
    st.booleans(),
)
def test_whatever_is_asked_the_result_keeps_the_policy(
    quantity: Decimal, unit_price: Decimal, discount: Decimal, allowed: bool
) -> None:
    listed = offer()
    wish = Wish(new_id(), "S-100", quantity, unit_price, discount)
    try:
        result = price(wish, [listed], on=DAY, currency="EUR", granted_by=LEADER if allowed else None)
    except Refused:
        return
    effective = result.unit_price * (1 - result.discount)
    assert effective >= listed.price.floor
    if not allowed:
        assert effective >= result.list_price * (1 - listed.max_discount)
