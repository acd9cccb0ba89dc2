"""Text from outside: what a line may hold, and which names are one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.text import folded, one_line, prose, searchable

SAME = {
    "a blank at the end": ("Kerr Ltd", "Kerr Ltd "),
    "two blanks": ("Kerr Ltd", "Kerr  Ltd"),
    "a no-break space": ("Kerr Ltd", "Kerr\u00a0Ltd"),
    "letter case": ("SN-00a1", "sn-00A1"),
    "another apostrophe": ("O'Brien", "O\u2019Brien"),
    "another dash": ("SN-1", "SN\u20111"),
    "other quotes": ('The "Old" Mill', "The \u201eOld\u201c Mill"),
    "letters with their accents apart": ("R\u00f6der", "Ro\u0308der"),
    "a zero-width space": ("Kerr", "Ke\u200brr"),
    "a soft hyphen": ("Kerr", "Ke\u00adrr"),
    "a byte order mark": ("Kerr", "\ufeffKerr"),
    "a variation selector": ("Kerr", "Kerr\ufe0f"),
    "a filler that looks like nothing": ("Kerr", "Kerr\u3164"),
    "letters of full width": ("SN1", "\uff33\uff2e\uff11"),
    "a ligature": ("office", "o\ufb03ce"),
    "sharp s in capitals": ("Stra\u00dfe", "STRASSE"),
}


@pytest.mark.parametrize("what", SAME)
def test_names_that_look_alike_are_one_name(what: str) -> None:
    one, other = SAME[what]
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("R\u00f6der", "Roder"), ("Kerr", "Kerr 2"), ("AB", "A B")])
def test_names_that_differ_to_the_eye_stay_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("R\u00f6der", "roder"),
        ("Stra\u00dfe", "strasse"),
        ("\u0141\u00f3d\u017a", "lodz"),
        ("S\u00f8rensen", "sorensen"),
        ("D\u0131yarbak\u0131r", "diyarbakir"),
        ("O\u2019Brien", "o'brien"),
    ],
)
def test_a_name_is_found_without_its_accents(name: str, typed: str) -> None:
    assert searchable(name) == searchable(typed)


@given(st.text())
def test_what_was_folded_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert searchable(searchable(text)) == searchable(text)


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "a\tb", "a\u2028b", "a\0b", "a\x1bb", "a\u202eb", "a\u2066b"]
)
def test_a_line_has_no_ends_controls_or_turns_of_direction(text: str) -> None:
    with pytest.raises(ValueError, match=r"one line|control characters"):
        one_line(text)


@pytest.mark.parametrize("text", ["\u200b", " \u3164 ", "\ufeff\u00ad"])
def test_a_text_that_nobody_sees_is_none(text: str) -> None:
    for read in (one_line, prose):
        with pytest.raises(ValueError, match="can be seen"):
            read(text)


def test_a_line_is_kept_composed_and_without_blanks_around_it() -> None:
    assert one_line("  Ro\u0308der & S\u00f6hne\n") == "R\u00f6der & S\u00f6hne"


def test_prose_keeps_its_lines_and_nothing_that_hides() -> None:
    assert prose("  first\r\n\tsecond\n") == "  first\r\n\tsecond\n"
    for hidden in ("\0", "\x1b", "\u202e", "\u2069"):
        with pytest.raises(ValueError, match="control characters"):
            prose(f"first{hidden}second")
