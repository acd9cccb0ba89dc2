"""Which characters the fonts can show, read from the fonts themselves, and text made of only those.

A PDF/A with a missing glyph is not one, so what no font can show becomes an empty box.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from struct import unpack_from
from typing import Any, BinaryIO

from kernel.papers.fonts import files

BOX = "□"
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
BLANKS = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# they reverse or hide what stands beside them, on a paper that people sign
TRICKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad]")


def shown(value: Any) -> Any:
    """The value with every text in it as the fonts can show it; keys and numbers stay."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {key: shown(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [shown(each) for each in value]
    return value


def text(given: str) -> str:
    """The text without control characters, with a box for each character that has no glyph."""
    if given.isascii() and given.isprintable():
        return given
    plain = BLANKS.sub(" ", TRICKS.sub("", LINE_ENDS.sub("\n", unicodedata.normalize("NFC", given))))
    return "".join(_glyph(character) for character in plain)


def _glyph(character: str) -> str:
    if character == "\n" or has_glyph(ord(character)):
        return character
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cs") else BOX


def has_glyph(code: int) -> bool:
    """Whether one of the fonts shows this code point; they are read one after the other until one does."""
    return any(code in coverage(file) for file in files())


@cache
def coverage(file: Path) -> frozenset[int]:
    """Code points that a font has a glyph for; of a collection, those of its first font."""
    with file.open("rb") as opened:
        return frozenset(code_points(_character_map(opened)))


def _character_map(opened: BinaryIO) -> bytes:
    head = opened.read(16)
    start = unpack_from(">L", head, 12)[0] if head.startswith(b"ttcf") else 0
    opened.seek(start + 4)
    count = unpack_from(">H", opened.read(8))[0]
    table = opened.read(16 * count)
    places = {table[at : at + 4]: unpack_from(">2L", table, at + 8) for at in range(0, 16 * count, 16)}
    place, length = places[b"cmap"]
    opened.seek(place)
    return opened.read(length)


def code_points(table: bytes) -> Iterator[int]:
    """Code points of a character map: by format 12, which has all of them, else by format 4."""
    count = unpack_from(">H", table, 2)[0]
    places = [unpack_from(">L", table, 8 + 8 * number)[0] for number in range(count)]
    by_format = {unpack_from(">H", table, place)[0]: place for place in places}
    if 12 in by_format:
        return _groups(table, by_format[12])
    return _segments(table, by_format[4])


def _groups(table: bytes, at: int) -> Iterator[int]:
    for number in range(unpack_from(">L", table, at + 12)[0]):
        first, last, _ = unpack_from(">3L", table, at + 16 + 12 * number)
        yield from range(first, last + 1)


def _segments(table: bytes, at: int) -> Iterator[int]:
    twice = unpack_from(">H", table, at + 6)[0]
    for segment in range(0, twice, 2):
        last = unpack_from(">H", table, at + 14 + segment)[0]
        first, delta, offset = (
            unpack_from(">H", table, at + 16 + segment + part * twice)[0] for part in (1, 2, 3)
        )
        place = at + 16 + segment + 3 * twice + offset
        for code in range(first, min(last, 0xFFFE) + 1):
            index = code + delta if offset == 0 else unpack_from(">H", table, place + 2 * (code - first))[0]
            if index & 0xFFFF:
                yield code
