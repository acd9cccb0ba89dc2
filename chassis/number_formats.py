"""The one way figures and days are written for people, on pages, papers and in messages: 1,234.50 and 7.5 %.

A sum has its currency's decimals (ISO 4217), a price and a quantity those that they need. Babel groups and
signs; the decimals are ours, because Babel knows those of coins only. ``locale`` is the reader's; all read
English until pages and papers are translated.
"""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from contracts import money

LOCALE = "en"


def day(value: date | None, locale: str = LOCALE) -> str:
    """A date that reads the same everywhere: 2 Mar 2026; empty for none."""
    return "" if value is None else format_date(value, "d MMM y", locale)


def number(value: Decimal, least: int = 0, most: int | None = None, locale: str = LOCALE) -> str:
    """With at least and at most so many decimals, half up; all that it has when ``most`` is left out."""
    digits = _decimals(value) if most is None else min(most, _decimals(value))
    step = Decimal(1).scaleb(-max(least, digits))
    pattern = "#,##0" + ("." + "0" * max(least, digits) if max(least, digits) else "")
    written = format_decimal(money.half_up(value, step), pattern, locale, decimal_quantization=False)
    return written.replace("-", "−")


def amount(value: Decimal, currency: str, locale: str = LOCALE) -> str:
    """A sum with its currency's decimals: 1,234.50; minus as a real minus sign."""
    decimals = money.decimals(currency)
    return number(value, decimals, decimals, locale)


def unit_price(value: Decimal, currency: str, locale: str = LOCALE) -> str:
    """A unit price with at least its currency's decimals, and up to six where it has them."""
    return number(value, money.decimals(currency), locale=locale)


def money_of(value: Decimal, currency: str, locale: str = LOCALE) -> str:
    """A sum with its ISO code: EUR 1,234.50."""
    return f"{currency} {amount(value, currency, locale)}"


def count(value: Decimal, locale: str = LOCALE) -> str:
    """A quantity without noughts at its end."""
    return number(value, locale=locale)


def percent(fraction: Decimal, most: int | None = None, locale: str = LOCALE) -> str:
    """A fraction in percent: 7.5 %."""
    return f"{number(fraction * 100, most=most, locale=locale)} %"


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(-exponent, 0)
