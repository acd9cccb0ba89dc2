"""Numbers as people type them: blanks between groups, a comma or a point for decimals, percent signs."""

import re
from decimal import Decimal
from typing import Any

from chassis.language import _

GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


class NotANumber(ValueError):
    """What was typed can't be read as the number that is wanted; says what can."""


def number_of(text: str, places: int) -> Decimal:
    """A number that is not negative, with at most that many decimals; raises NotANumber."""
    bare = re.sub(r"[\s\u00a0\u202f']", "", text)
    if GROUPED.fullmatch(bare) and "." in bare:
        bare = bare.replace(",", "")
    elif bare.count(",") == 1 and bare.rfind(",") > bare.rfind("."):
        bare = bare.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"\d{1,15}(\.\d*)?|\.\d+", bare):
        raise NotANumber(_("“%(text)s” is not a number. Write 12 or 12.50.", text=text))
    value = Decimal(bare)
    if places == 0 and value != value.to_integral_value():
        raise NotANumber(_("Write a whole number."))
    if _decimals(value) > places:
        raise NotANumber(_("At most %(places)s decimals.", places=places))
    return value


def fraction(text: str) -> Decimal:
    """Percent as a fraction: ``7.5 %`` is 0.075; raises NotANumber beyond 100."""
    value = number_of(text.removesuffix("%"), 4)
    if value > 100:
        raise NotANumber(_("At most 100 percent."))
    return value / 100


def percent(value: Any) -> str:
    """A fraction as percent, without zeros that say nothing; empty for null."""
    return "" if value in (None, "") else plain(Decimal(str(value)) * 100)


def plain(value: Decimal) -> str:
    """Decimal digits without exponent and trailing zeros."""
    return f"{value.normalize():f}" if value else "0"


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))
