"""Who may import whom: packages, the modules of a service, and strangers; nothing goes in a circle."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.reading import OURS, ROOT, SERVICES, all_sources, broken, imports, nodes, packages, sources

# A module may import those with a smaller number; any other stands just above what it imports.
LAYERS = {
    "app": 6,
    "api": 5,
    "reactions": 5,
    "projections": 5,
    "timers": 5,
    "commands": 4,
    "queries": 4,
    "models": 2,
}
SIDEWAYS = {
    ("reactions", "timers"),
    ("timers", "reactions"),
    ("commands", "queries"),
    ("process", "commands"),
}
ALLOWED = {
    "contracts": {"contracts"},
    "chassis": {"contracts", "chassis"},
    "kernel": {"contracts", "chassis", "kernel"},
    "client": {"client"},
    "samples": {"client", "samples"},
    "saleswire": {"contracts", "chassis", "kernel", "client", "samples", "saleswire"},
}


def allowed_in(package: str) -> set[str]:
    """Packages of ours that a package may import."""
    return ALLOWED.get(package, {"contracts", "chassis", "kernel", package})


@pytest.mark.parametrize("package", packages())
def test_packages_depend_in_one_direction(package: str) -> None:
    allowed = allowed_in(package)

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for line, name in imports(file):
            if (top := name.split(".")[0]) in OURS - allowed:
                yield line, f"{package} must not import {top}"

    assert broken(sources(packages()[package]), wrong) == []


@pytest.mark.parametrize("package", ["contracts", "chassis", "kernel", *SERVICES])
def test_tests_and_migrations_depend_in_the_same_direction(package: str) -> None:
    allowed = allowed_in(package) | ({"kernel"} if package == "chassis" else set())  # whose access it serves
    folder = ROOT / "services" / package if package in SERVICES else ROOT / package
    files = [*folder.glob("tests/**/*.py"), *folder.glob("migrations/**/*.py")]
    assert files, "read nothing"

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for line, name in imports(file):
            if (top := name.split(".")[0]) in OURS - allowed:
                yield line, f"{package} must not import {top}"

    assert broken(files, wrong) == []


def test_what_is_imported_can_be_read_off_an_import() -> None:
    """Else no arrow is seen; a module whose name is only known later is nobody's arrow."""

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for node in nodes(file):
            called = ast.unparse(node.func).split(".")[-1] if isinstance(node, ast.Call) else ""
            if called == "__import__":
                yield node.lineno, "hides an import"
            elif called == "import_module" and isinstance(node.args[0], ast.Constant):
                yield node.lineno, f"hides the import of {node.args[0].value}"

    assert broken(all_sources(), wrong) == []


def test_contracts_know_nothing_but_pydantic() -> None:
    import sys

    known = {"contracts", "pydantic", *sys.stdlib_module_names}

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, name) for line, name in imports(file) if name.split(".")[0] not in known)

    assert broken(sources(ROOT / "contracts"), wrong) == []


SAID = ("errors.", "language.", "number_formats.")  # what a refusal is said by


def test_pricing_is_of_pure_functions() -> None:
    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for line, name in imports(file):
            top, _, below = name.partition(".")
            if top in ("sqlalchemy", "fastapi") or (top == "chassis" and not below.startswith(SAID)):
                yield line, f"pricing must not import {name}"

    assert broken(sources(ROOT / "kernel/pricing"), wrong) == []


def inner_name(file: Path, folder: Path) -> str:
    """First part of a module's name inside its service: a folder stands for one module."""
    return file.relative_to(folder).with_suffix("").parts[0]


def inner_imports(folder: Path) -> Iterator[tuple[Path, int, str, str]]:
    """(file, line, importing module, imported module) of everything that a service imports from itself."""
    for file in sources(folder):
        here = inner_name(file, folder)
        for line, name in imports(file):
            parts = name.split(".")
            if parts[0] == folder.name and len(parts) > 1 and parts[1] != here:
                yield file, line, here, parts[1]


def heights(folder: Path) -> dict[str, float]:
    """How high each module of a service stands."""
    arrows = {(here, there) for _, _, here, there in inner_imports(folder)}
    found: dict[str, float] = {name: LAYERS.get(name, 0) for arrow in arrows for name in arrow}
    for _ in found:
        for here, there in arrows:
            if here not in LAYERS:
                found[here] = max(found[here], round(found[there] + 0.01, 2))
    return found


def modules(package: str) -> dict[str, Path]:
    """Every module of a package, by dotted name."""
    folder = packages()[package]
    named = {file.relative_to(folder).with_suffix("").parts: file for file in sources(folder)}
    return {".".join((package, *parts)).removesuffix(".__init__"): file for parts, file in named.items()}


@pytest.mark.parametrize("package", packages())
def test_no_module_depends_on_itself(package: str) -> None:
    known = modules(package)

    def needed(name: str) -> str:
        return name if name in known else name.rpartition(".")[0]

    below = {
        here: {needed(name) for _, name in imports(file) if needed(name) in known} - {here}
        for here, file in known.items()
    }
    while free := {here for here, needs in below.items() if not needs & below.keys()}:
        below = {here: needs for here, needs in below.items() if here not in free}
    assert below == {}, "these stand in a circle, or on one"


def folder_arrows(package: str) -> dict[str, set[str]]:
    """What each module or folder at the top of a package imports beside itself."""
    folder = packages()[package]
    found: dict[str, set[str]] = {inner_name(file, folder): set() for file in sources(folder)}
    for file in sources(folder):
        here = inner_name(file, folder)
        named = [name.split(".") for _, name in imports(file)]
        found[here] |= {parts[1] for parts in named if parts[0] == package and len(parts) > 1} - {here}
    return found


@pytest.mark.parametrize("package", [name for name in packages() if name not in SERVICES])
def test_no_folder_depends_on_itself(package: str) -> None:
    """Also where two folders use modules of each other that are in no circle; services have layers."""
    below = folder_arrows(package)
    while free := {here for here, needs in below.items() if not needs & below.keys()}:
        below = {here: needs for here, needs in below.items() if here not in free}
    assert below == {}, "these stand in a circle, or on one"


@pytest.mark.parametrize("service", SERVICES)
def test_modules_of_a_service_depend_downwards(service: str) -> None:
    height = heights(SERVICES[service])
    wrong = [
        f"{file.relative_to(ROOT)}:{line} {here} must not import {there}"
        for file, line, here, there in inner_imports(SERVICES[service])
        if height[here] <= height[there] and (here, there) not in SIDEWAYS
    ]
    assert wrong == []


PRIVATE = re.compile(r"^(?!self\.).+\._\w*[^_\W]$", re.DOTALL)  # of somebody else


def test_strangers_use_nothing_of_ours_and_no_private_member() -> None:
    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, name) for line, name in imports(file) if name.split(".")[0] in OURS)
        for node in nodes(file):
            if isinstance(node, ast.Attribute) and PRIVATE.match(ast.unparse(node)):
                yield node.lineno, f"{ast.unparse(node)} is private"

    assert broken(sources(ROOT / "deploy/reference-consumers/reference_consumers"), wrong) == []
