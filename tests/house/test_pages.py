"""The rules of the pages: a section is a folder that nobody else names, neither by import nor by address.

Nothing is imported or run. What a section answers at is read off its links, its places and its routes.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.reading import ROOT, SERVICES, imports, nodes

WEB = ROOT / "services/web/web"
SECTIONS = {file.parent.name: file.parent for file in sorted(WEB.glob("sections/*/section.py"))}
WIRING = WEB / "app.py"
UNREAD = {"built", "__pycache__"}  # what the build made
TEXTS = {".py", ".html", ".js"}
COLUMNS = 120
BLOCKS = (
    "address|article|aside|body|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header"
    "|iframe|legend|li|main|nav|ol|option|p|pre|section|select|summary|table|tbody|td|template|tfoot|th|thead|tr|ul"
)
SERVICE = re.compile(r"^/?api(/|$)|://[^/\s]*/api(/|$)")
ASKS = {  # what a browser asks by itself: anywhere in a script, in attributes that scripts read
    ".js": re.compile(r"""/api(?![\w-])|["'`]api/"""),
    ".html": re.compile(r"""\b(?:hx|data|sse)-[\w-]+=["']/?api(?![\w-])"""),
}
ROUTES = {f"router.{verb}" for verb in ("get", "post", "put", "patch", "delete")}


def files(folder: Path) -> list[Path]:
    """Modules, templates and scripts below a folder."""
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix in TEXTS and not UNREAD & set(file.relative_to(WEB).parts)
    ]


def shell() -> list[Path]:
    """Everything that belongs to no section, and the list of sections itself not."""
    return [file for file in files(WEB) if "sections" not in file.relative_to(WEB).parts]


def addresses(folder: Path) -> set[str]:
    """First parts of the addresses that a section answers at."""
    found: set[str] = set()
    for file in folder.glob("*.py"):
        for node in nodes(file):
            if isinstance(node, ast.Call):
                found |= set(_said(node))
    return {text.split("/")[1] for text in found if re.match(r"/[a-z]", text)}


def _said(call: ast.Call) -> Iterator[str]:
    """Addresses in a call: a link's path, the places of a section, a route."""
    for word in call.keywords:
        if word.arg == "path" and isinstance(word.value, ast.Constant):
            yield str(word.value.value)
        if word.arg == "places" and isinstance(word.value, ast.Dict):
            yield from (str(each.value) for each in word.value.values if isinstance(each, ast.Constant))
    if ast.unparse(call.func) in ROUTES and call.args and isinstance(call.args[0], ast.Constant):
        yield str(call.args[0].value)


def written(file: Path, first_parts: set[str]) -> Iterator[str]:
    """Lines that write such an address: at the start of a text or of an attribute, never after /api."""
    known = "|".join(sorted(map(re.escape, first_parts), key=len, reverse=True))
    address = re.compile(rf"""["'`]/({known})(?=["'`/?#{{$])""")
    for line, text in enumerate(file.read_text().splitlines(), 1):
        if found := address.search(text):
            yield f"{file.relative_to(WEB)}:{line} writes {found[0][1:]}"


def services_addresses(file: Path) -> Iterator[str]:
    """Addresses of services that a module writes, alone or as the beginning of a longer text."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Constant) and SERVICE.search(str(node.value)):
            yield f"{file.relative_to(WEB)}:{node.lineno} writes {node.value}"


def asked_by_scripts(folder: Path) -> Iterator[str]:
    """Where a script below a folder would ask a service itself, past the routes of the pages."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in ASKS and not UNREAD & set(file.relative_to(folder).parts):
            for line, text in enumerate(file.read_text().splitlines(), 1):
                if ASKS[file.suffix].search(text):
                    yield f"{file.relative_to(folder)}:{line}"


def owned() -> dict[str, set[str]]:
    """First parts by section."""
    return {name: addresses(folder) for name, folder in SECTIONS.items()}


def test_every_section_is_a_folder_with_its_place_in_the_sidebar() -> None:
    order = (WEB / "sections/__init__.py").read_text()
    folders = {
        file.name for file in (WEB / "sections").iterdir() if file.is_dir() and file.name not in UNREAD
    }
    assert folders == set(SECTIONS) == set(re.findall(r'\((?:N_\()?"[A-Z]\w+"\)?, "(\w+)"\)', order))


