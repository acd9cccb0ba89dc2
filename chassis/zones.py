"""Time zones by their names in the IANA database, such as Europe/Berlin."""

from functools import cache
from zoneinfo import available_timezones

UTC = "UTC"


@cache
def zones() -> frozenset[str]:
    """All that are known here, old names too."""
    return frozenset(available_timezones())


@cache
def places() -> tuple[str, ...]:
    """Those that are offered to people, in order: a region and a city each, and UTC."""
    named = (zone for zone in zones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/")))
    return (*sorted(named), UTC)
