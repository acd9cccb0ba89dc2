"""What measures are called beside a figure: symbols, such as kg, but for those that have words."""

from decimal import Decimal

from chassis.language import N_, _
from chassis.number_formats import count

WORDS = {  # as one and as more of them
    "pcs": (N_("pc"), N_("pcs")),
    "set": (N_("set"), N_("sets")),
    "license": (N_("licence"), N_("licences")),
    "day": (N_("day"), N_("days")),
    "month": (N_("month"), N_("months")),
    "year": (N_("year"), N_("years")),
}


def measure(code: str, value: Decimal | None) -> str:
    """The measure beside so much of it."""
    words = WORDS.get(code)
    return _(words[0] if value == 1 else words[1]) if words else code


def measured(value: Decimal, code: str) -> str:
    """A figure with its measure, as one says it: 1 pc, 12 pcs, 0.5 days, 3 kg."""
    return f"{count(value)} {measure(code, value)}"
