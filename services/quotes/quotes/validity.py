"""How long a quote may hold: from its own day on, and not for ever. Pure."""

from datetime import date, timedelta

from chassis.errors import Refused
from chassis.language import _


def check(valid_until: date, quoted_on: date, latest: date, longest: timedelta) -> None:
    """Raise Refused for a last day before the quote's own, or after the latest that its prices allow."""
    if valid_until < quoted_on:
        raise Refused(
            _(
                "valid_until %(valid_until)s lies before the quote's day %(quoted_on)s.",
                valid_until=valid_until,
                quoted_on=quoted_on,
            ),
            slug="dates",
        )
    if valid_until > latest:
        detail = _(
            "valid_until %(valid_until)s is too far: a price is offered for %(days)s days at most. "
            "Choose %(latest)s or an earlier day.",
            valid_until=valid_until,
            days=longest.days,
            latest=latest,
        )
        raise Refused(detail, slug="valid-too-long", errors=[{"pointer": "/valid_until", "detail": detail}])
