"""The rules of the house, read off the source: who may import whom, how large and how named a file may be.

Nothing is imported or run; each rule names the file and line that breaks it.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SERVICES = {app.parent.name: app.parent for app in sorted(ROOT.glob("services/*/*/app.py"))}
LONGEST = 320  # lines of a file
LONGEST_WIRING = 40  # lines of an app.py
FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|common|managers?|services?)$|_(utils?|helpers?|manager)$")
OPENS = re.compile(r"^(asyncpg\.(connect|create_pool)|create_(async_)?engine)$")
CLIENT = re.compile(r"^(AIOKafka\w+|Kafka(Broker|AdminClient|Producer|Consumer))$")
TOPIC = re.compile(r"^sales\.")
HTTP_WORDS = re.compile(
    r"http|status_code|fastapi|starlette|\brequest\b|response\b|header|etag|cookie|\burl\b", re.IGNORECASE
)

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
    "saleswire": {"contracts", "chassis", "kernel", "saleswire"},
}
OURS = {"contracts", "chassis", "kernel", "saleswire", "tests", *SERVICES}


def sources(folder: Path) -> list[Path]:
    """Python files of a package, without its tests."""
    hidden = {"tests", "build", ".venv", "__pycache__", "versions"}
    return [file for file in sorted(folder.rglob("*.py")) if not hidden & set(file.relative_to(folder).parts)]


def packages() -> dict[str, Path]:
    """Every package of ours that is shipped, by import name."""
    found = {
        "contracts": ROOT / "contracts",
        "chassis": ROOT / "chassis",
        "kernel": ROOT / "kernel",
        "saleswire": ROOT / "deploy/local/saleswire",
    }
    return {name: path for name, path in {**found, **SERVICES}.items() if path.is_dir()}


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything that a file imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno} imports relatively"
            assert node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def strings(file: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of every string literal."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def broken(files: list[Path], found: Callable[[Path], Iterator[tuple[int, str]]]) -> list[str]:
    """What is wrong, each with its file and line."""
    return [f"{file.relative_to(ROOT)}:{line} {words}" for file in files for line, words in found(file)]


def service_sources() -> list[Path]:
    """Files of all services, without their tests."""
    return [file for folder in SERVICES.values() for file in sources(folder)]


def all_sources() -> list[Path]:
    """Files of every package."""
    return [file for folder in packages().values() for file in sources(folder)]


@pytest.mark.parametrize("package", packages())
def test_packages_depend_in_one_direction(package: str) -> None:
    allowed = ALLOWED.get(package, {"contracts", "chassis", "kernel", package})
    if package == "saleswire":
        allowed = allowed | ALLOWED["saleswire"]

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for line, name in imports(file):
            if (top := name.split(".")[0]) in OURS - allowed:
                yield line, f"{package} must not import {top}"

    assert broken(sources(packages()[package]), wrong) == []


def test_contracts_know_nothing_but_pydantic() -> None:
    import sys

    known = {"contracts", "pydantic", *sys.stdlib_module_names}

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, name) for line, name in imports(file) if name.split(".")[0] not in known)

    assert broken(sources(ROOT / "contracts"), wrong) == []


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


@pytest.mark.parametrize("service", SERVICES)
def test_modules_of_a_service_depend_downwards(service: str) -> None:
    height = heights(SERVICES[service])
    wrong = [
        f"{file.relative_to(ROOT)}:{line} {here} must not import {there}"
        for file, line, here, there in inner_imports(SERVICES[service])
        if height[here] <= height[there] and (here, there) not in SIDEWAYS
    ]
    assert wrong == []


def test_applications_are_wiring_only() -> None:
    long = {name: len((folder / "app.py").read_text().splitlines()) for name, folder in SERVICES.items()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_WIRING} == {}


def test_no_file_is_a_drawer_for_everything() -> None:
    named = [file for file in service_sources() if FORBIDDEN_NAMES.search(file.stem)]
    named += [file for file in service_sources() if FORBIDDEN_NAMES.search(file.parent.name)]
    assert [str(file.relative_to(ROOT)) for file in named] == []


def test_files_stay_short() -> None:
    long = {
        str(f.relative_to(ROOT)): n for f in all_sources() if (n := len(f.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_topics_and_types_are_written_in_the_contracts_only() -> None:
    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, text) for line, text in strings(file) if TOPIC.match(text))

    assert broken(service_sources(), wrong) == []


def code_words(file: Path) -> Iterator[tuple[int, str]]:
    """(line, name) of every name, attribute and import: prose in docstrings may say what it likes."""
    yield from imports(file)
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr


def test_commands_do_not_speak_http() -> None:
    commands = [file for file in service_sources() if "commands" in (file.stem, file.parent.name)]

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, word) for line, word in code_words(file) if HTTP_WORDS.search(word))

    assert broken(commands, wrong) == []


def test_connections_are_taken_by_the_unit_of_work_only() -> None:
    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, word) for line, word in code_words(file) if word in ("engine", "AsyncEngine"))

    assert broken(service_sources(), wrong) == []


def test_middleware_is_plain_asgi() -> None:
    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, word) for line, word in code_words(file) if "BaseHTTPMiddleware" in word)

    assert broken(all_sources(), wrong) == []


def test_only_projections_remember_and_only_reactions_publish() -> None:
    projections = [file for file in service_sources() if "projections" in (file.stem, file.parent.name)]

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, word) for line, word in code_words(file) if word == "publish")

    assert broken(projections, wrong) == []


def calls(file: Path) -> Iterator[tuple[int, str]]:
    """(line, name) of everything that is called, without what stands before the last dot."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.lineno, node.func.id if isinstance(node.func, ast.Name) else node.func.attr


def everything() -> list[Path]:
    """All Python of the project, tests and benchmarks too; what lies in hidden folders is not ours."""
    found = (file.relative_to(ROOT) for file in sorted(ROOT.rglob("*.py")))
    return [ROOT / file for file in found if not any(part.startswith(".") for part in file.parts)]


def test_kafka_clients_are_made_in_one_place() -> None:
    strangers = ROOT / "deploy/reference-consumers"
    tls = ROOT / "deploy/local/tests/test_kafka_tls.py"  # a stranger's client among ours
    makers = {ROOT / "chassis/kafka.py", ROOT / "deploy/local/saleswire/granting.py", tls}
    files = [f for f in everything() if f not in makers and strangers not in f.parents]

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, name) for line, name in calls(file) if CLIENT.search(name))

    assert broken(files, wrong) == []


def test_connections_to_postgresql_are_opened_in_one_place() -> None:
    files = [f for f in all_sources() if f.stem != "postgres" and not f.stem.startswith("testing")]

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and OPENS.match(ast.unparse(node.func)):
                yield node.lineno, ast.unparse(node.func)

    assert broken(files, wrong) == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        file
        for file in all_sources()
        if file.read_text().strip() and not ast.get_docstring(ast.parse(file.read_text()))
    ]
    assert [str(file.relative_to(ROOT)) for file in silent] == []


def test_every_service_brings_its_chassis_tables_up_to_date() -> None:
    newest = len(list((ROOT / "chassis/sql").glob("v*.sql")))
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
