"""Types of what comes from outside, over HTTP and from outsiders' topics alike: text, days, addresses.

Our own events keep plain types: they were checked when they were written, and old ones stay readable.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from contracts.text import one_line, prose
from contracts.unfit import Unfit
from contracts.values import Address, Value

FIRST_DAY = date(1990, 1, 1)
YEARS_AHEAD = 10

OneLine = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(one_line)]
Prose = Annotated[str, AfterValidator(prose)]


def _today() -> date:
    return datetime.now(UTC).date()


def _bounded(day: date) -> date:
    last = _today() + timedelta(days=365 * YEARS_AHEAD + 3)
    if not FIRST_DAY <= day <= last:
        raise Unfit("Give a day from %(first)s to %(last)s.", first=FIRST_DAY, last=last)
    return day


def _past(day: date) -> date:
    # somewhere it is tomorrow already; the command knows the company's day
    if _bounded(day) > _today() + timedelta(days=1):
        raise Unfit("This has not happened yet: give a day that is not in the future.")
    return day


BusinessDay = Annotated[date, AfterValidator(_bounded)]
PastDay = Annotated[date, AfterValidator(_past)]


def asked(strict: type[Value]) -> BeforeValidator:
    """Check as ``strict`` says what then becomes a plain value, as our events hold it."""

    def checked(given: object) -> object:
        fields = given.model_dump(exclude_unset=True) if isinstance(given, Value) else given
        return strict.model_validate(fields).model_dump(exclude_unset=True)

    return BeforeValidator(checked)


class _Address(Address):
    name: Annotated[OneLine, Field(max_length=200)] = ""
    street: Annotated[Prose, Field(max_length=200)] = ""
    city: Annotated[OneLine, Field(max_length=100)] = ""
    region: Annotated[OneLine, Field(max_length=100)] = ""
    postal_code: Annotated[OneLine, Field(max_length=20)] = ""
    country: Annotated[OneLine, Field(min_length=1, max_length=100)]


AskedAddress = Annotated[Address, asked(_Address)]
