"""The page on adding a service, after somebody followed the others: it runs, and goes without a trace."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from saleswire.places import ROOT
from tests.guides.following import copied, follow, run, typed

PAGE = ROOT / "docs/add-a-service.md"
OTHERS = sorted({*ROOT.glob("docs/add-*.md")} - {PAGE})
pytestmark = pytest.mark.timeout(600)  # a copy of the repository is checked whole


@dataclass
class Copy:
    """The repository with the service, and its files by name as they were before it."""

    root: Path
    before: dict[str, bytes]
    touched: list[str]


def files(root: Path) -> dict[str, bytes]:
    """What is written in a copy, without what was made by running it."""
    made = ("__pycache__", "_cache/", ".local")
    found = {str(path.relative_to(root)): path for path in root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not any(x in name for x in made)}


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    """The repository after somebody typed what all pages say; the service's own tests have passed."""
    with copied() as root:
        for page in OTHERS:
            follow(root, page.read_text(), commands=False)
        typed(root, "make schemas")
        before = files(root)
        yield Copy(root, before, follow(root, PAGE.read_text()))


def test_three_files_outside_its_folder_and_its_contract_name_it(copy: Copy) -> None:
    outside = [file for file in copy.touched if not file.startswith("services/loans/")]
    assert outside == [
        "contracts/loans.py",
        "contracts/language/de.po",
        "contracts/messages.py",
        "README.md",
    ]


def test_the_house_is_in_order(copy: Copy) -> None:
    if (known := ROOT / ".mypy_cache").is_dir():  # the types of all that is as it was
        shutil.copytree(known, copy.root / ".mypy_cache")
    assert "failed" not in typed(copy.root, "make check")


def test_it_answers_through_the_gateway(copy: Copy) -> None:
    assert run(copy.root, "tests/guides/answering.py", "loans") == '200 {"items":[],"next":null}\n'


def test_removed_it_leaves_the_tree_as_it_was(copy: Copy) -> None:
    shutil.rmtree(copy.root / "services/loans")
    (copy.root / "contracts/loans.py").unlink()
    for name in ("contracts/messages.py", "README.md"):
        (copy.root / name).write_bytes(copy.before[name])
    typed(copy.root, "make schemas")
    assert files(copy.root) == copy.before
