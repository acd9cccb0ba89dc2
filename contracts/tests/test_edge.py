"""Types of what comes from outside: text, days and addresses, and what they say when they refuse."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from contracts.edge import AskedAddress, BusinessDay, OneLine, PastDay, Prose
from contracts.values import Address, Amount, Count, Fraction

TODAY = datetime.now(UTC).date()


def refused(hint: Any, value: object) -> list[tuple[tuple[int | str, ...], str]]:
    """Where and why the value is refused."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(hint).validate_python(value)
    return [(error["loc"], error["msg"]) for error in caught.value.errors()]


@pytest.mark.parametrize("day", [date.min, date(1989, 12, 31), TODAY + timedelta(days=3700), date.max])
def test_a_day_of_business_is_neither_before_1990_nor_decades_ahead(day: date) -> None:
    assert "Give a day from 1990-01-01 to" in refused(BusinessDay, day)[0][1]


@pytest.mark.parametrize("day", [date(1990, 1, 1), TODAY, TODAY + timedelta(days=3650)])
def test_a_day_of_business_may_lie_behind_or_ahead(day: date) -> None:
    assert TypeAdapter[date](BusinessDay).validate_python(day) == day


def test_what_has_happened_may_be_dated_tomorrow_where_tomorrow_has_begun_and_no_later() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert TypeAdapter[date](PastDay).validate_python(tomorrow) == tomorrow
    for future in (tomorrow + timedelta(days=1), date.max):
        assert refused(PastDay, future)


def test_a_line_counts_its_characters_without_the_blanks_around_it() -> None:
    three = Annotated[OneLine, Field(min_length=1, max_length=3)]
    assert TypeAdapter[str](three).validate_python("  abc  ") == "abc"
    assert refused(three, "   ")
    assert refused(three, "abcd")
    assert refused(three, "a\nb") == [((), "Value error, Write it in one line, without tabs.")]


def test_prose_may_have_lines() -> None:
    assert TypeAdapter[str](Prose).validate_python("one\ntwo") == "one\ntwo"
    assert refused(Prose, "one\0two")


def test_an_address_becomes_a_plain_value_and_says_which_field_is_wrong() -> None:
    asked = TypeAdapter[Address](AskedAddress)
    found = asked.validate_python({"city": " Ro\u0308dermark ", "street": "Gate 2\nHall 4", "country": "DE"})
    assert found == Address(city="R\u00f6dermark", street="Gate 2\nHall 4", country="DE")
    assert type(found) is Address
    assert found.model_fields_set == {"city", "street", "country"}
    assert asked.validate_python(found) == found
    assert [where for where, _ in refused(AskedAddress, {"city": "a\nb", "country": " "})] == [
        ("city",),
        ("country",),
    ]


@pytest.mark.parametrize("text", ["1_0", "1e0", "\uff11", "1,5", "", "NaN", "0x1", "1.2.3", "--1"])
def test_a_figure_is_written_in_digits(text: str) -> None:
    for hint in (Amount, Count, Fraction):
        assert "in digits" in refused(hint, text)[0][1]


@pytest.mark.parametrize(
    ("text", "read"), [(" 1.50 ", "1.50"), ("-0", "0"), ("-0.00", "0.00"), ("+1", "1"), (".5", "0.5")]
)
def test_a_figure_is_read_as_people_write_it(text: str, read: str) -> None:
    assert format(TypeAdapter(Amount).validate_python(text), "f") == read
