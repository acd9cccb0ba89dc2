"""The query parameters of a list as its description has them: every filter with the form of its values."""

import re
from typing import Any

from chassis.lists.day_words import WORDS
from chassis.lists.grammar import LARGEST_LIMIT, LONGEST_SEARCH, MOST_SORTS, MOST_VALUES
from chassis.lists.spec import EMPTY, ME, Column, ListSpec
from chassis.lists.subtotals import ways
from chassis.lists.written_values import DAY, INTEGER, NUMBER

Schema = dict[str, Any]
IN_WORDS: Schema = {"enum": list(WORDS)}
FORMS: dict[str, Schema] = {
    "uuid": {"format": "uuid"},
    "bool": {"enum": ["true", "false"]},
    "int": {"pattern": f"^{INTEGER.pattern}$"},
    "money": {"pattern": f"^{NUMBER.pattern}$"},
    "quantity": {"pattern": f"^{NUMBER.pattern}$"},
    "date": {"anyOf": [{"format": "date", "pattern": f"^{DAY.pattern}$"}, IN_WORDS]},
    "time": {"anyOf": [{"format": "date-time"}, {"format": "date"}, IN_WORDS]},
}


def list_parameters(spec: ListSpec) -> list[Schema]:
    """Everything that a page can be asked for."""
    return [
        *filter_parameters(spec),
        *shape_parameters(spec),
        _parameter("cursor", "The next of the page before", minLength=1),
        _parameter("limit", "Items of a page", type="integer", minimum=1, maximum=LARGEST_LIMIT),
    ]


def filter_parameters(spec: ListSpec) -> list[Schema]:
    """Which rows."""
    filters = [
        _filter(spec, key, column, operator)
        for key, column in spec.columns.items()
        for operator in column.operators
    ]
    if any(column.searchable for column in spec.columns.values()):
        words = {"pattern": r"\S", "maxLength": LONGEST_SEARCH}
        filters.append(_parameter("q", "Words that all stand in the searchable columns", **words))
    return filters


def shape_parameters(spec: ListSpec) -> list[Schema]:
    """In which order and with which columns."""
    sortable = [key for key, column in spec.columns.items() if column.sortable]
    sort = _named([f"-?{re.escape(key)}" for key in sortable], MOST_SORTS)
    columns = _named([re.escape(key) for key in spec.columns], len(spec.columns))
    said = "Comma separated, - for descending"
    return [
        _parameter("sort", f"{said}: {', '.join(sortable)}", default=spec.default_sort, pattern=sort),
        _parameter("cols", f"Comma separated: {', '.join(spec.columns)}", pattern=columns),
    ]


def by_parameter(spec: ListSpec) -> Schema:
    """What rows are grouped by."""
    known = ways(spec)
    return _parameter("by", "What the rows of a group have in common", enum=list(known), default=known[0])


def _named(names: list[str], most: int) -> str:
    one = f"(?:{'|'.join(names)})"
    return f"^{one}(?:,{one}){{0,{most - 1}}}$"


def _filter(spec: ListSpec, key: str, column: Column, operator: str) -> Schema:
    name = key if operator == "eq" else f"{key}.{operator}"
    form: Schema = {"type": "string"} | FORMS.get(column.kind, {})
    if column.kind == "enum":
        form["enum"] = list(column.values)
    if column.people:
        form = {"type": "string", "anyOf": [FORMS["uuid"], {"enum": [ME]}]}
    if operator == EMPTY:
        form = {"type": "string"} | FORMS["bool"]
    described = _parameter(name, f"{spec.label(key)}: {operator}, a {column.kind}", **form)
    if operator in ("eq", "ne") and column.kind not in ("text", "bool"):
        several = {"type": "array", "items": form, "minItems": 1, "maxItems": MOST_VALUES}
        described |= {"schema": several, "style": "form", "explode": False}
    return described


def _parameter(name: str, description: str, **schema: Any) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "string"} | schema,
    }
