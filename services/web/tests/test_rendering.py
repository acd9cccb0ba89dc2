"""Figures on pages are exact, and written as on papers."""

import pytest

from web.rendering import added, amount, money, number, percent, units


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        ("1234.5", "EUR", "EUR 1,234.50"),
        ("2500", "VND", "VND 2,500"),
        ("2500.5", "KWD", "KWD 2,500.500"),
        ("-7", "JPY", "JPY −7"),
        ("0.333333", "EUR", "EUR 0.333333"),
    ],
)
def test_money_has_the_decimals_of_its_currency(value: str, currency: str, shown: str) -> None:
    assert money(value, currency) == money({"amount": value, "currency": currency}) == shown
    assert amount(value, currency) == shown.removeprefix(f"{currency} ")


@pytest.mark.parametrize(("rate", "shown"), [("0.07", "7 %"), ("0.255", "25.5 %"), ("0", "0 %"), (None, "")])
def test_a_tax_rate_is_written_without_the_noise_of_floats(rate: str | None, shown: str) -> None:
    assert percent(rate) == shown


@pytest.mark.parametrize(
    ("quantity", "unit", "shown"),
    [
        ("1", "pcs", "1 pc"),
        ("12", "pcs", "12 pcs"),
        ("1.0000", "day", "1 day"),
        ("0.5", "day", "0.5 days"),
        ("1", "kg", "1 kg"),
        ("2", "pallet", "2 pallet"),
    ],
)
def test_a_quantity_is_written_as_one_says_it(quantity: str, unit: str, shown: str) -> None:
    assert units(quantity, unit) == shown


def test_sums_of_tenths_are_exact() -> None:
    assert number(added(["0.1", "0.2"])) == "0.3"


def test_what_is_no_number_stays_as_it_is() -> None:
    assert number("n/a") == "n/a"
    assert number(None) == money(None) == amount("", "EUR") == ""
