"""Every service's migrations: one chain, with the chassis's tables, compared with its own."""

import re
from pathlib import Path

from tests.house.reading import ROOT


def test_every_service_brings_its_chassis_tables_up_to_date() -> None:
    newest = len(list((ROOT / "chassis/work/sql").glob("v*.sql")))
    wanted = {f"upgrade_chassis_tables(op, {version})" for version in range(2, newest + 1)}
    first = [ROOT / "deploy/local/saleswire/templates/service/migrations/versions/0001_chassis.py.tmpl"]
    histories = [first, *(list(f.glob("*.py")) for f in ROOT.glob("services/*/migrations/versions"))]
    missing = {
        str(files[0].relative_to(ROOT).parent): sorted(left)
        for files in histories
        if (left := {call for call in wanted if not any(call in file.read_text() for file in files)})
    }
    assert missing == {}


def test_the_migrations_of_a_service_are_one_chain() -> None:
    for folder in ROOT.glob("services/*/migrations/versions"):
        files = sorted(folder.glob("[0-9]*.py"))
        numbers = [f"{number:04d}" for number in range(1, len(files) + 1)]
        assert [file.name[:4] for file in files] == numbers, folder
        for file, before in zip(files, [None, *numbers], strict=False):
            said = dict(re.findall(r'^(\w*revision) = "?(\w+)"?$', file.read_text(), re.MULTILINE))
            assert said == {"revision": file.name[:4], "down_revision": str(before)}, file


def test_every_service_compares_its_tables_with_its_database() -> None:
    with_database = {folder.parent for folder in ROOT.glob("services/*/migrations")}
    compared = {file.parents[1] for file in ROOT.glob("services/*/tests/test_tables.py")}
    assert with_database == {folder for folder in compared if _compares(folder)} != set()


def _compares(service: Path) -> bool:
    return f'table_differences("{service.name}"' in (service / "tests/test_tables.py").read_text()
