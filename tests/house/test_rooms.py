"""The chassis has rooms with doors, in an order."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.reading import ROOT, broken, everything, imports, sources

ROOMS = (
    "language",
    "work",
    "outbound",
    "inbound",
    "http",
    "lists",
    "testing",
)  # each may use those before it


def door(room: str) -> set[str]:
    """The names by which a room of the chassis is used."""
    for node in ast.parse((ROOT / "chassis" / room / "__init__.py").read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    raise AssertionError(f"chassis/{room}/__init__.py has no __all__")


def room_of(file: Path) -> str:
    """The room that a file stands in; nothing for one outside."""
    parts = file.relative_to(ROOT).parts
    return parts[1] if parts[0] == "chassis" and parts[1] in ROOMS else ""


def test_rooms_of_the_chassis_are_entered_by_their_doors() -> None:
    names = {room: door(room) for room in ROOMS}

    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        for line, name in imports(file):
            top, _, rest = name.partition(".")
            room, _, inside = rest.partition(".")
            if name == "chassis":
                yield line, "chassis as a whole leads past its doors"
            elif top == "chassis" and room in ROOMS and room != room_of(file) and inside not in names[room]:
                yield line, f"{inside} is not named at the door of chassis.{room}"

    innards = [ROOT / "chassis/tests", ROOT / "tests/faults/broken"]  # they take apart what is inside
    files = [file for file in everything() if not any(folder in file.parents for folder in innards)]
    assert broken(files, wrong) == []


def test_rooms_of_the_chassis_depend_downwards() -> None:
    def wrong(file: Path) -> Iterator[tuple[int, str]]:
        here = ROOMS.index(room_of(file))
        for line, name in imports(file):
            top, room, *_ = (*name.split("."), "")
            if top == "chassis" and room in ROOMS and ROOMS.index(room) > here:
                yield line, f"chassis.{room_of(file)} must not use chassis.{room}"

    assert broken([file for room in ROOMS for file in sources(ROOT / "chassis" / room)], wrong) == []
