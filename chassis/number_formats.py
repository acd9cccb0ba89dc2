"""The one way figures and days are written for people, on pages, papers and in messages: 1,234.50 and 7.5 %.

A sum has its currency's decimals (ISO 4217), a price and a quantity those that they need. Babel groups and
signs in the spoken language; the decimals are ours, because Babel knows those of coins only.
"""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from chassis.language import locale
from contracts import money

ENGLISH_DAY = "d MMM y"  # 2 Mar 2026 reads the same on both sides of the Atlantic


def day(value: date | None) -> str:
    """A date: 2 Mar 2026, 02.03.2026; empty for none."""
    if value is None:
        return ""
    reader = locale()
    return format_date(value, ENGLISH_DAY if reader.language == "en" else "medium", reader)


def month(value: date) -> str:
    """The month of a date: Mar 2026, März 2026."""
    return format_date(value, "MMM y" if locale().language == "en" else "LLL y", locale())


def day_of_month(value: date) -> str:
    """A date without its year: 2 Mar, 2. März."""
    return format_date(value, "d MMM" if locale().language == "en" else "d. MMM", locale())


def days_between(since: date, to: date, *, with_year: bool) -> str:
    """Days as a sentence names them: 1–15 Oct, 28 Sep – 4 Oct 2025."""
    if since == to:
        named = day_of_month(to)
    elif (since.year, since.month) == (to.year, to.month):
        first = str(since.day) if locale().language == "en" else f"{since.day}."
        named = f"{first}–{day_of_month(to)}"
    else:
        named = f"{day_of_month(since)} – {day_of_month(to)}"
    return f"{named} {to.year}" if with_year else named


def number(value: Decimal, least: int = 0, most: int | None = None) -> str:
    """With at least and at most so many decimals, half up; all that it has when ``most`` is left out."""
    digits = _decimals(value) if most is None else min(most, _decimals(value))
    step = Decimal(1).scaleb(-max(least, digits))
    pattern = "#,##0" + ("." + "0" * max(least, digits) if max(least, digits) else "")
    written = format_decimal(money.half_up(value, step), pattern, locale(), decimal_quantization=False)
    return written.replace("-", "−")


def amount(value: Decimal, currency: str) -> str:
    """A sum with its currency's decimals: 1,234.50; minus as a real minus sign."""
    decimals = money.decimals(currency)
    return number(value, decimals, decimals)


def unit_price(value: Decimal, currency: str) -> str:
    """A unit price with at least its currency's decimals, and up to six where it has them."""
    return number(value, money.decimals(currency))


def money_of(value: Decimal, currency: str) -> str:
    """A sum with its ISO code: EUR 1,234.50, 1.234,50 EUR."""
    return with_currency(amount(value, currency), currency)


def currency_name(code: str, name: str) -> str:
    """What people call a currency; in English by its ISO ``name``."""
    return name if locale().language == "en" else locale().currencies.get(code, name)


def with_currency(written: str, currency: str) -> str:
    """A written figure with the code of its currency, where the spoken language puts that."""
    if not currency:
        return written
    behind = locale().currency_formats["standard"].pattern.endswith("¤")
    return f"{written} {currency}" if behind else f"{currency} {written}"


def count(value: Decimal) -> str:
    """A quantity without noughts at its end."""
    return number(value)


def whole(value: int) -> str:
    """A number of things: 1,234."""
    return number(Decimal(value))


def percent(fraction: Decimal, most: int | None = None) -> str:
    """A fraction in percent: 7.5 %."""
    return f"{number(fraction * 100, most=most)} %"


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(-exponent, 0)
