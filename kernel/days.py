"""The order of a document's steps: none is dated before the one that it follows."""

from datetime import date

from chassis.errors import Refused
from chassis.language import _


def must_follow(on: date, earlier: date | None, done: str, number: str) -> None:
    """Raise Refused for a day before the step that came first; ``done`` says it of the
    ``number`` and its ``day``, as in "%(number)s was sent on %(day)s".

    None where that step was not taken.
    """
    if earlier is not None and on < earlier:
        said = _(done, number=number, day=earlier)
        raise Refused(
            _("%(done)s; give that day or a later one than %(on)s.", done=said, on=on), slug="dates"
        )
