"""What a sample writes down: for its owner alone, and there again for the next telling."""

from pathlib import Path

import pytest

from samples.venue import Venue


@pytest.fixture
def venue(tmp_path: Path) -> Venue:
    """A venue in an empty folder."""
    return Venue("http://gateway", tmp_path / "copy", str.upper)


def test_what_was_never_written_down_is_not_there(venue: Venue) -> None:
    assert venue.kept("demo.json") is None


def test_what_is_written_down_replaces_what_was_there_and_stays_private(venue: Venue) -> None:
    venue.keep("results/demo.json", {"people": ["Ingrid"]})
    venue.keep("results/demo.json", {"people": ["Åse"]})
    file = venue.folder / "results" / "demo.json"
    assert venue.kept("results/demo.json") == {"people": ["Åse"]}
    assert "Åse" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["demo.json"]
