"""Pages that follow what there is: decisions by number, services by folder."""

import re

from tests.house.reading import ROOT, SERVICES


def test_each_decision_has_a_number_of_its_own_and_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    files = sorted(file.name for file in folder.glob("[0-9]*.md"))
    numbers = [name[:4] for name in files]
    assert numbers == [f"{number:04}" for number in range(1, len(files) + 1)]
    assert re.findall(r"^\| \[(\d+)\]\(([^)]+)\) \|", (folder / "README.md").read_text(), re.MULTILINE) == [
        (name[:4], name) for name in files
    ]


def test_every_service_stands_in_the_readmes_table() -> None:
    named = re.findall(r"^\| \[(\w+)\]\(services/\1\) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert sorted(named) == sorted(SERVICES)
