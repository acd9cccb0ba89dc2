"""Makes the modules beside the journeys importable, such as their stack; ends with their notes."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

NOTES = pytest.StashKey[list[str]]()
NORTHWIND = Path(__file__).parents[3] / "shared" / "data" / "northwind"
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say something in the summary of the run, also when everything passed."""
    return request.config.stash.setdefault(NOTES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What journeys noted, and what could not be tried here."""
    for line in terminalreporter.config.stash.get(NOTES, []):
        terminalreporter.write_line(line)
    if not NORTHWIND.is_dir():
        terminalreporter.write_line(
            f"NORTHWIND WAS NOT TAKEN IN: {NORTHWIND} is not there", red=True, bold=True
        )
