"""The rules of what people read: each text is in a catalogue, and each catalogue is whole."""

import re
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import nodes

from tests.house.reading import ROOT
from web.rendering import templates

CATALOGUES = sorted(ROOT.glob("*/language/*.po")) + sorted(ROOT.glob("services/*/*/language/*.po"))
VALUE = re.compile(r"%\((\w+)\)s|%%")
TAG = re.compile(r"</?[a-z]+")
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-ask", "data-ask-button", "data-label", "label")
TEXTUAL = re.compile(r"[A-Za-z]{2,}")
HUMAN = re.compile(r"^[A-Z][a-z]+$|[A-Za-z]{2,} [A-Za-z(]|^[A-Z][a-z]+-[a-z]+$")
SAYS = {"_", "ngettext", "pgettext", "gettext"}


def catalogue(file: Path) -> Catalog:
    """What a file has."""
    return read_po(BytesIO(file.read_bytes()), locale=file.stem)


def said(message: Message) -> list[tuple[str, str]]:
    """(text, translation) of one, and of more."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string or ""))]
    return list(zip(message.id, message.string or ("", ""), strict=False))


def wrong_in(message: Message) -> str:
    """What is wrong with a translation; nothing when it is good."""
    for text, translated in said(message):
        if not translated.strip():
            return "is not translated"
        if set(VALUE.findall(text)) != set(VALUE.findall(translated)) and isinstance(message.id, str):
            return "has other values"
        if translated.replace("%%", "").count("%") != len([v for v in VALUE.findall(translated) if v]):
            return "has a percent sign that is not doubled"
        if sorted(TAG.findall(text)) != sorted(TAG.findall(translated)):
            return "has other tags"
        if (text[:1].isspace(), text[-1:].isspace()) != (translated[:1].isspace(), translated[-1:].isspace()):
            return "has other blanks at its ends"
    return "is fuzzy" if message.fuzzy else ""


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_text_is_translated(file: Path) -> None:
    found = [
        f"{message.id}: {why}" for message in catalogue(file) if message.id and (why := wrong_in(message))
    ]
    assert found == []


def test_a_text_is_translated_alike_wherever_it_is_said() -> None:
    known: dict[tuple[str, str, str | None], set[str]] = {}
    for file in CATALOGUES:
        for message in catalogue(file):
            if message.id:
                key = (file.stem, str(message.id), message.context)
                known.setdefault(key, set()).add(str(message.string))
    assert {key: each for key, each in known.items() if len(each) > 1} == {}


PAGES = ROOT / "services/web/web"


@pytest.mark.parametrize("file", sorted(PAGES.rglob("*.html")), ids=lambda file: str(file.relative_to(PAGES)))
def test_every_word_of_a_template_is_in_the_catalogue(file: Path) -> None:
    assert list(outside(str(file.relative_to(PAGES)), file.read_text())) == []


def outside(name: str, source: str) -> Iterator[str]:
    """Words of a template that are in no catalogue."""
    environment = templates()
    shown = _without_code(source)
    for line, text in enumerate(re.sub(r"<[^<>]*>", _spoken, shown, flags=re.S).splitlines(), 1):
        if TEXTUAL.search(re.sub(r"&[a-z]+;|<|>", "", text)):
            yield f"{name}:{line}: {text.strip()[:80]}"
    tree = environment.parse(source)
    inside = {
        id(const) for call in tree.find_all(nodes.Call) if _says(call) for const in call.find_all(nodes.Const)
    }
    pairs = list(tree.find_all(nodes.Pair))
    keys = {id(pair.key) for pair in pairs}
    keys |= {id(pair.value) for pair in pairs if str(pair.key.as_const()).startswith("hx-")}
    for const in tree.find_all(nodes.Const):
        if id(const) not in inside | keys and isinstance(const.value, str) and HUMAN.search(const.value):
            yield f"{name}:{const.lineno}: “{const.value[:80]}”"


def _says(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in SAYS


def _without_code(source: str) -> str:
    """The template with blanks for what is said by a catalogue or computed."""
    for code, sign in (
        (r"\{#.*?#\}|\{% block width %\}.*?endblock", " "),
        (r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", " "),
        (r"\{\{.*?\}\}|\{%.*?%\}", "·"),
    ):
        source = re.sub(code, partial(_over, sign), source, flags=re.S)
    return source


def _over(sign: str, found: re.Match[str]) -> str:
    """So many signs as the found text is long; the lines stay."""
    return re.sub(r"[^\n]", sign, found.group())


def _spoken(found: re.Match[str]) -> str:
    """The attributes of a tag that people read; the lines stay."""
    tag = found.group()
    kept = [f"{m.group(2)}" for m in re.finditer(r'\s([a-z-]+)="([^"]*)"', tag) if m.group(1) in SPOKEN]
    words = " ".join(one.replace("\n", " ") for one in kept if TEXTUAL.search(one) and "width=" not in one)
    return words + "\n" * tag.count("\n")
