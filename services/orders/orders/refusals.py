"""What is said when a step does not fit an order."""

from collections.abc import Sequence
from datetime import date

from chassis.errors import Conflict, Refused
from chassis.language import _, stated


def wrong_state(number: str, status: str, allowed: Sequence[str], wanted: str) -> Conflict:
    """The step that is ``wanted`` needs one of the states that are ``allowed``."""
    return Conflict(
        _(
            "Order %(number)s is %(status)s; only one that is %(states)s can be %(wanted)s.",
            number=number,
            status=stated(status),
            states=stated(*allowed),
            wanted=_(wanted),
        ),
        slug=f"order-{status.replace('_', '-')}",
    )


def not_about(number: str, status: str, event: str) -> Conflict:
    """The event cannot have happened to an order in this state."""
    return Conflict(
        _(
            "%(name)s cannot be about order %(number)s, which is %(status)s.",
            name=event,
            number=number,
            status=stated(status),
        )
    )


def without_credit(number: str, credit: str) -> Conflict:
    """It waits for the decision on credit, or that was no."""
    return Conflict(
        _(
            "Credit for order %(number)s is %(credit)s. Release it once billing has granted it.",
            number=number,
            credit=stated(credit),
        ),
        slug=f"credit-{credit}",
    )


def ships_too_early(ship_date: date, ordered_on: date) -> Refused:
    """The day would lie before the order's own."""
    return Refused(
        _(
            "estimated_ship_date %(estimated_ship_date)s lies before the order's day, %(ordered_on)s.",
            estimated_ship_date=ship_date,
            ordered_on=ordered_on,
        ),
        slug="dates",
    )
