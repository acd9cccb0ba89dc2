"""Papers: what goes in comes out as archival, accessible, always the same PDF."""

import io
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from barcode.charsets.code128 import CODES  # type: ignore[import-untyped]  # it has no types
from pypdf import PdfReader

from chassis.errors import Busy, Refused
from chassis.language import speaking
from contracts import money
from contracts.event import new_id
from contracts.values import FreightTax, ItemKind, TaxPolicy, Totals
from kernel.papers import codes, figures, glyphs, number_beside
from kernel.papers.press import MOST_WAITING, Press
from kernel.tests.printing import SOURCE, letterhead, paper, printed, squeezed, text

HOSTILE = {
    "typst": r"#let x = 1; *bold* _it_ $x^2$ \ @ref <lab> `raw` // c /* d */ [ ] #panic() #read(1)",
    "markup": "= head - item + number / term: ~ -- ... 'q' \"q\" &amp; <b> %s {0} ${x}",
    "accents": "Łódź, Ærø, Ñandú, Ελλάδα, Україна, Việt Nam",
    "hebrew": "שלום",
    "arabic": "مرحبا",
    "emoji": "ok 😀 👍🏽 👩‍💻 done",
}


async def test_a_paper_is_archival_accessible_and_says_what_it_is() -> None:
    pdf = await printed(paper("hello"))
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert reader.metadata is not None
    assert reader.metadata.title == "Thing T-1"
    assert reader.metadata.creation_date_raw == "D:20260302000000Z"


async def test_a_paper_speaks_the_language_in_which_it_was_made() -> None:
    with speaking("de"):
        made = paper("hallo")
    pdf = await printed(made)
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"] == "de"
    assert "Seite 1 von 1" in text(pdf)
    assert pdf == await printed(paper("hallo", language="de"))
    assert made.etag(made.told()) != paper("hallo").etag(paper("hallo").told())


async def test_values_stand_in_what_a_template_says_as_they_are() -> None:
    source = SOURCE + b'#say("Logo of %(company)s", company: told.texts.at(0))'
    pdf = await printed(paper("100 %% *AG* %(company)s", source=source, language="de"))
    assert "Logo von 100 %% *AG* %(company)s" in text(pdf)


async def test_a_template_says_nothing_that_no_catalogue_has_seen() -> None:
    with pytest.raises(Refused):
        await printed(paper("a", source=SOURCE + b'#let unseen = say\n#unseen("Hidden")'))


async def test_the_same_paper_has_the_same_bytes_in_every_process() -> None:
    assert await printed(paper("hello")) == await printed(paper("hello"))


async def test_a_mark_changes_with_the_version_the_words_and_the_template() -> None:
    marks = {each.etag(each.told()) for each in (paper("a"), paper("b"), paper("a", version=4))}
    marks.add(paper("a", source=SOURCE + b" ").etag(paper("a").told()))
    assert len(marks) == 4
    assert paper("a").etag(paper("a").told()) in marks


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_people_write_is_text_and_nothing_else(name: str) -> None:
    pdf = await printed(paper(HOSTILE[name]))
    assert squeezed(HOSTILE[name]) in squeezed(text(pdf))
    assert b"pdfaid" in pdf


async def test_a_word_of_300_letters_stays_on_the_page() -> None:
    pdf = await printed(paper("W" * 300))
    assert "W" * 300 in squeezed(text(pdf))
    assert len(re.findall("W+", text(pdf))) > 1


async def test_what_no_font_shows_is_a_box_on_a_paper_that_is_still_archival() -> None:
    pdf = await printed(paper("\U0001d173𓀀 𐎠 a\u0007b \u202ecba"))
    assert "□ □ ab cba" in text(pdf)
    assert b"pdfaid" in pdf


