"""What a reader's permissions do not open is left out of what is shown, wherever it stands in it."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from chassis.access import Caller
from contracts.reading import OPENED_BY

T = TypeVar("T")


def closed_to(caller: Caller | None) -> frozenset[str]:
    """Names of the fields that stay closed to the caller; nobody at the API (a reaction) reads all."""
    if caller is None:
        return frozenset()
    closed = [fields for permission, fields in OPENED_BY.items() if not caller.may(permission)]
    return frozenset().union(*closed)


def shown(caller: Caller | None, document: T) -> T:
    """The document as this caller may read it: closed fields are null."""
    closed = closed_to(caller)
    return emptied(document, closed) if closed else document


def emptied(value: T, names: Collection[str]) -> T:
    """A copy in which every field of these names, at any depth, is null."""
    result: Any = value
    if isinstance(value, BaseModel):
        fields = {name: _emptied(name, getattr(value, name), names) for name in type(value).model_fields}
        result = value.model_copy(update=fields)
    elif isinstance(value, Mapping):
        result = {name: _emptied(name, each, names) for name, each in value.items()}
    elif isinstance(value, list | tuple):
        result = type(value)(emptied(each, names) for each in value)
    return result  # type: ignore[no-any-return]  # a copy of the same kind


def _emptied(name: str, value: Any, names: Collection[str]) -> Any:
    return None if name in names else emptied(value, names)
