"""How the rules of the house read the source: nothing is imported or run, each file is parsed once.

What is broken is named with its file and line.
"""

import ast
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {app.parent.name: app.parent for app in sorted(ROOT.glob("services/*/*/app.py"))}
OURS = {"contracts", "chassis", "kernel", "client", "samples", "saleswire", "tests", *SERVICES}


def sources(folder: Path) -> list[Path]:
    """Python files of a package, without its tests."""
    hidden = {"tests", "build", ".venv", "__pycache__", "versions"}
    return [file for file in sorted(folder.rglob("*.py")) if not hidden & set(file.relative_to(folder).parts)]


@cache
def parsed(file: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(file.read_text())


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """Every node of a file's syntax tree, which many rules read."""
    return tuple(ast.walk(parsed(file)))


def packages() -> dict[str, Path]:
    """Every package of ours that is shipped, by import name."""
    found = {
        "contracts": ROOT / "contracts",
        "chassis": ROOT / "chassis",
        "kernel": ROOT / "kernel",
        "client": ROOT / "client",
        "samples": ROOT / "samples",
        "saleswire": ROOT / "deploy/local/saleswire",
    }
    return {name: path for name, path in {**found, **SERVICES}.items() if path.is_dir()}


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything that a file imports."""
    for node in nodes(file):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            assert "tests" in file.parts, f"{file}:{node.lineno} imports relatively"
        elif isinstance(node, ast.ImportFrom):
            assert node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def strings(file: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of every string literal."""
    for node in nodes(file):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def calls(file: Path) -> Iterator[tuple[int, str]]:
    """(line, name) of everything that is called, without what stands before the last dot."""
    for node in nodes(file):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.lineno, node.func.id if isinstance(node.func, ast.Name) else node.func.attr


def code_words(file: Path) -> Iterator[tuple[int, str]]:
    """(line, name) of every name, attribute and import: prose in docstrings may say what it likes."""
    yield from imports(file)
    for node in nodes(file):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr


def broken(files: list[Path], found: Callable[[Path], Iterator[tuple[int, str]]]) -> list[str]:
    """What is wrong, each with its file and line."""
    return [f"{file.relative_to(ROOT)}:{line} {words}" for file in files for line, words in found(file)]


def service_sources() -> list[Path]:
    """Files of all services, without their tests."""
    return [file for folder in SERVICES.values() for file in sources(folder)]


def all_sources() -> list[Path]:
    """Files of every package."""
    return [file for folder in packages().values() for file in sources(folder)]


def everything() -> list[Path]:
    """All Python of the project, tests and benchmarks too; what lies in hidden folders is not ours.

    Hidden folders are not entered: a broker that runs there takes its folders away while they are read.
    """
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if name.endswith(".py") and not name.startswith(".")]
    return sorted(found)
