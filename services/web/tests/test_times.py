"""Times are read off the reader's clocks, in the reader's language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from web.reading import Reader
from web.times import ago, clock, exactly

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("time", "zone", "shown"),
    [
        ("2026-11-22T14:02:31Z", BERLIN, "22 Nov 2026, 15:02"),
        ("2026-07-22T14:02:31+00:00", BERLIN, "22 Jul 2026, 16:02"),  # in summer
        ("2026-11-22T15:30:00Z", TOKYO, "23 Nov 2026, 00:30"),  # there it is tomorrow
        (datetime(2026, 11, 22, 14, tzinfo=UTC), BERLIN, "22 Nov 2026, 15:00"),
        ("2026-11-22T14:02:31", BERLIN, "22 Nov 2026, 15:02"),  # what names no zone is UTC
        ("no time", BERLIN, ""),
        (None, BERLIN, ""),
    ],
)
def test_a_time_is_shown_by_the_reader_s_clocks(time: object, zone: ZoneInfo, shown: str) -> None:
    with Reader("en", zone).reading():
        assert clock(time) == shown


def test_the_exact_time_names_its_clock() -> None:
    with Reader("en", TOKYO).reading():
        assert exactly("2026-11-22T14:02:31.5Z") == "22 Nov 2026, 23:02:31 Asia/Tokyo"
        assert exactly(None) == ""


def test_what_was_long_ago_is_told_roughly() -> None:
    now = datetime(2026, 11, 22, 14, 0, 0, tzinfo=UTC)
    assert ago("2026-11-22T13:59:30Z", now) == "just now"
    assert ago("2026-11-22T13:55:00Z", now) == "5 min ago"
    assert ago("", now) == ""
