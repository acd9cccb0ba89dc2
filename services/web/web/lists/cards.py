"""What a card shows of a row, where a screen is too narrow for a table. Pure."""

from collections.abc import Callable, Iterable, Mapping

from web.lists.spec import ListSpec
from web.lists.state import Column

FIGURES = ("money", "quantity", "int")
DAYS = ("date", "time")
Fits = Callable[[Column], bool]


def places(spec: ListSpec, columns: Iterable[Column]) -> Mapping[str, str]:
    """The place of each column on the card, by key: ``title``, ``figure``, ``about``, ``status``, ``when``.

    A column without a place is left out: the row's own page has it.
    """
    left = {column.key: column for column in columns}
    found: dict[str, str] = {}
    for place, fits in _wanted(spec):
        key = next((key for key, column in left.items() if fits(column)), None)
        if key is not None and place not in found.values():
            found[key] = place
            del left[key]
    return found


def _wanted(spec: ListSpec) -> tuple[tuple[str, Fits], ...]:
    """What each place takes; a sum of money stands before a number of units."""
    return (
        ("title", lambda column: column.key == spec.main),
        ("status", lambda column: column.key == spec.status),
        ("figure", lambda column: column.kind == "money"),
        ("figure", lambda column: column.kind in FIGURES),
        ("about", lambda column: column.kind == "text"),
        ("when", lambda column: column.kind in DAYS),
    )
