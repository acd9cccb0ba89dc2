"""Days in words, at the edges of weeks, quarters and years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chassis.lists.day_words import LENGTHS, WORDS, span


@pytest.mark.parametrize(
    ("word", "today", "first", "last"),
    [
        ("today", "2026-11-30", "2026-11-30", "2026-11-30"),
        ("yesterday", "2026-01-01", "2025-12-31", "2025-12-31"),
        ("tomorrow", "2024-02-28", "2024-02-29", "2024-02-29"),
        ("this-week", "2026-01-01", "2025-12-29", "2026-01-04"),
        ("last-week", "2026-11-30", "2026-11-23", "2026-11-29"),
        ("this-month", "2024-02-10", "2024-02-01", "2024-02-29"),
        ("last-month", "2026-01-31", "2025-12-01", "2025-12-31"),
        ("next-month", "2026-12-31", "2027-01-01", "2027-01-31"),
        ("this-quarter", "2026-11-30", "2026-10-01", "2026-12-31"),
        ("last-quarter", "2026-02-01", "2025-10-01", "2025-12-31"),
        ("next-quarter", "2026-12-31", "2027-01-01", "2027-03-31"),
        ("this-year", "2026-07-01", "2026-01-01", "2026-12-31"),
        ("last-year", "2024-02-29", "2023-01-01", "2023-12-31"),
        ("last-7-days", "2026-03-03", "2026-02-25", "2026-03-03"),
    ],
)
def test_a_word_means_these_days(word: str, today: str, first: str, last: str) -> None:
    assert span(word, date.fromisoformat(today)) == (date.fromisoformat(first), date.fromisoformat(last))


@given(some.dates(date(1990, 1, 1), date(2100, 1, 1)), some.sampled_from(LENGTHS))
def test_the_last_this_and_next_follow_each_other_without_a_gap(today: date, length: str) -> None:
    last, this, following = (span(f"{step}-{length}", today) for step in ("last", "this", "next"))
    assert this[0] <= today <= this[1]
    assert last[1] + timedelta(days=1) == this[0]
    assert this[1] + timedelta(days=1) == following[0]


@given(some.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_word_means_some_days(today: date) -> None:
    assert all(first <= last for first, last in (span(word, today) for word in WORDS))
