"""Nothing that a page says is missing from the catalogues: the pseudo-language has all of it in brackets.

Every kind of page is read as an administrator sees it. What stands outside the brackets must be data: words
that the API itself answers, asked in the same language.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx2
import pytest
from atlas import explored
from babel import Locale
from babel.dates import get_month_names

from web.lists.permissions import READ

PSEUDO = {"Accept-Language": "qps"}
SAID = re.compile("⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{2,}")
CODE = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
UNSEEN = {"script", "style", "svg", "code", "pre", "kbd"}
ATTRIBUTES = ("title", "aria-label", "placeholder", "alt", "data-ask", "content")
OWN = {  # names, and words that are the same in every language
    *(
        "Saleswire",
        "PDF",
        "CSV",
        "Excel",
        "API",
        "QR",
        "UPC",
        "BOM",
        "IBAN",
        "BIC",
        "VAT",
        "SO",
        "PO",
        "ID",
        "ZIP",
    ),
    *(
        "EUR",
        "USD",
        "CHF",
        "GBP",
        "Europe",
        "Berlin",
        "UTC",
        "esc",
        "English",
        "Deutsch",
        "min",
        "ms",
        "kg",
        "license",
    ),
} | {"admin", "leader", "importer", "operations"}  # lists show the names of roles as they are
WIDTHS = ("abbreviated", "wide")
MONTHS = {
    name.strip(".")
    for width in WIDTHS
    for context in ("format", "stand-alone")
    for name in get_month_names(width, context, "de").values()
}
ZONES = re.compile(r"[A-Z][A-Za-z]+(/[A-Za-z_+-]+)+")


class Shown(HTMLParser):
    """What a page shows or tells a screen reader, piece by piece."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Its words, and whether what follows is seen."""
        self._unseen += tag in UNSEEN
        self.pieces += [value for name, value in attrs if name in ATTRIBUTES and value and tag != "meta"]

    def handle_endtag(self, tag: str) -> None:
        """Seen again."""
        self._unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._unseen:
            self.pieces.append(data)


CURRENCIES = {word for name in Locale("de").currencies.values() for word in WORD.findall(name)}
CODES = set(Locale("de").currencies)
MEASURED = re.compile(r"\S*\d\S*")  # numbers of documents, ids, sizes


def words(text: str) -> set[str]:
    """The words outside the brackets."""
    left = unescape(text)
    while left != (shorter := SAID.sub(" ", left)):
        left = shorter
    return set(WORD.findall(MEASURED.sub(" ", ZONES.sub(" ", left))))


def leaves(value: Any) -> Iterator[str]:
    """The texts of an answer that are no codes."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, str) and not CODE.fullmatch(value):
        yield value


async def data(api: httpx2.AsyncClient) -> set[str]:
    """The words of all records: of the lists, and of each record that has an address below its list."""
    known: set[str] = set()
    described = (await api.get("/api/openapi.json")).json()["paths"]
    below: dict[str, list[str]] = {}
    for path, operations in described.items():
        if "get" in operations and path.count("{") == 1:
            below.setdefault(path.split("/{")[0], []).append(path)
        if "get" in operations and "{" not in path and path not in READ:
            known |= await _words_of(api, path)
    for path in READ:
        answer = (await api.get(path, params={"limit": 200})).json()
        known |= {word for text in leaves(answer) for word in words(text)}
        for record in answer.get("items", [])[:60]:
            for address in below.get(path, []):
                known |= await _words_of(api, re.sub(r"\{\w+\}", record["id"], address))
    return known | {word.upper() for word in known}  # the country on an envelope


async def _words_of(api: httpx2.AsyncClient, path: str) -> set[str]:
    async with api.stream("GET", path) as answer:
        if answer.status_code != 200 or "json" not in answer.headers.get("content-type", ""):
            return set()
        await answer.aread()
    return {word for text in leaves(answer.json()) for word in words(text)}


@pytest.mark.parametrize("role", ["administrator", "seller"])
async def test_every_word_of_a_page_is_in_a_catalogue_or_is_data(
    role: str, stack: Any, sign_ins: Any
) -> None:
    everything = await stack.administrator()
    everything.client.headers.update(PSEUDO)
    try:
        known = OWN | MONTHS | CURRENCIES | CODES | await data(everything.client)
    finally:
        del everything.client.headers["accept-language"]
    async with await sign_ins.client(role) as client:
        client.headers.update(PSEUDO)
        atlas = await explored(client, "/")
        assert len(atlas.pages) > 40
        forgotten = {
            kind: sorted(left)
            for kind, address in sorted(atlas.pages.items())
            if (left := await _left(client, address, known))
        }
    assert not forgotten, "\n".join(f"{kind}: {' '.join(left)}" for kind, left in forgotten.items())


async def _left(client: httpx2.AsyncClient, address: str, known: set[str]) -> set[str]:
    """Words of a page that are neither said by a catalogue nor known."""
    shown = Shown((await client.get(address)).text)
    return words(" ".join(shown.pieces)) - known
