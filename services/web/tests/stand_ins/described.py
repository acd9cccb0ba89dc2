"""Holds the answers of a stand-in against the services' descriptions: a field more, less or other is told."""

import re
from functools import cache
from types import ModuleType
from typing import Any

import httpx2
from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import is_typeddict

from web.api import answers

CLOSED = ConfigDict(extra="forbid", strict=True)


def undescribed(request: httpx2.Request, response: httpx2.Response) -> list[str]:
    """What of a good answer in JSON its service would not say, one line each."""
    if not response.is_success or "json" not in response.headers.get("content-type", ""):
        return []
    address, known = f"{request.method} {request.url.path}", described(request.method, request.url.path)
    if known is None:
        return [f"{address}: no service describes this"]
    body = response.json()
    try:
        closed(answers.ANSWERS[known]).validate_python(body)
    except ValidationError as error:
        return [f"{address} {_place(each['loc'])}: {each['msg']}" for each in error.errors()]
    columns = request.url.params.get("cols", "")
    return [f"{address} {told}" for told in _otherwise(body["items"], columns)] if columns else []


def described(method: str, path: str) -> tuple[str, str] | None:
    """Where the register has the answer to this; an address without gaps goes before one with them."""
    fitting = (
        known for known in answers.ANSWERS if known[0] == method and _pattern(known[1]).fullmatch(path)
    )
    return min(fitting, key=lambda known: known[1].count("{"), default=None)


@cache
def closed(type: Any) -> TypeAdapter[Any]:
    """What judges answers of this type, with everything inside closed to fields that are not described."""
    for module in filter(lambda one: isinstance(one, ModuleType), vars(answers).values()):
        for known in filter(is_typeddict, vars(module).values()):
            known.__pydantic_config__ = CLOSED
    return TypeAdapter(type)


def _otherwise(rows: list[dict[str, Any]], columns: str) -> list[str]:
    """Where rows have other columns than those that were asked for, and their id."""
    keys = {"id", *columns.split(",")}
    return [
        f"items/{place}/{key}: {'Not asked for' if key in row else 'Asked for'}"
        for place, row in enumerate(rows)
        for key in sorted(keys ^ row.keys())
    ]


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{\w+}", "[^/]+", path))


def _place(loc: tuple[int | str, ...]) -> str:
    return "/".join(map(str, loc)) or "as a whole"
