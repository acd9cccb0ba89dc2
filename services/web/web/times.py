"""Times as people read them, by their own clocks."""

import re
from datetime import UTC, date, datetime
from typing import Any

from chassis.language import _, ngettext
from chassis.number_formats import day
from web.reading import clocks

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


def here(value: Any) -> datetime | None:
    """A time of the API by the reader's clocks; None for what is none."""
    read = moment(value)
    return read.astimezone(clocks()) if read else None


def clock(value: Any) -> str:
    """A time to the minute: ``22 Nov 2026, 15:02``."""
    read = here(value)
    return f"{day(read.date())}, {read:%H:%M}" if read else ""


def exactly(value: Any) -> str:
    """A time to the second, with whose clocks show it: ``22 Nov 2026, 15:02:31 Europe/Berlin``."""
    read = here(value)
    return f"{day(read.date())}, {read:%H:%M:%S} {clocks().key}" if read else ""


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
    if seconds < 45:
        return _("just now")
    many, unit = _measured(seconds)
    return {
        "s": _("%(n)s s ago", n=many),
        "min": _("%(n)s min ago", n=many),
        "h": _("%(n)s h ago", n=many),
        "day": ngettext("%(n)s day ago", "%(n)s days ago", many),
    }[unit]


def span(seconds: Any) -> str:
    """A duration, roughly: ``45 s``, ``5 min``, ``3 h``, ``12 days``."""
    exact = abs(float(seconds or 0))
    if exact < 1:
        return f"{exact * 1000:.0f} ms"
    many, unit = _measured(exact)
    return ngettext("%(n)s day", "%(n)s days", many) if unit == "day" else f"{many} {unit}"


def _measured(seconds: float) -> tuple[int, str]:
    """A duration in the unit in which one says it."""
    for limit, size, unit in ((90, 1, "s"), (5400, 60, "min"), (129_600, 3600, "h")):
        if seconds < limit:
            return round(seconds / size), unit
    return round(seconds / 86_400), "day"