def test_text_that_hides_or_turns_others_is_made_plain() -> None:
    assert glyphs.text("a\u200bb\tc\r\nd\u202e") == "ab c\nd"
    assert glyphs.shown({"k": ["a\u202e", 1, ("b",)]}) == {"k": ["a", 1, ["b"]]}


async def test_a_template_that_fails_is_a_problem_that_says_so() -> None:
    with pytest.raises(Refused, match="Thing T-1"):
        await printed(paper("a", source=b"#panic(1)"))


async def test_a_template_reads_no_files_beside_the_letterhead() -> None:
    with pytest.raises(Refused):
        await printed(paper("a", source=b'#read("/../../pyproject.toml")'))


async def test_when_too_many_wait_the_next_is_asked_to_come_again() -> None:
    press = Press()
    for number in range(MOST_WAITING):
        press._places.take(number)
    with pytest.raises(Busy):
        await press.printed(paper("a"), paper("a").told())


def test_the_qr_code_leads_to_the_page_at_the_public_origin() -> None:
    said = json.loads(paper("a").told())
    assert said["link"] == "https://sales.example/things/1"
    assert said["qr"] == codes.qr_code("https://sales.example/things/1")
    assert letterhead(public_origin="", issuer="http://issuer/").origin == "http://issuer"


@pytest.mark.parametrize("content", ["SN-2026-000123", "12345678", "aB~ !", "P-1"])
def test_the_bars_of_a_label_say_its_serial_number(content: str) -> None:
    svg = codes.code_128(content)
    assert svg is not None
    assert decoded(svg) == content


def decoded(svg: str) -> str:
    """What a scanner would read from the drawn bars: code sets B and C."""
    width = int(svg.split('viewBox="0 0 ')[1].split()[0])
    drawn = ["0"] * width
    for at, length in re.findall(r"M(\d+) 0h(\d+)", svg):
        drawn[int(at) : int(at) + int(length)] = "1" * int(length)
    modules = "".join(drawn).strip("0")
    symbols = [CODES.index(modules[at : at + 11]) for at in range(0, len(modules) - 13, 11)]
    *data, check = symbols
    assert check == (data[0] + sum(at * symbol for at, symbol in enumerate(data))) % 103
    pairs, said = data[0] == 105, ""
    for symbol in data[1:]:
        if symbol in (99, 100) and not (pairs and symbol == 99):
            pairs = symbol == 99
        else:
            said += f"{symbol:02}" if pairs else chr(symbol + 32)
    return said


def test_letters_beyond_ascii_have_no_bars() -> None:
    assert codes.code_128("Ü-1") is None
    assert codes.code_128("") is None
    assert not codes.is_fine_enough("X" * 50, 58)


@pytest.mark.parametrize(
    ("value", "currency", "sum", "price"),
    [
        ("1234.5", "EUR", "1,234.50", "1,234.50"),
        ("0.333333", "EUR", "0.33", "0.333333"),
        ("-7", "JPY", "−7", "−7"),
        ("1000000", "KWD", "1,000,000.000", "1,000,000.000"),
        ("2500", "VND", "2,500", "2,500"),
        ("12.5", "HUF", "12.50", "12.50"),
    ],
)
def test_figures_have_the_decimals_of_their_currency(value: str, currency: str, sum: str, price: str) -> None:
    assert figures.amount(Decimal(value), currency) == sum
    assert figures.unit_price(Decimal(value), currency) == price


def test_quantities_and_percents_have_no_noughts_at_the_end() -> None:
    assert [figures.count(Decimal(each)) for each in ("3.0000", "2.50", "1E+3")] == ["3", "2.5", "1,000"]
    assert [figures.percent(Decimal(each)) for each in ("0.05", "0.125", "1", "0.07")] == [
        "5 %",
        "12.5 %",
        "100 %",
        "7 %",
    ]


LINES = [
    money.Sold(Decimal(net), Decimal(rate), kind)
    for net, rate, kind in (
        ("10.01", "0.19", ItemKind.DEVICE),
        ("5", "0.07", ItemKind.SERVICE),
        ("1", "0", ItemKind.OPTION),
    )
]


