"""No step is dated before the one that it follows."""

from datetime import date

import pytest

from chassis.errors import Refused
from kernel.days import must_follow

SENT = date(2026, 3, 2)
DONE = "%(number)s was sent on %(day)s"


def test_a_step_follows_on_the_same_day_or_later() -> None:
    for on in (SENT, date(2026, 3, 3)):
        must_follow(on, SENT, DONE, "Q-1")
    must_follow(date(1990, 1, 1), None, DONE, "Q-1")


def test_an_earlier_day_is_refused_with_the_day_that_came_first() -> None:
    with pytest.raises(
        Refused, match="Q-1 was sent on 2026-03-02; give that day or a later one than 2026-03-01"
    ):
        must_follow(date(2026, 3, 1), SENT, DONE, "Q-1")
