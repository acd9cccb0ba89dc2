"""Writes ``<package>/language/<code>.po``: every text of a package, with the translation that it has.

A new text comes with an empty translation, one that nobody says any more goes. Texts are calls of the
functions of ``chassis.language`` in Python and in templates of the pages, ``say("…")`` in those of papers;
what the contracts say of a value is an ``Unfit("…")``, and their codes, such as statuses and keys of columns,
are read off the services' descriptions.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from chassis.language import ENGLISH, LANGUAGES, words
from contracts.event import Event
from contracts.messages import all_messages
from contracts.units import CUSTOMARY
from saleswire.published.descriptions import Document, descriptions

ONE_TEXT = dict.fromkeys(("_", "N_", "Unfit", "gettext"), 1)
CALLS = ONE_TEXT | dict.fromkeys(("ngettext", "pgettext", "NC_"), 2)  # how many texts each takes
SAID_ON_PAPER = re.compile(r'\bsay\(\s*"((?:[^"\\]|\\.)*)"')
JINJA = {"encoding": "utf-8", "silent": "false", "trimmed": "true", "newstyle_gettext": "true"}
HEAD = """msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
ACCESS = "identity"  # the service that keeps roles


class NotAText(Exception):
    """A call that should name a text names something else; the message says where."""


@dataclass(frozen=True)
class Text:
    """One text of the source."""

    id: str | tuple[str, str]  # one text, or those of one and of more
    context: str | None
    place: str


def folders(root: Path) -> dict[str, Path]:
    """Every package that speaks, by name."""
    found = {"contracts": root / "contracts", "chassis": root / "chassis", "kernel": root / "kernel"}
    services = (app.parent for app in sorted(root.glob("services/*/*/app.py")))
    return found | {folder.name: folder for folder in services}


def files(root: Path) -> Iterator[tuple[Path, str]]:
    """Path and content of all catalogues."""
    for name, folder in folders(root).items():
        found = [*texts(folder, root), *(codes() if name == "contracts" else ())]
        for code in LANGUAGES:
            if code != ENGLISH and found:
                path = folder / "language" / f"{code}.po"
                yield path, written(merged(found, code, path.read_bytes() if path.exists() else b""))


def texts(folder: Path, root: Path) -> Iterator[Text]:
    """All texts of a package."""
    for file in sorted(folder.rglob("*")):
        place = str(file.relative_to(root))
        if {"tests", "static", "migrations", "build"} & set(file.relative_to(folder).parts):
            continue
        if file.suffix == ".py":
            yield from in_python(file.read_text(), place)
        elif file.suffix == ".html":
            yield from in_template(file, place)
        elif file.suffix == ".typ":
            yield from (Text(_plain(said), None, place) for said in SAID_ON_PAPER.findall(file.read_text()))


def in_python(source: str, place: str) -> Iterator[Text]:
    """The texts of a module; raises NotAText for a call whose text is put together when it runs."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            given = node.args[: CALLS[node.func.id]]
            said = [
                one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            if len(said) == CALLS[node.func.id]:
                yield _text(node.func.id, said, place)
            elif any(isinstance(one, ast.JoinedStr) for one in given):
                raise NotAText(f"{place}:{node.lineno}: a text of its own with values as %(name)s")


def in_template(file: Path, place: str) -> Iterator[Text]:
    """The texts of a template of the pages."""
    with file.open("rb") as opened:
        for _, function, message, _ in babel_extract(opened, list(CALLS), [], JINJA):
            given = [message] if isinstance(message, str) else [*(message or ())]
            said = [one for one in given[: CALLS[function]] if one is not None]
            if len(said) == CALLS[function]:
                yield _text(function, said, place)


def _text(function: str, said: list[str], place: str) -> Text:
    if function in ("pgettext", "NC_"):
        return Text(said[1], said[0], place)
    return Text((said[0], said[1]) if function == "ngettext" else said[0], None, place)


def codes() -> Iterator[Text]:
    """What the services' descriptions name: values of enumerations, keys of lists, labels of events, streams;
    units that every company begins with, and built-in roles."""
    found = {name for document in descriptions().values() for name in _named(document)} - LANGUAGES.keys()
    events = [message for _, message in all_messages() if issubclass(message, Event)]
    found |= {event.stream.name for event in events}
    names = {name for _, name in CUSTOMARY.values()} | {words(role) for role in _roles()}
    labels = names | {event.label for event in events}
    said = labels | {words(name) for name in found if re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", name)}
    yield from (Text(each, None, "contracts") for each in sorted(said))


def _roles() -> Iterator[str]:
    """The roles that every company begins with."""
    yield from import_module(f"{ACCESS}.roles").BUILT_IN


def _named(document: Document) -> Iterator[str]:
    schemas = document["components"]["schemas"]
    yield from _values(document)
    for name, schema in schemas.items():
        if name.endswith("Item") and "id" in schema.get("properties", {}):
            yield from schema["properties"]


def _values(node: Any) -> Iterator[str]:
    """Of all enumerations below."""
    if isinstance(node, dict):
        listed = node.get("enum")
        one = node.get("const")
        yield from (
            value for value in (listed if isinstance(listed, list) else [one]) if isinstance(value, str)
        )
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from _values(each)


def merged(found: Iterable[Text], code: str, known: bytes) -> Catalog:
    """The texts with the translations that are known."""
    before = read_po(BytesIO(known), locale=code)
    catalogue = Catalog(locale=code)
    for text in sorted(found, key=lambda one: one.place):
        own = before.get(text.id if isinstance(text.id, str) else text.id[0], text.context)
        said = own.string if own and own.pluralizable == isinstance(text.id, tuple) else None
        catalogue.add(text.id, said, [(text.place, 0)], context=text.context)
    return catalogue


def written(catalogue: Catalog) -> str:
    """The catalogue as a file: by the places of its texts, which editors for translators show."""
    out = BytesIO()
    write_po(out, catalogue, width=110, omit_header=True, sort_by_file=True, include_lineno=False)
    head = HEAD.format(code=catalogue.locale_identifier, plural=catalogue.plural_forms)
    return head + out.getvalue().decode().strip() + "\n"


def _plain(said: str) -> str:
    return said.replace('\\"', '"').replace("\\\\", "\\")
