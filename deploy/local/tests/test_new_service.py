"""A new service in a copy of the repository: clean by our own rules, and alive."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from saleswire.missing import Missing
from saleswire.new_service import check
from saleswire.places import ROOT

IGNORED = shutil.ignore_patterns(
    ".git", ".venv", ".local*", "__pycache__", "*.egg-info", ".mypy_cache", ".ruff_cache", "build"
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with a service that it never had."""
    root = tmp_path_factory.mktemp("new") / "saleswire"
    shutil.copytree(ROOT, root, ignore=IGNORED)
    done = run(root, "-m", "saleswire", "new-service", "warranty")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in the copy, with the copy's packages before the installed ones."""
    services = sorted(str(path) for path in root.glob("services/*"))
    paths = [str(root), str(root / "deploy" / "local"), *services]
    told = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=root, env=told, capture_output=True, text=True, check=False)


def good(root: Path, *arguments: str) -> str:
    """The output of a command that must succeed."""
    done = run(root, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_fits_the_rules_of_the_house(copy: Path) -> None:
    ours = ["services/warranty", "contracts"]
    good(copy, "-m", "ruff", "format", "--check", *ours)
    good(copy, "-m", "ruff", "check", *ours)
    said = run(copy, "-m", "pytest", "-q", "tests/test_house_rules.py").stdout
    assert " passed" in said
    assert "warranty" not in said, said


def test_schemas_topics_and_documentation_know_its_event(copy: Path) -> None:
    good(copy, "-m", "saleswire", "schemas")
    good(copy, "-m", "saleswire", "schemas", "--check")
    assert (copy / "contracts/examples/sales.warranty-case.opened.v1.json").is_file()
    assert "WarrantyCaseOpened" in (copy / "docs/events.md").read_text()


def test_the_supervisor_finds_it_on_a_port_of_its_own(copy: Path) -> None:
    show = "from saleswire.places import PORTS, Place; print(Place().services(), PORTS['warranty'])"
    said = good(copy, "-c", show)
    assert "'warranty', 'gateway'" in said
    assert "8111" in said


def test_its_own_story_comes_true(copy: Path) -> None:
    good(copy, "-m", "pytest", "-q", "services/warranty/tests")


@pytest.mark.parametrize(
    "name", ["Warranty", "war-ranty", "x", "", "../x", "quotes", "event", "class", "email"]
)
def test_a_name_that_will_not_do_is_refused(name: str) -> None:
    with pytest.raises(Missing):
        check(ROOT, name)


def test_nothing_is_written_over(copy: Path) -> None:
    done = run(copy, "-m", "saleswire", "new-service", "warranty")
    assert done.returncode == 1
    assert "is already there" in done.stderr
