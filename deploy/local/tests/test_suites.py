"""What a run of all parts says at its end: the slowest parts and tests, and one verdict."""

from pathlib import Path

import pytest

from saleswire.places import ROOT
from saleswire.suites import TOLD, Suite, Verdict, conclude, suites

OUTPUT = """\
..s                                                                      [100%]
============================= slowest 12 durations =============================
12.50s setup    tests/test_a.py::test_long_begun
3.25s call     tests/test_a.py::test_of[a b]

(4 durations < 0.005s hidden.  Use -vv to show these durations.)
2 passed, 1 skipped in 15.80s
"""


TESTED = ("chassis", "contracts", "kernel", "client", "samples", "services", "deploy", "tests")


def is_ours(file: Path) -> bool:
    """No test of a package that was brought."""
    return not {"node_modules", "templates", ".venv"} & set(file.parts)


def verdict(name: str, output: str, seconds: float, code: int = 0) -> Verdict:
    """How a part ended."""
    return Verdict(Suite(name, (name,)), code, output, seconds)


def test_the_end_names_the_slowest_parts_and_tests_and_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    quick = verdict("quick", "0.70s call tests/test_b.py::test_short\n1 passed in 0.80s\n", 1)
    assert conclude([quick, verdict("long", OUTPUT, 16)], 17) == 0
    assert capsys.readouterr().out.splitlines() == [
        "parts: long 16 s, quick 1 s",
        "   12.5 s  tests/test_a.py::test_long_begun",
        "    3.2 s  tests/test_a.py::test_of[a b]",
        "    0.7 s  tests/test_b.py::test_short",
        "3 passed, 1 skipped in 17.00s",
    ]


def test_a_part_that_failed_is_named_and_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    bad = verdict("bad", "1 failed, 2 passed in 1.00s\n", 1, code=1)
    assert conclude([bad], 1) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == ["failed: bad", "1 failed, 2 passed in 1.00s"]


def test_every_test_of_the_repository_belongs_to_one_part() -> None:
    found = [file for folder in TESTED for file in (ROOT / folder).rglob("test_*.py") if is_ours(file)]
    parts = [
        [ROOT / each for each in part.folders if not each.startswith("--ignore=")] for part in suites(ROOT)
    ]
    left = {ROOT / file for file in TOLD}  # of the part of the demo
    for file in found:
        holding = [part for part in parts if any(file.is_relative_to(place) for place in part)]
        assert len(holding) == (2 if file in left else 1), file
