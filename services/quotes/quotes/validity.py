"""How long a quote may hold: from its own day on, and not for ever. Pure."""

from datetime import date, timedelta

from chassis.errors import Refused


def check(valid_until: date, quoted_on: date, latest: date, longest: timedelta) -> None:
    """Raise Refused for a last day before the quote's own, or after the latest that its prices allow."""
    if valid_until < quoted_on:
        raise Refused(f"valid_until {valid_until} lies before the quote's day {quoted_on}.", slug="dates")
    if valid_until > latest:
        detail = (
            f"valid_until {valid_until} is too far: a price is offered for {longest.days} days at most. "
            f"Choose {latest} or an earlier day."
        )
        raise Refused(detail, slug="valid-too-long", errors=[{"pointer": "/valid_until", "detail": detail}])
