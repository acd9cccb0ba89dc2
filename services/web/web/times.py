"""Times as people read them, on the clocks where the company is. Pure."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chassis.number_formats import day

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def moment(value: Any) -> datetime | None:
    """A time of the API as a datetime; None for what is none."""
    if isinstance(value, datetime) or not value:
        return value or None
    try:
        read = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def clock(value: Any, zone: ZoneInfo) -> str:
    """A time to the minute: ``22 Nov 2026, 15:02``."""
    read = moment(value)
    return f"{day(read.astimezone(zone).date())}, {read.astimezone(zone):%H:%M}" if read else ""


def exactly(value: Any, zone: ZoneInfo) -> str:
    """A time to the second, with whose clocks show it: ``22 Nov 2026, 15:02:31 Europe/Berlin``."""
    read = moment(value)
    return f"{day(read.astimezone(zone).date())}, {read.astimezone(zone):%H:%M:%S} {zone.key}" if read else ""


def in_words(value: Any) -> Any:
    """A day of the API as papers write it, ``22 Nov 2026``; what is no day stays as it is."""
    try:
        return day(date.fromisoformat(value)) if isinstance(value, str) and DAY.fullmatch(value) else value
    except ValueError:
        return value


def ago(value: Any, now: datetime | None = None) -> str:
    """How long ago, roughly: ``5 min ago``."""
    read = moment(value)
    if read is None:
        return ""
    seconds = ((now or datetime.now(UTC)) - read).total_seconds()
    return "just now" if seconds < 45 else f"{span(seconds)} ago"


def span(seconds: Any) -> str:
    """A duration, roughly: ``45 s``, ``5 min``, ``3 h``, ``12 days``."""
    left = abs(float(seconds or 0))
    for limit, size, unit in ((90, 1, "s"), (5400, 60, "min"), (129_600, 3600, "h")):
        if left < limit:
            return f"{left / size:.0f} {unit}" if left >= 1 or unit != "s" else f"{left * 1000:.0f} ms"
    return f"{left / 86_400:.0f} days"
