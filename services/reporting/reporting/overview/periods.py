"""The period of a dashboard and the one before it: pure. Periods are whole calendar periods."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Stretch = Literal["today", "week", "month", "quarter", "year"]
MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days from ``since`` to ``to``, both inclusive."""

    since: date
    to: date

    def days(self) -> Iterator[date]:
        """Each day."""
        for number in range((self.to - self.since).days + 1):
            yield self.since + number * DAY

    def months(self) -> Iterator[date]:
        """The first day of each month."""
        return (day for day in self.days() if day.day == 1)


@dataclass(frozen=True)
class Spans:
    """A period, the one before, and as much of that one as has passed of this one."""

    current: Span
    previous: Span
    so_far: Span


def spans(stretch: Stretch, today: date) -> Spans:
    """The period that holds today; a week begins on Monday, a year in January."""
    current = _around(stretch, today)
    previous = _around(stretch, current.since - DAY)
    passed = today - current.since
    return Spans(current, previous, Span(previous.since, min(previous.since + passed, previous.to)))


def _around(stretch: Stretch, day: date) -> Span:
    if stretch == "today":
        return Span(day, day)
    if stretch == "week":
        monday = day - day.weekday() * DAY
        return Span(monday, monday + 6 * DAY)
    months = MONTHS[stretch]
    since = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Span(since, _first_after(since, months) - DAY)


def _first_after(since: date, months: int) -> date:
    later = since.month - 1 + months
    return date(since.year + later // 12, later % 12 + 1, 1)
