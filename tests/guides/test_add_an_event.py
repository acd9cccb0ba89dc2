"""The page on adding an event does what it promises, in a copy of the repository."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from saleswire.places import ROOT
from tests.guides.following import copied, follow, run, steps

PAGE = (ROOT / "docs/add-an-event.md").read_text()
STORIES = [step.file for step in steps(PAGE) if step.verb == "append" and "/tests/" in step.file]


@pytest.fixture(scope="module")
def copy() -> Iterator[Path]:
    """The repository after somebody typed what the page says."""
    with copied() as root:
        follow(root, PAGE)
        yield root


def test_no_line_of_reporting_and_notifications_is_touched_but_a_story() -> None:
    readers = ("services/reporting", "services/notifications")
    touched = {step.file for step in steps(PAGE) if step.file.startswith(readers)}
    assert touched == {"services/notifications/tests/test_notices.py"}
    assert len(STORIES) == 3


def test_the_event_has_a_schema_an_example_and_its_row(copy: Path) -> None:
    assert (copy / "contracts/schemas/sales.order.urged.v1.json").is_file()
    assert (copy / "contracts/examples/sales.order.urged.v1.json").is_file()
    (row,) = re.findall(r"^\| \*\*OrderUrged\*\*.*$", (copy / "docs/events.md").read_text(), re.MULTILINE)
    assert "| Order urged | order | order-urged (owner) |" in row
    assert row.endswith("| fulfillment | notifications, reporting |")


@pytest.fixture(scope="module")
def told(copy: Path) -> str:
    """What pytest said of the stories, and of the tables in code of their services."""
    tables = [str(Path(story).with_name("test_tables.py")) for story in STORIES]
    return run(copy, "-m", "pytest", "-v", *STORIES, *tables, "-k", "urge or tables_in_code")


@pytest.mark.timeout(300)  # their services start on databases that are migrated anew
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.split("/")[1])
def test_its_stories_come_true(told: str, story: str) -> None:
    folder = Path(story).parent.as_posix()
    passed = re.findall(rf"^{folder}/(\w+)\.py::\S+ PASSED", told, re.MULTILINE)
    assert sorted(passed) == sorted([Path(story).stem, "test_tables"]), told
