"""The follower of the pages: it does each piece where it is said, and passes over none."""

from pathlib import Path

import pytest

from saleswire.places import ROOT
from tests.guides.following import follow, steps

FILE = 'def one() -> int:\n    return 1\n\n\nclass Two:\n    """Two."""\n\n    first: int\n    last: int\n'


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/add-*.md")), ids=lambda page: page.stem)
def test_every_piece_of_every_page_is_executed(page: Path) -> None:
    text = page.read_text()
    assert 2 * len([step for step in steps(text) if step.code]) == text.count("```") > 4


@pytest.mark.parametrize("mark", ["", "<!-- in a.py -->\n", "<!-- put a.py -->\n"])
def test_a_piece_of_which_nothing_is_said_is_not_passed_over(mark: str) -> None:
    with pytest.raises(AssertionError):
        list(steps(f"Words\n\n{mark}```python\na = 1\n```\n"))


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("before last", "first: int\n    middle: int\n    last"),
        ("after class Two > last:", "last: int\n    middle"),
    ],
)
def test_a_piece_goes_where_it_is_said(tmp_path: Path, where: str, found: str) -> None:
    (tmp_path / "a.py").write_text(FILE)
    assert follow(tmp_path, f"<!-- in a.py {where} -->\n```python\n    middle: int\n```\n") == ["a.py"]
    assert found in (tmp_path / "a.py").read_text()


def test_a_line_that_is_not_there_any_more_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(FILE)
    with pytest.raises(AssertionError, match=r"a\.py has no line three"):
        follow(tmp_path, "<!-- in a.py after class Two > three -->\n```python\n    middle: int\n```\n")


def test_statements_are_sorted_in(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"""A."""\n\nimport re\n\nprint(re)\n')
    follow(tmp_path, "<!-- import a.py: import ast -->\n<!-- append a.py -->\n```python\nprint(ast)\n```\n")
    text = (tmp_path / "a.py").read_text()
    assert text == '"""A."""\n\nimport ast\nimport re\n\nprint(re)\n\n\nprint(ast)\n'


def test_a_new_file_must_be_tidy(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        follow(tmp_path, "<!-- create b.py -->\n```python\nb  =  1\n```\n")


def test_what_commands_print_is_held_against_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # none is needed, and loading them is slow
    tested = "<!-- create test_a.py -->\n```python\ndef test_a():\n    assert True\n```\n"
    page = f"{tested}```sh\nmake test ARGS=test_a.py\n```\n<!-- prints -->\n```text\n2 passed\n```\n"
    with pytest.raises(AssertionError, match="1 passed"):
        follow(tmp_path, page)
    (tmp_path / "test_a.py").unlink()
    follow(tmp_path, page.replace("2 passed", "1 passed"))
