"""The typefaces of papers: packages of fonts for all scripts, and which of them shows Han as read where.

They lie in the environment, not in the tree. Files are opened with the first text that needs them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGES = ("fontpkg_inter", "fontpkg_ibm_plex_sans_arabic", "manimgx_fonts", "manimgx_fonts_cjk")
HAN_FILE = "NotoSansCJK-VF.otf.ttc"
FILES = {  # in the order in which a glyph is looked for
    "Inter": "Inter[opsz,wght].ttf",
    "IBM Plex Sans Arabic": "IBMPlexSansArabic-Regular.ttf",  # what is copied from it reads as it was written
    "Noto Sans Arabic": "NotoSansArabic[wght].ttf",
    "Noto Sans Hebrew": "NotoSansHebrew[wght].ttf",
    "Noto Sans Thai": "NotoSansThai[wght].ttf",
    "Noto Sans Devanagari": "NotoSansDevanagari[wght].ttf",
    "Noto Sans CJK": HAN_FILE,
    **{
        f"Noto Sans {script}": f"NotoSans{script}[wght].ttf"
        for script in (
            *("Armenian", "Bengali", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Kannada", "Khmer"),
            *("Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu"),
        )
    },
    "Noto Sans": "NotoSans[wght].ttf",
    "Noto Emoji": "NotoEmoji[wght].ttf",
    "Noto Sans Symbols": "NotoSansSymbols[wght].ttf",
}
HAN = {  # how readers of a country know the characters that China, Japan and Korea share
    **dict.fromkeys(("CN", "SG", "MY"), "SC"),
    "TW": "TC",
    **dict.fromkeys(("HK", "MO"), "HK"),
    "JP": "JP",
    **dict.fromkeys(("KR", "KP"), "KR"),
}
KANA = re.compile("[\u3041-\u30ff\uff66-\uff9f]")
HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")


@cache
def folders() -> tuple[Path, ...]:
    """Where the packages lie; nothing of them is run."""
    found = (find_spec(name) for name in PACKAGES)
    places = (place for spec in found if spec for place in spec.submodule_search_locations or ())
    return tuple(Path(place) for place in places)


@cache
def files() -> tuple[Path, ...]:
    """The fonts' files in the order in which a glyph is looked for."""
    present = {file.name: file for folder in folders() for file in folder.rglob("*.tt[fc]")}
    return tuple(present[name] for name in FILES.values())


def families(han: str) -> list[str]:
    """All families for typst, with the one of ``han`` for the shared characters: SC, TC, HK, JP or KR."""
    return [f"{name} {han}" if name == "Noto Sans CJK" else name for name in FILES]


def han_of(countries: Iterable[str], told: Any) -> str:
    """By the first country that writes them; else by what stands beside them on the paper; else SC."""
    known = (HAN[country] for country in countries if country in HAN)
    return next(known, None) or _by_neighbours("".join(_texts(told)))


def _by_neighbours(text: str) -> str:
    if KANA.search(text):
        return "JP"
    return "KR" if HANGUL.search(text) else "SC"


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        if not told.isascii():
            yield told
    elif isinstance(told, dict):
        for each in told.values():
            yield from _texts(each)
    elif isinstance(told, list | tuple):
        for each in told:
            yield from _texts(each)
