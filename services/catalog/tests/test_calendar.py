"""Whose prices hold when, as a pure function."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from catalog.calendar import Claim, in_force

BEGIN = date(2026, 1, 1)
A, B = UUID(int=1), UUID(int=2)


def day(number: int) -> date:
    return BEGIN + timedelta(days=number)


def test_a_later_list_takes_over_on_its_first_day() -> None:
    assert in_force([Claim(A, day(0)), Claim(B, day(5))]) == [Claim(A, day(0), day(5)), Claim(B, day(5))]


def test_the_earlier_list_holds_again_when_the_later_one_has_ended() -> None:
    held = in_force([Claim(A, day(0)), Claim(B, day(5), day(8))])
    assert held == [Claim(A, day(0), day(5)), Claim(B, day(5), day(8)), Claim(A, day(8))]


def test_days_between_two_lists_have_no_price() -> None:
    lists = [Claim(A, day(0), day(2)), Claim(B, day(4))]
    assert in_force(lists) == lists


def test_a_list_that_was_withdrawn_before_it_began_never_holds() -> None:
    assert in_force([Claim(A, day(3), day(3)), Claim(B, day(0))]) == [Claim(B, day(0))]


claims = some.lists(
    some.tuples(some.integers(0, 30), some.none() | some.integers(0, 20)), unique_by=lambda one: one[0]
).map(
    lambda drawn: [
        Claim(UUID(int=place), day(begin), None if length is None else day(begin + length))
        for place, (begin, length) in enumerate(drawn)
    ]
)


@given(claims)
def test_every_day_has_the_list_in_force_that_began_last(lists: list[Claim]) -> None:
    held = in_force(lists)
    for number in range(-1, 55):
        running = [one for one in lists if one.begin <= day(number) and (one.end or date.max) > day(number)]
        expected = [max(running, key=lambda one: one.begin).price_list_id] if running else []
        found = [one for one in held if one.begin <= day(number) and (one.end or date.max) > day(number)]
        assert [one.price_list_id for one in found] == expected
