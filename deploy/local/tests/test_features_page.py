"""docs/features.md says of each feature which tests prove it, and an unknown one stops the tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from saleswire.places import ROOT
from saleswire.published.features_page import page

FEATURES = "id\ttitle\nA-X\tThings\nA-X-01\tFirst thing\nA-X-02\tSecond thing\n"
SETTINGS = '[tool.pytest.ini_options]\ntestpaths = ["tests"]\nmarkers = ["feature(*ids): proved"]\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with two features and the conftest of ours."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "docs/features.tsv").write_text(FEATURES)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    shutil.copy(ROOT / "conftest.py", tmp_path)
    return tmp_path


def write(root: Path, *lines: str) -> None:
    """The one file of tests."""
    (root / "tests/test_things.py").write_text("\n".join(["import pytest", *lines, ""]))


def outcome(root: Path) -> subprocess.CompletedProcess[str]:
    """pytest over the checkout."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--strict-markers"]
    told = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # none is needed, and loading them is slow
    return subprocess.run(command, cwd=root, env=told, capture_output=True, text=True, check=False)


def test_a_feature_with_a_mark_shows_its_tests_and_one_without_is_open(root: Path) -> None:
    write(root, "@pytest.mark.feature('A-X-02')", "def test_it_works(): pass")
    shown = page(root)
    assert "**1 of 2 features are proved, 1 are open.**" in shown
    assert "| A-X-01 | First thing | open |" in shown
    assert "| A-X-02 | Second thing | [`test_it_works`](../tests/test_things.py) |" in shown


def test_one_test_may_prove_several_features_and_a_feature_may_have_several_tests(root: Path) -> None:
    mark = "@pytest.mark.feature('A-X-01', 'A-X-02')"
    write(root, mark, "def test_one(): pass", mark, "async def test_other(): pass")
    links = "[`test_one`](../tests/test_things.py)<br>[`test_other`](../tests/test_things.py)"
    assert page(root).count(links) == 2


@pytest.mark.parametrize("skip", ["pytest.mark.skip", "pytest.mark.skipif(True)", "pytest.mark.xfail"])
def test_a_test_that_may_be_skipped_proves_nothing(root: Path, skip: str) -> None:
    write(root, f"@{skip}", "@pytest.mark.feature('A-X-01')", "def test_it_works(): pass")
    assert "**0 of 2 features" in page(root)


def test_a_test_that_skips_itself_proves_nothing(root: Path) -> None:
    write(root, "@pytest.mark.feature('A-X-01')", "def test_it_works(): pytest.skip('not today')")
    assert "**0 of 2 features" in page(root)


def test_a_file_that_may_be_skipped_proves_nothing(root: Path) -> None:
    skipped = "pytestmark = pytest.mark.skipif(True, reason='not here')"
    write(root, skipped, "@pytest.mark.feature('A-X-01')", "def test_it_works(): pass")
    assert "**0 of 2 features" in page(root)


def test_a_mark_with_a_known_feature_changes_nothing_of_a_run(root: Path) -> None:
    write(root, "@pytest.mark.feature('A-X-01')", "def test_it_works(): pass")
    assert "1 passed" in outcome(root).stdout


@pytest.mark.parametrize("unknown", ["A-X-03", "A-X"])
def test_a_mark_with_an_unknown_feature_stops_the_tests_before_any_runs(root: Path, unknown: str) -> None:
    write(root, f"@pytest.mark.feature('A-X-01', '{unknown}')", "def test_it_works(): pass")
    done = outcome(root)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"tests/test_things.py::test_it_works: {unknown}" in done.stderr
    assert "passed" not in done.stdout
