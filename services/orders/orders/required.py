"""What an order lacks to be placed, in the words of the form."""

from collections.abc import Sequence
from typing import Any

from chassis.errors import Refused
from chassis.language import N_, _, stated

WORDS = {
    "terms": N_("terms of payment"),
    "project": N_("project name"),
    "lead_time_days": N_("lead time in days"),
    "lines": N_("at least one line"),
    "customer_po": N_("the customer's purchase order"),
    "so_issued_by": N_("who issues the order"),
}


def lacking(order: Any, required: Sequence[str]) -> list[str]:
    """Which of these fields of an order are empty, and ``lines`` where there are none."""
    empty = [name for name in required if getattr(order, name) in ("", None)]
    return empty if order.lines else [*empty, "lines"]


def incomplete(number: str, missing: Sequence[str]) -> Refused:
    """The refusal to place an order that lacks these fields, with an error for each."""
    named = {name: _(WORDS[name]) if name in WORDS else stated(name) for name in missing}
    return Refused(
        _(
            "Order %(number)s lacks %(values)s. Fill them in, then place it.",
            number=number,
            values=", ".join(named.values()),
        ),
        slug="incomplete",
        errors=[
            {
                "pointer": f"/{name}",
                "detail": _("Fill in %(words)s: an order needs it to be placed.", words=words),
            }
            for name, words in named.items()
        ],
    )
