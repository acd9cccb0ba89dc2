"""The order of a document's steps: none is dated before the one that it follows."""

from datetime import date

from chassis.errors import Refused


def must_follow(on: date, earlier: date | None, done: str) -> None:
    """Raise Refused for a day before the step that came first; ``done`` says it, as in "Q-1 was sent".

    None where that step was not taken.
    """
    if earlier is not None and on < earlier:
        raise Refused(f"{done} on {earlier}; give that day or a later one than {on}.", slug="dates")
