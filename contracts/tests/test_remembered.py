"""What people find records by names fields that are there."""

from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest

from contracts.messages import all_messages, events
from contracts.remembered import Kind

FOUND = [message for _, message in all_messages() if message.remembered is not None]


def held(annotation: Any) -> Any:
    """The type that stands in a tuple or beside None."""
    if get_origin(annotation) in (tuple, Union, UnionType):
        (inner,) = {each for each in get_args(annotation) if each not in (Ellipsis, type(None))}
        return held(inner)
    return annotation


def type_at(message: Any, path: str) -> Any:
    """The type of the texts at a path; raises KeyError where a field is not there."""
    here = message
    for name in path.split("."):
        here = held(here.model_fields[name].annotation)
    return here


@pytest.mark.parametrize("message", FOUND, ids=lambda message: message.__name__)
def test_what_an_event_is_found_by_is_a_text_or_an_amount_in_it(message: Any) -> None:
    stated = message.remembered
    assert stated.by or stated.adds or "owner_id" in message.model_fields  # or it says whose the record is
    for path in (*stated.by, *stated.adds):
        assert type_at(message, path).__name__ in ("str", "Decimal"), path
    for name in filter(None, (stated.kind_in, stated.within)):
        assert name in message.model_fields


def test_the_first_event_of_each_kind_says_it() -> None:
    said = {message.remembered.kind for message in FOUND if message.remembered}
    assert said - {None} == set(Kind) - {Kind.DEVICE, Kind.OPTION, Kind.SERVICE}, "products say it in a field"
    assert len(FOUND) > len(events()) / 5
