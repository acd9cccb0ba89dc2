"""Two people changed one document: what the other saved beside what you typed, to save again on purpose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from web.forms import Form
from web.gateway import ApiProblem


@dataclass(frozen=True)
class Difference:
    """A field whose saved value differs from what was typed."""

    name: str
    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Conflict:
    """Everything that the page of a conflict shows; ``version`` is the one that is saved now."""

    version: int
    differences: list[Difference]


def conflict(problem: ApiProblem, form: Form, labels: Mapping[str, str]) -> Conflict | None:
    """The conflict behind a 412, over the fields with labels; None for another problem."""
    current = problem.current
    if current is None:
        return None
    found = [
        Difference(name, label, _text(current.get(name)), form.text(name)) for name, label in labels.items()
    ]
    return Conflict(int(current["version"]), [one for one in found if one.theirs != one.yours])


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None else str(value)
