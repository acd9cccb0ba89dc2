"""Days in words: ``this-month`` is from the first to the last day of the month in which somebody asks.

A saved ``ordered_on=this-month`` stays right next month. Weeks begin on Monday. Pure.
"""

from collections.abc import Callable
from datetime import date, timedelta

LENGTHS = ("week", "month", "quarter", "year")
STEPS = {"last": -1, "this": 0, "next": 1}
DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
BACK = {"last-7-days": 7, "last-30-days": 30, "last-90-days": 90}  # that many, today among them
WORDS = (*DAYS, *(f"{step}-{length}" for length in LENGTHS for step in STEPS), *BACK)

Span = tuple[date, date]  # the first and the last day


def span(word: str, today: date) -> Span:
    """The days that one of ``WORDS`` means today; raises ValueError or OverflowError beyond the calendar."""
    if word in DAYS:
        day = today + timedelta(days=DAYS[word])
        return day, day
    if word in BACK:
        return today - timedelta(days=BACK[word] - 1), today
    step, length = word.split("-")
    begin = BEGINS[length]
    return begin(today, STEPS[step]), begin(today, STEPS[step] + 1) - timedelta(days=1)


def _week(day: date, step: int) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(weeks=step)


def _month(day: date, step: int) -> date:
    months = day.year * 12 + day.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def _quarter(day: date, step: int) -> date:
    return _month(day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1), 3 * step)


def _year(day: date, step: int) -> date:
    return date(day.year + step, 1, 1)


BEGINS: dict[str, Callable[[date, int], date]] = {
    "week": _week,
    "month": _month,
    "quarter": _quarter,
    "year": _year,
}
