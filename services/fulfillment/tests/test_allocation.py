"""Who gets which units."""

from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fulfillment.allocation import Want, allocate, still_held, wanted_by_product

SENSOR, BRACKET = UUID(int=1), UUID(int=2)
FIRST, SECOND, THIRD = UUID(int=11), UUID(int=12), UUID(int=13)

units = st.decimals(min_value=0, max_value=50, places=1)
wants = st.lists(
    st.builds(Want, st.uuids(), st.sampled_from([SENSOR, BRACKET]), units.filter(bool)), max_size=8
)


def want(line: UUID, quantity: int, product: UUID = SENSOR) -> Want:
    return Want(line, product, Decimal(quantity))


def test_who_stands_first_is_served_first() -> None:
    assert allocate({SENSOR: Decimal(5)}, [want(FIRST, 4), want(SECOND, 4)]) == {FIRST: 4, SECOND: 1}


def test_a_line_that_gets_nothing_is_absent() -> None:
    assert allocate({SENSOR: Decimal(3)}, [want(FIRST, 3), want(SECOND, 1)]) == {FIRST: 3}


def test_products_do_not_stand_in_each_others_way() -> None:
    free = {SENSOR: Decimal(1), BRACKET: Decimal(2)}
    assert allocate(free, [want(FIRST, 5), want(SECOND, 2, BRACKET)]) == {FIRST: 1, SECOND: 2}


def test_what_is_wanted_is_summed_by_product_in_the_order_of_locks() -> None:
    wanted = wanted_by_product([want(FIRST, 1, BRACKET), want(SECOND, 2), want(THIRD, 3)])
    assert list(wanted) == [SENSOR, BRACKET]
    assert wanted == {SENSOR: 5, BRACKET: 1}


def test_shipments_use_up_the_oldest_reservations_first() -> None:
    assert still_held(Decimal(4), [Decimal(3), Decimal(5)]) == [3, 1]


@given(free=units, wants=wants)
def test_no_more_is_granted_than_is_free_or_wanted_and_nothing_useful_is_kept_back(
    free: Decimal, wants: list[Want]
) -> None:
    granted = allocate({SENSOR: free}, wants)
    wanted = wanted_by_product(wants).get(SENSOR, Decimal(0))
    assert sum(granted.values()) == min(free, wanted)
    assert all(0 < granted[w.line_id] <= w.quantity for w in wants if w.line_id in granted)


@given(quantities=st.lists(units, max_size=6), part=st.decimals(min_value=0, max_value=1, places=2))
def test_what_is_held_is_shared_out_completely(quantities: list[Decimal], part: Decimal) -> None:
    held = sum(quantities, Decimal(0)) * part
    shares = still_held(held, quantities)
    assert sum(shares) == held
    assert all(0 <= share <= quantity for share, quantity in zip(shares, quantities, strict=True))
