"""Papers in every script of the trade: each letter has a glyph, and copied text reads as it was written."""

import io
import re
import unicodedata
from typing import Any

import pytest
from pypdf import PdfReader

from kernel.papers.fonts import han_of
from kernel.tests.printing import paper, printed, squeezed, text

SCRIPTS = {
    "Latin": ("Łódź Ærø Việt Nam", "Inter"),
    "Greek": ("Ελληνικά", "Inter"),
    "Cyrillic": ("Київ Ґалаґан", "Inter"),
    "Hebrew": ("שלום", "NotoSansHebrew"),
    "Arabic": ("شركة مرحبا", "IBMPlexSansArabic"),
    "Persian": ("پژگچ", "IBMPlexSansArabic"),
    "Thai": ("บริษัทไทย", "NotoSansThai"),
    "Devanagari": ("भारत", "NotoSansDevanagari"),
    "Chinese": ("北京测试公司", "NotoSansCJKsc"),
    "Japanese": ("株式会社テスト", "NotoSansCJKjp"),
    "Korean": ("한국전자", "NotoSansCJKkr"),
    "Georgian": ("საქართველო", "NotoSansGeorgian"),
    "Armenian": ("Հայաստան", "NotoSansArmenian"),
    "Tamil": ("தமிழ்", "NotoSansTamil"),
}

CLUSTERS = ("Thai", "Tamil")  # several glyphs each, told once as ActualText, which pypdf does not heed


def used(pdf: bytes) -> set[str]:
    """Names of the fonts that the pages use, without the mark of their subset and their weight."""
    resources: Any = [page["/Resources"] for page in PdfReader(io.BytesIO(pdf)).pages]
    found = (font.get_object() for each in resources for font in each["/Font"].values())
    return {re.sub(r"^/[A-Z]{6}\+|-.*$", "", font["/BaseFont"]) for font in found}


@pytest.mark.parametrize("script", SCRIPTS)
async def test_a_name_is_printed_in_its_own_letters(script: str) -> None:
    name, font = SCRIPTS[script]
    pdf = await printed(paper(name))
    assert font in used(pdf)
    assert "□" not in text(pdf)
    read = unicodedata.normalize("NFC", text(pdf))
    assert set(name) <= set(read)
    assert script in CLUSTERS or all(squeezed(word) in squeezed(read) for word in name.split()), read
    assert b"pdfaid" in pdf  # which no paper has that lacks a glyph


async def test_shared_characters_look_as_they_do_where_the_client_is() -> None:
    for country, font in (("Taiwan", "tc"), ("Hong Kong", "hk"), ("日本", "jp"), ("South Korea", "kr")):
        assert f"NotoSansCJK{font}" in used(await printed(paper("骨直角", country=country)))
    assert "NotoSansCJKsc" in used(await printed(paper("骨直角", country="Norway")))


@pytest.mark.parametrize(
    ("countries", "told", "han"),
    [
        (["NO", "TW"], "骨", "TC"),
        (["NO"], {"client": ["骨", "テスト"]}, "JP"),
        ([], ["骨 한국"], "KR"),
        ([], "plain", "SC"),
    ],
)
def test_without_such_a_country_what_stands_beside_them_decides(
    countries: list[str], told: Any, han: str
) -> None:
    assert han_of(countries, told) == han