def test_the_shell_imports_no_section() -> None:
    wrong = [
        f"{file.relative_to(WEB)}:{line} imports {name}"
        for file in shell()
        if file.suffix == ".py"
        for line, name in imports(file)
        if name.startswith("web.sections") and (file, name) != (WIRING, "web.sections.SECTIONS")
    ]
    assert wrong == []


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_imports_no_other(section: str) -> None:
    own = f"web.sections.{section}"
    wrong = [
        f"{file.relative_to(WEB)}:{line} imports {name}"
        for file in files(SECTIONS[section])
        if file.suffix == ".py"
        for line, name in imports(file)
        if name.startswith("web.sections") and not f"{name}.".startswith(f"{own}.")
    ]
    assert wrong == []


def test_the_shell_names_no_folder_of_a_section() -> None:
    named = re.compile(rf"""sections/({"|".join(SECTIONS)})\b""")
    wrong = [str(file.relative_to(WEB)) for file in shell() if named.search(file.read_text())]
    assert wrong == []


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_shows_no_template_of_another(section: str) -> None:
    others = "|".join(name for name in SECTIONS if name != section)
    named = re.compile(rf"""sections/({others})/""")
    wrong = [str(f.relative_to(WEB)) for f in files(SECTIONS[section]) if named.search(f.read_text())]
    assert wrong == []


def test_the_shell_writes_no_address_of_a_section() -> None:
    every = {part for parts in owned().values() for part in parts}
    assert [words for file in shell() for words in written(file, every)] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_writes_no_address_of_another(section: str) -> None:
    own = owned()
    others = {part for name, parts in own.items() if name != section for part in parts} - own[section]
    assert [words for file in files(SECTIONS[section]) for words in written(file, others)] == []


def templates() -> list[Path]:
    """All of them."""
    return [file for file in files(WEB) if file.suffix == ".html"]


def test_a_line_of_a_template_can_be_read_without_scrolling() -> None:
    wrong = [
        f"{file.relative_to(WEB)}:{line}"
        for file in templates()
        for line, text in enumerate(file.read_text().splitlines(), 1)
        if len(text) > COLUMNS
    ]
    assert wrong == []


def test_a_block_of_a_template_begins_its_line() -> None:
    """So a line holds one block, with its text and what stands in that."""
    opened = re.compile(rf"(?<=\S)\s*<({BLOCKS})\b")
    wrong = [
        f"{file.relative_to(WEB)}:{line} opens {found[1]}"
        for file in templates()
        for line, text in enumerate(file.read_text().splitlines(), 1)
        if (found := opened.search(text))
    ]
    assert wrong == []


def test_what_is_asked_of_a_service_is_an_operation_with_the_type_of_its_answer() -> None:
    """Templates may lead a browser to a file of a service; modules ask by ``web.api`` alone."""
    generated = {WEB / "api" / f"{service}.py" for service in (*SERVICES, "answers")}
    generated.add(WEB / "lists/permissions.py")
    modules = [file for file in files(WEB) if file.suffix == ".py" and file not in generated]
    assert any(services_addresses(WEB / "api/orders.py"))
    assert [words for file in modules for words in services_addresses(file)] == []


def test_scripts_ask_the_pages_and_no_service() -> None:
    """What a person may see and how it is said is decided in one place: the routes of the pages."""
    assert any(WEB.glob("sections/*/*.js"))
    assert list(asked_by_scripts(WEB)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.js", 'await fetch("/api/orders?limit=1")'),
        ("a.js", "await fetch(`${location.origin}/api/orders`)"),
        ("a.js", "await fetch('api/orders')"),
        ("a.html", '<div data-price="/api/quotes/price"></div>'),
        ("a.html", '<button hx-post="/api/orders/1/place"></button>'),
    ],
)
def test_a_script_that_asks_a_service_is_found(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "fine.html").write_text('<a href="/api/orders/export.csv" data-api="/orders">The file</a>\n')
    (tmp_path / name).write_text(f"<p>\n{text}\n")
    assert list(asked_by_scripts(tmp_path)) == [f"{name}:2"]
