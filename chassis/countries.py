"""Countries by whatever people call them: their ISO 3166 codes, and how readers of a language call them.

Names and codes of three letters are CLDR's, which Babel brings; what people say beside them stands here.
"""

import re
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from chassis.language import ENGLISH
from contracts.text import searchable

LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "nb", "da", "fi", "cs", "hu", "ro", "tr"),
    *("el", "ru", "uk", "zh", "zh_Hant", "ja", "ko", "ar", "he", "hi", "th", "vi"),
)
SPOKEN = {
    "america": "US",
    "bosnia": "BA",
    "burma": "MM",
    "cape verde": "CV",
    "czech republic": "CZ",
    "east timor": "TL",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "hong kong": "HK",
    "ivory coast": "CI",
    "korea": "KR",
    "macao": "MO",
    "macau": "MO",
    "macedonia": "MK",
    "northern ireland": "GB",
    "prc": "CN",
    "republic of korea": "KR",
    "republic of south africa": "ZA",
    "russian federation": "RU",
    "scotland": "GB",
    "swaziland": "SZ",
    "the netherlands": "NL",
    "turkey": "TR",
    "uae": "AE",
    "uk": "GB",
    "united states of america": "US",
    "usa": "US",
    "viet nam": "VN",
    "wales": "GB",
    "香港": "HK",
    "台灣": "TW",
    "台湾": "TW",
    "대한민국": "KR",
}
SHORT = {
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
}  # CLDR's names explain more than post needs
COUNTRY = re.compile("[A-Z]{2}")
NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


@lru_cache(maxsize=1024)
def country_code(said: str) -> str:
    """The ISO 3166 code of what somebody calls a country, in any of our languages; empty for what is none."""
    plain = searchable(said).replace(".", "").strip()
    if said.strip().upper() in _names(ENGLISH):
        return said.strip().upper()
    if plain in SPOKEN:
        return SPOKEN[plain]
    by_three = get_global("territory_aliases").get(said.strip().upper(), [])
    if len(said.strip()) == 3 and len(by_three) == 1:
        return str(by_three[0])
    return next((found for language in LANGUAGES if (found := _codes(language).get(plain))), "")


def country_name(code: str, locale: str = ENGLISH) -> str:
    """How readers of the language call a country; empty for what is no code."""
    short = SHORT.get(code) if locale.startswith("en") else None
    return short or _names(locale).get(code, "")


@cache
def _codes(language: str) -> dict[str, str]:
    return {searchable(name).replace(".", ""): code for code, name in _names(language).items()}


@cache
def _names(language: str) -> dict[str, str]:
    named = {str(code): str(name) for code, name in Locale.parse(language).territories.items()}
    return {code: name for code, name in named.items() if COUNTRY.fullmatch(code) and code not in NO_COUNTRY}
