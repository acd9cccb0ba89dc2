"""docs/features.md: every feature with the tests that prove it.

The features stand in docs/features.tsv; which test proves one is read off its mark, without running anything.
"""

import ast
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

SKIPPING = {"skip", "skipif", "xfail", "importorskip"}
HEAD = """# Features

Made from `docs/features.tsv` and the tests' marks by `make schemas`; do not edit.

A test proves the features that its mark `@pytest.mark.feature` names, each of them whole. A test that may be
skipped proves nothing. The letters of an id name the wish list that a feature comes from, and the part of it.
"""


class Feature(NamedTuple):
    """A line of the list; one without a number in its id is the heading of the lines below it."""

    id: str
    title: str

    @property
    def is_heading(self) -> bool:
        """Whether it names a group."""
        return not self.id[-1].isdigit()


class Proof(NamedTuple):
    """A test and its file, relative to the root."""

    file: Path
    test: str


def page(root: Path) -> str:
    """The page of the checkout at ``root``."""
    features, proved = features_of(root), proofs(root)
    ids = [feature.id for feature in features if not feature.is_heading]
    done = sum(id in proved for id in ids)
    count = f"**{done} of {len(ids)} features are proved, {len(ids) - done} are open.**"
    return "\n".join([HEAD, count, *(_line(feature, proved) for feature in features), ""])


def features_of(root: Path) -> list[Feature]:
    """The list in its order, headings among the features."""
    lines = (root / "docs" / "features.tsv").read_text().splitlines()[1:]
    return [Feature(*line.split("\t")) for line in lines]


def proofs(root: Path) -> dict[str, list[Proof]]:
    """Tests by the id of the feature that they prove."""
    found: dict[str, list[Proof]] = {}
    for file in _test_files(root):
        for id, test in _marks(ast.parse(file.read_text())):
            found.setdefault(id, []).append(Proof(file.relative_to(root), test))
    return found


def _test_files(root: Path) -> list[Path]:
    """Where pytest looks for tests."""
    told = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    return sorted(file for folder in told["testpaths"] for file in (root / folder).rglob("test_*.py"))


def _marks(module: ast.Module) -> Iterator[tuple[str, str]]:
    """(feature, test) of each mark in a file."""
    tests = [node for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    if any(_may_skip(node) for node in module.body if node not in tests):
        return
    for test in tests:
        if not _may_skip(test):
            yield from ((id, test.name) for decorator in test.decorator_list for id in _ids(decorator))


def _may_skip(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr in SKIPPING for part in ast.walk(node))


def _ids(decorator: ast.expr) -> list[str]:
    """The features that a decorator names."""
    if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) != "pytest.mark.feature":
        return []
    return [ast.literal_eval(argument) for argument in decorator.args]


def _line(feature: Feature, proved: Mapping[str, list[Proof]]) -> str:
    if feature.is_heading:
        return f"\n## {feature.id} · {feature.title}\n\n| id | feature | proved by |\n|---|---|---|"
    return f"| {feature.id} | {feature.title} | {_links(proved.get(feature.id, []))} |"


def _links(found: list[Proof]) -> str:
    """Links from docs/ to each test's file, or the word that nobody has proved it."""
    return "<br>".join(f"[`{proof.test}`](../{proof.file.as_posix()})" for proof in found) or "open"
