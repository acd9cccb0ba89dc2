"""What a reader's permissions do not open is left out of what is shown, wherever it stands in it."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from chassis.work import Caller
from contracts.reading import OPENED_BY

T = TypeVar("T")
Described = dict[str, Any]


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
    return cast(T, result)


def _emptied(name: str, value: Any, names: Collection[str]) -> Any:
    return None if name in names else emptied(value, names)


class Closable:
    """Marks a field that is null on the wire for those to whom it is closed; in code it is always there."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        kept = handler(source)
        told = core_schema.plain_serializer_function_ser_schema(
            lambda value: value, return_schema=core_schema.nullable_schema(kept)
        )
        return core_schema.chain_schema([kept], serialization=told)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Described:
        told = handler(schema)
        null: Described = {"type": "null"}
        return told if null in told.get("anyOf", ()) else {"anyOf": [told, null]}
