"""What is done in one place only: topics, clients, connections, statements, others' private members."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.reading import (
    OURS,
    ROOT,
    all_sources,
    broken,
    calls,
    code_words,
    everything,
    imports,
    nodes,
    service_sources,
    sources,
    strings,
)

OPENS = re.compile(r"^(asyncpg\.(connect|create_pool)|create_(async_)?engine)$")
IMPORTED = re.compile(r"^asyncpg\.(connect|create_pool)$|^sqlalchemy\..*create_async_engine$")
CLIENT = re.compile(r"^(AIOKafka\w+|Kafka(Broker|AdminClient|Producer|Consumer))$")
TOPIC = re.compile(r"^sales\.")
HTTP_WORDS = re.compile(
    r"http|status_code|fastapi|starlette|\brequest\b|response\b|header|etag|cookie|\burl\b", re.IGNORECASE
)
NAMED_TUPLE = {"_asdict", "_fields", "_make", "_replace"}


def test_topics_and_types_are_written_in_the_contracts_only() -> None:
    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, text) for line, text in strings(file) if TOPIC.match(text))

    assert broken(service_sources(), wrong) == []


def test_commands_do_not_speak_http() -> None:
    commands = [file for file in service_sources() if "commands" in (file.stem, file.parent.name)]

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, word) for line, word in code_words(file) if HTTP_WORDS.search(word))

    assert broken(commands, wrong) == []


def test_connections_are_taken_by_the_unit_of_work_only() -> None:
    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, word) for line, word in code_words(file) if word in ("engine", "AsyncEngine"))

    assert broken(service_sources(), wrong) == []


def test_a_statement_is_run_by_the_work_alone() -> None:
    inside = ROOT / "chassis" / "work"

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for node in nodes(file):
            if isinstance(node, ast.Attribute) and ast.unparse(node).endswith("work.connection"):
                yield (
                    node.lineno,
                    "a work's connection is for its execute, scalar, stream and savepoint alone",
                )

    assert broken([file for file in all_sources() if inside not in file.parents], wrong) == []


def test_middleware_is_plain_asgi() -> None:
    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, word) for line, word in code_words(file) if "BaseHTTPMiddleware" in word)

    assert broken(all_sources(), wrong) == []


def test_kafka_clients_are_made_in_one_place() -> None:
    strangers = ROOT / "deploy/reference-consumers"
    tls = ROOT / "deploy/local/tests/test_kafka_tls.py"  # a stranger's client among ours
    makers = {ROOT / "chassis/kafka.py", ROOT / "deploy/local/saleswire/granting.py", tls}
    files = [f for f in everything() if f not in makers and strangers not in f.parents]

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, name) for line, name in calls(file) if CLIENT.search(name))

    assert broken(files, wrong) == []


def test_connections_to_postgresql_are_opened_in_one_place() -> None:
    files = [f for f in all_sources() if f.stem != "postgres" and f.parent.name != "testing"]

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for node in nodes(file):
            if isinstance(node, ast.Call) and OPENS.match(ast.unparse(node.func)):
                yield node.lineno, ast.unparse(node.func)
        yield from ((line, name) for line, name in imports(file) if IMPORTED.search(name))

    assert broken(files, wrong) == []


def own_private(files: list[Path]) -> set[str]:
    """Private names that our own classes and modules define."""
    found = set()
    for file in files:
        for node in nodes(file):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Store):
                inside = isinstance(node, ast.Name) or ast.unparse(node.value) in ("self", "cls")
                found |= {node.id if isinstance(node, ast.Name) else node.attr} if inside else set()
    return found


def _private_name(node: ast.AST) -> str:
    """The private member that a node reads or writes, by a dot or by ``getattr`` and its like."""
    name = node.attr if isinstance(node, ast.Attribute) else ""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("getattr", "setattr", "hasattr", "delattr"):
        name = node.args[1].value if isinstance(node.args[1], ast.Constant) else ""
    return name if re.match(r"__?[A-Za-z]\w*(?<!__)$", name) else ""


def test_private_members_of_libraries_stand_in_one_place() -> None:
    files = [*all_sources(), *sources(ROOT / "benchmarks")]
    known = NAMED_TUPLE | {"_exit"}  # of os, which documents it
    inside = {ROOT / "chassis/private.py", ROOT / "chassis/inbound/odd_records.py"}

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        ours = own_private([file]) | known
        for node in nodes(file):
            private = _private_name(node)
            if private and private not in ours:
                yield node.lineno, f"{ast.unparse(node)}: give it a name in chassis/private.py"
        yield from (
            (line, name)
            for line, name in imports(file)
            if re.search(r"\._[A-Za-z]", name) and name.split(".")[0] not in OURS
        )

    assert broken([file for file in files if file not in inside], wrong) == []
