"""Which characters the bundled fonts can show, read from the fonts themselves, and text made of only those.

A PDF/A with a missing glyph is not one, so what no font can show becomes an empty box.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from struct import unpack_from
from typing import Any

FONTS = Path(__file__).parent / "fonts"
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
    if character == "\n" or ord(character) in coverage():
        return character
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cs") else BOX


@cache
def coverage() -> frozenset[int]:
    """Code points that at least one of the fonts has a glyph for."""
    return frozenset(code for file in sorted(FONTS.glob("*.ttf")) for code in code_points(file.read_bytes()))


def code_points(font: bytes) -> Iterator[int]:
    """Code points of a TrueType font's character map, formats 4 and 12."""
    count = unpack_from(">H", font, 4)[0]
    tables = {font[at : at + 4]: unpack_from(">L", font, at + 8)[0] for at in range(12, 12 + 16 * count, 16)}
    start = tables[b"cmap"]
    for number in range(unpack_from(">H", font, start + 2)[0]):
        at = start + unpack_from(">L", font, start + 8 + 8 * number)[0]
        kind = unpack_from(">H", font, at)[0]
        if kind == 12:
            yield from _groups(font, at)
        elif kind == 4:
            yield from _segments(font, at)


def _groups(font: bytes, at: int) -> Iterator[int]:
    for number in range(unpack_from(">L", font, at + 12)[0]):
        first, last, _ = unpack_from(">3L", font, at + 16 + 12 * number)
        yield from range(first, last + 1)


def _segments(font: bytes, at: int) -> Iterator[int]:
    twice = unpack_from(">H", font, at + 6)[0]
    for segment in range(0, twice, 2):
        last = unpack_from(">H", font, at + 14 + segment)[0]
        first, delta, offset = (
            unpack_from(">H", font, at + 16 + segment + part * twice)[0] for part in (1, 2, 3)
        )
        place = at + 16 + segment + 3 * twice + offset
        for code in range(first, min(last, 0xFFFE) + 1):
            index = code + delta if offset == 0 else unpack_from(">H", font, place + 2 * (code - first))[0]
            if index & 0xFFFF:
                yield code
