"""What projections may not do, and where what is shown of an event stands."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from contracts.messages import events
from tests.house.reading import ROOT, SERVICES, broken, code_words, imports, nodes, service_sources, sources


def test_only_projections_remember_and_only_reactions_publish() -> None:
    projections = [file for file in service_sources() if "projections" in (file.stem, file.parent.name)]

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, word) for line, word in code_words(file) if word == "publish")

    assert broken(projections, wrong) == []


def test_projections_ask_no_command() -> None:
    """A command publishes, so a replay would say again what was said."""
    projections = [file for file in service_sources() if "projections" in (file.stem, file.parent.name)]

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        yield from ((line, name) for line, name in imports(file) if name.split(".")[1:2] == ["commands"])

    assert broken(projections, wrong) == []


def name_of(node: ast.AST | None) -> str:
    """A class's name, with or without its module before it."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def deal_events() -> set[str]:
    """Names of the events that the contracts state to be steps of a deal."""
    found = [node for file in sources(ROOT / "contracts") for node in nodes(file)]
    return {
        node.name
        for node in found
        if isinstance(node, ast.ClassDef)
        and any(isinstance(each, ast.AnnAssign) and ast.unparse(each.target) == "step" for each in node.body)
        and node.name != "Event"
    }


def test_what_is_shown_of_an_event_stands_beside_it_and_in_no_table_of_reporting() -> None:
    known = deal_events()
    assert len(known) > 40

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for node in nodes(file):
            held = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", ())
            if listed := known & {name_of(each) for each in held}:
                yield node.lineno, f"lists {', '.join(sorted(listed))}"

    assert broken(sources(SERVICES["reporting"]), wrong) == []


FINER = {"order": {"placed", "cleared", "held"}, "reservation": {"reserved", "released"}}  # than its own page


def test_a_document_stands_in_the_same_statuses_in_a_trace_as_on_its_own_page() -> None:
    told: dict[str, set[str]] = defaultdict(set)
    for event in events().values():
        if event.step is not None:
            told[event.__module__.split(".")[-1]] |= {
                status.replace("-", "_")
                for status in (event.step.status, event.step.in_part)
                if status and status not in FINER.get(event.stream.name, ())
            }
    assert {"quotes", "orders", "fulfillment", "billing"} <= told.keys()
    for module, statuses in told.items():
        assert statuses <= statuses_of(module), module


def statuses_of(service: str) -> set[str]:
    """Values of the classes that say where a document of the service stands."""
    return {
        ast.literal_eval(value.value)
        for file in sources(SERVICES[service])
        for node in nodes(file)
        if isinstance(node, ast.ClassDef) and node.name.endswith("Status")
        for value in node.body
        if isinstance(value, ast.Assign)
    }
