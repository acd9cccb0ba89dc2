"""The folder of a new service: which names will do, and that nothing is written over.

That the folder runs is proved by whoever follows docs/add-a-service.md (tests/guides).
"""

from pathlib import Path

import pytest

from saleswire.missing import Missing
from saleswire.new_service import check, run
from saleswire.places import ROOT, programs_in


@pytest.mark.parametrize(
    "name", ["Warranty", "war-ranty", "x", "", "../x", "quotes", "event", "class", "email"]
)
def test_a_name_that_will_not_do_is_refused(name: str) -> None:
    with pytest.raises(Missing):
        check(ROOT, name)


def test_a_folder_is_made_and_found_once(tmp_path: Path) -> None:
    assert run(tmp_path, "warranty") == 0
    assert programs_in(tmp_path)[-1] == "warranty"
    made = [file for file in (tmp_path / "services").rglob("*") if file.is_file()]
    assert len(made) == 8
    assert not [file for file in made if "$" in file.read_text()]
    with pytest.raises(Missing, match="is already there"):
        run(tmp_path, "warranty")
