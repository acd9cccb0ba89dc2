"""The page on adding a list page: the folder and its line in the sidebar are all that it takes."""

import pytest

from saleswire.places import ROOT
from tests.guides.following import copied, follow, run

PAGE = (ROOT / "docs/add-a-list-page.md").read_text()
SIDEBAR = "services/web/web/sections/__init__.py"
GERMAN = "services/web/web/language/de.po"
STORY = "services/web/tests/costs"


def test_its_stories_come_true() -> None:
    with copied() as root:
        touched = follow(root, PAGE)
        assert [file for file in touched if "/costs/" not in file] == [SIDEBAR, GERMAN]
        run(root, "-m", "pytest", "-q", STORY, "tests/house/test_pages.py")


def test_without_its_line_in_the_sidebar_the_page_is_not_there() -> None:
    with copied() as root:
        follow(root, PAGE, leave_out=SIDEBAR)
        with pytest.raises(AssertionError, match="2 failed, 1 passed"):
            run(root, "-m", "pytest", "-q", STORY)
