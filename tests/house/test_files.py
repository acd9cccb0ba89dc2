"""How large and how named a file may be, and that it says what it is."""

import ast
import re

from tests.house.reading import ROOT, SERVICES, all_sources, parsed

LONGEST = 320  # lines of a file
LONGEST_WIRING = 40  # lines of an app.py
FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|common|managers?|services?)$|_(utils?|helpers?|manager)$")


def test_applications_are_wiring_only() -> None:
    long = {name: len((folder / "app.py").read_text().splitlines()) for name, folder in SERVICES.items()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_WIRING} == {}


def test_no_file_is_a_drawer_for_everything() -> None:
    door = ROOT / "chassis/service.py"  # what a service is
    read = [file for file in all_sources() if file != door]
    named = [file for file in read if FORBIDDEN_NAMES.search(file.stem)]
    named += [file for file in read if FORBIDDEN_NAMES.search(file.parent.name)]
    assert [str(file.relative_to(ROOT)) for file in named] == []


def test_files_stay_short() -> None:
    generated = {ROOT / "services/web/web/api" / f"{service}.py" for service in SERVICES}
    read = [file for file in all_sources() if file not in generated]
    long = {str(f.relative_to(ROOT)): n for f in read if (n := len(f.read_text().splitlines())) > LONGEST}
    assert long == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        file for file in all_sources() if file.read_text().strip() and not ast.get_docstring(parsed(file))
    ]
    assert [str(file.relative_to(ROOT)) for file in silent] == []
