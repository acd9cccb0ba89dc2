"""Makers of answers: a test says what differs from a plausible one, and what no service says is an error."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast, get_type_hints

from stand_ins.described import closed

Made = TypeVar("Made", covariant=True)


class Maker(Protocol[Made]):
    """Makes an answer; fields that are given differ. ValidationError tells one that no service says."""

    def __call__(self, **more: Any) -> Made: ...


def varied(plain: Callable[[], Made]) -> Maker[Made]:
    """A maker of answers like this one, of the type that it is declared to return."""
    type = get_type_hints(plain)["return"]

    @wraps(plain)
    def make(**more: Any) -> Made:
        made = {**cast(dict[str, Any], plain()), **more}
        closed(type).validate_python(made)
        return cast(Made, made)

    return make
