"""What people read is said in their language."""

from datetime import date
from decimal import Decimal

import pytest

from chassis import number_formats
from chassis.language import _, best_of, ngettext, pgettext, speaking, spoken, term


def test_english_needs_no_catalogue() -> None:
    assert _("%(number)s was sent, at 50 %%.", number="Q-7") == "Q-7 was sent, at 50 %."
    assert [ngettext("%(n)s line", "%(n)s lines", n) for n in (0, 1, 2)] == ["0 lines", "1 line", "2 lines"]
    assert pgettext("on a button", "Order") == "Order"


def test_a_text_without_translation_is_said_in_english() -> None:
    with speaking("de"):
        assert _("Nobody has translated this.") == "Nobody has translated this."


def test_codes_of_the_contracts_are_called_as_people_call_them() -> None:
    assert term("partially_shipped") == "Partially shipped"
    with speaking("de"):
        assert term("partially_shipped") == "Teilweise versendet"
        assert term("Straße der 100%") == "Straße der 100%"  # what is no code stays


def test_a_language_is_spoken_for_a_while() -> None:
    with speaking("de"):
        with speaking("xx"):
            assert spoken() == "en"
        assert spoken() == "de"
    assert spoken() == "en"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("fr, en;q=0.3, de;q=0.7", "de"),
        ("en-GB", "en"),
        ("de;q=0, fr", ""),
        ("de;q=much", ""),
        ("*", ""),
        ("", ""),
    ],
)
def test_a_browser_names_the_languages_that_it_would_read(asked: str, spoken: str) -> None:
    assert best_of(asked) == spoken


def test_figures_and_days_are_written_as_the_reader_writes_them() -> None:
    def written() -> list[str]:
        return [
            number_formats.money_of(Decimal("-1234.5"), "EUR"),
            number_formats.percent(Decimal("0.075")),
            number_formats.day(date(2026, 3, 2)),
            number_formats.month(date(2026, 3, 2)),
        ]

    assert written() == ["EUR −1,234.50", "7.5 %", "2 Mar 2026", "Mar 2026"]
    with speaking("de"):
        assert written() == ["−1.234,50 EUR", "7,5 %", "02.03.2026", "Mär 2026"]


def test_the_pseudo_language_shows_what_is_in_a_catalogue_and_keeps_what_is_not_said() -> None:
    with speaking("qps"):
        assert _("<b>%(number)s</b> was sent", number="Q-7") == "⟦<b>Q-7</b> wáš šéñt⟧"
        assert number_formats.count(Decimal("1234.5")) == "1.234,5"
