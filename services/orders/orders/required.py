"""What an order lacks to be placed, in the words of the form."""

from collections.abc import Sequence
from typing import Any

from chassis.errors import Refused

WORDS = {
    "terms": "terms of payment",
    "project": "project name",
    "lead_time_days": "lead time in days",
    "lines": "at least one line",
    "customer_po": "the customer's purchase order",
    "so_issued_by": "who issues the order",
}


def lacking(order: Any, required: Sequence[str]) -> list[str]:
    """Which of these fields of an order are empty, and ``lines`` where there are none."""
    empty = [name for name in required if getattr(order, name) in ("", None)]
    return empty if order.lines else [*empty, "lines"]


def incomplete(number: str, missing: Sequence[str]) -> Refused:
    """The refusal to place an order that lacks these fields, with an error for each."""
    named = {name: WORDS.get(name, name.replace("_", " ")) for name in missing}
    return Refused(
        f"Order {number} lacks {', '.join(named.values())}. Fill them in, then place it.",
        slug="incomplete",
        errors=[
            {"pointer": f"/{name}", "detail": f"Fill in {words}: an order needs it to be placed."}
            for name, words in named.items()
        ],
    )