def test_freight_is_taxed_with_the_goods_and_everything_adds_up() -> None:
    assert figures.sums(LINES, money.totals(LINES, Decimal("3.20"), "EUR")) == [
        ("Net", "16.01"),
        ("Freight, taxed at 0 % and 19 %", "3.20"),
        ("Tax 0 % on 1.29", "0.00"),
        ("Tax 7 % on 5.00", "0.35"),
        ("Tax 19 % on 12.92", "2.45"),
        ("Total", "EUR 22.01"),
    ]


def test_sums_are_written_as_the_client_writes_them() -> None:
    with speaking("de"):
        assert figures.sums(LINES, money.totals(LINES, Decimal("1003.20"), "EUR")) == [
            ("Netto", "16,01"),
            ("Versandkosten (USt. 0 % und 19 %)", "1.003,20"),
            ("USt. 0 % auf 92,12", "0,00"),
            ("USt. 7 % auf 5,00", "0,35"),
            ("USt. 19 % auf 922,09", "175,20"),
            ("Gesamt", "1.194,76 EUR"),
        ]


def test_freight_shows_its_rates_and_why_it_is_exempt() -> None:
    exempt = FreightTax(treatment_id=new_id(), rate=Decimal(0), text="Export, § 4 no. 3 UStG")
    charged = money.totals(LINES[:1], Decimal("3.20"), "EUR", freight_tax=exempt)
    assert figures.sums(LINES[:1], charged)[1:4] == [
        ("Freight, taxed at 0 %", "3.20"),
        ("Tax 0 % on 3.20", "0.00"),
        ("Tax 19 % on 10.01", "1.90"),
    ]
    assert figures.freight_note(charged) == "Export, § 4 no. 3 UStG"
    assert figures.freight_note(money.totals(LINES, Decimal(0), "EUR", freight_tax=exempt)) == ""
    assert figures.freight_note(money.totals(LINES, Decimal(1), "EUR")) == ""


def test_a_document_from_before_freight_followed_goods_alone_keeps_its_taxes() -> None:
    then = money.totals(LINES, Decimal("3.20"), "EUR", TaxPolicy.WITH_GOODS)
    assert figures.sums(LINES, then) == [
        ("Net", "16.01"),
        ("Freight, taxed at 0 %, 7 % and 19 %", "3.20"),
        ("Tax 0 % on 1.20", "0.00"),
        ("Tax 7 % on 6.00", "0.42"),
        ("Tax 19 % on 12.01", "2.28"),
        ("Total", "EUR 21.91"),
    ]


def test_taxes_of_a_document_from_before_freight_was_taxed_add_up_to_the_fact() -> None:
    sums = {"net": "16.01", "freight": "3.20", "tax": "2.26", "gross": "21.47"}
    assert figures.sums(LINES, Totals.model_validate(sums | {"currency": "EUR"}))[2:] == [
        ("Tax 0 % on 1.00", "0.00"),
        ("Tax 7 % on 5.00", "0.35"),
        ("Tax 19 % on 10.01", "1.91"),
        ("Total", "EUR 21.47"),
    ]


@pytest.mark.parametrize(
    ("number", "name", "printed"),
    [
        ("PS-240", "Pressure sensor PS-240", ""),
        ("PS-240", "Pressure sensor", "PS-240"),
        ("PS-24", "Pressure sensor PS-240", "PS-24"),
        ("ps-240", "PS-240 (Pressure)", ""),
    ],
)
def test_a_products_number_is_printed_once(number: str, name: str, printed: str) -> None:
    assert number_beside(number, name) == printed


def test_a_number_becomes_the_name_of_a_file() -> None:
    assert paper(number='Q-1/../"x"\r\n').filename == "Q-1-..--x.pdf"
    assert paper(number="漢").filename == "paper.pdf"
