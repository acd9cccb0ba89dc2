"""The filter grammar: what ``status=a,b&total.gte=100&placed=this-month&q=ker&sort=-placed`` asks of a list.

Whatever is not known is refused with what would be; a silently ignored filter shows too much.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Text, and_, cast, func, not_, or_

from chassis.errors import Malformed
from chassis.language import _
from chassis.lists.day_words import WORDS, Span, span
from chassis.lists.spec import EMPTY, ME, RESERVED, Column, ListSpec
from chassis.lists.written_values import DAY, read, truth
from contracts.text import searchable

SHORT_NUMBER = re.compile(r"([a-z]{1,8})-?(\d{1,6})")  # as ``numbered`` writes them, without year and zeros
DEFAULT_LIMIT, LARGEST_LIMIT = 50, 200
MOST_VALUES, MOST_SORTS, MOST_WORDS, LONGEST_SEARCH = 100, 5, 10, 200

TRIGRAM = 3  # shorter texts are in no trigram index

Sort = tuple[tuple[str, bool], ...]  # (column, descending)


@dataclass(frozen=True)
class Asker:
    """Who asks, where and when: what ``this-month`` and ``me`` stand for; without a day no word is one."""

    zone: str
    today: date | None = None
    person_id: UUID | None = None


@dataclass(frozen=True)
class Asked:
    """A parsed request for a list; ``wording`` is what the cursor must have been made for.

    ``hints`` follow from the conditions: they keep the same rows and are there for an index.
    """

    conditions: tuple[ColumnElement[bool], ...]
    hints: tuple[ColumnElement[bool], ...]
    wording: str
    sort: Sort
    columns: tuple[str, ...]
    cursor: str | None
    limit: int


def parse(
    spec: ListSpec, given: Iterable[tuple[str, str]], asker: Asker, words: Collection[str] = RESERVED
) -> Asked:
    """Read filters and ``words``; raises Malformed that lists what is allowed."""
    parameters: dict[str, str] = {}
    for name, value in given:
        if name in parameters:
            raise Malformed(
                _("%(name)s is given twice; several values go into one, comma separated.", name=name)
            )
        parameters[name] = value
    filters = {name: value for name, value in parameters.items() if name not in words}
    conditions = [_filter(spec, name, value, asker, words) for name, value in sorted(filters.items())]
    if "q" in parameters:
        conditions += _search(spec, parameters["q"])
    wording = sorted((name, value) for name, value in parameters.items() if name == "q" or name in filters)
    return Asked(
        conditions=tuple(conditions),
        hints=_hints(spec, filters, parameters.get("q", "")),
        wording=repr(wording),
        sort=parse_sort(spec, parameters.get("sort", spec.default_sort)),
        columns=_columns(spec, parameters.get("cols")),
        cursor=parameters.get("cursor"),
        limit=_limit(parameters.get("limit")),
    )


def _limit(given: str | None) -> int:
    if given is None:
        return DEFAULT_LIMIT
    if not re.fullmatch(r"\d{1,3}", given) or not 1 <= int(given) <= LARGEST_LIMIT:
        raise Malformed(_("limit is a number from 1 to %(most)s.", most=LARGEST_LIMIT))
    return int(given)


def _columns(spec: ListSpec, given: str | None) -> tuple[str, ...]:
    if given is None:
        return tuple(key for key, column in spec.columns.items() if column.default)
    names = given.split(",")
    unknown = [name for name in names if name not in spec.columns]
    if unknown or len(set(names)) < len(names):
        raise Malformed(
            _("cols names columns, each once; there are %(columns)s.", columns=", ".join(spec.columns))
        )
    return tuple(names)


def parse_sort(spec: ListSpec, given: str) -> Sort:
    """``-placed,id`` as columns and directions, ended by id so that no two rows are equal."""
    sort: list[tuple[str, bool]] = []
    for part in given.split(","):
        name, descending = part.removeprefix("-"), part.startswith("-")
        column = spec.columns.get(name)
        if column is None or not column.sortable or name in dict(sort):
            able = ", ".join(key for key, column in spec.columns.items() if column.sortable)
            raise Malformed(
                _("sort names columns, each once, - before it for descending; there are %(able)s.", able=able)
            )
        sort.append((name, descending))
        if name == "id":
            return tuple(sort)
    if len(sort) > MOST_SORTS:
        raise Malformed(_("sort names %(most)s columns at most.", most=MOST_SORTS))
    return (*sort, ("id", sort[-1][1]))  # the same direction, so that one index serves both


def _filter(
    spec: ListSpec, name: str, value: str, asker: Asker, words: Collection[str]
) -> ColumnElement[bool]:
    key, _dot, operator = name.partition(".")
    column = spec.columns.get(key)
    if column is None or not column.filterable:
        able = ", ".join(key for key, column in spec.columns.items() if column.filterable)
        raise Malformed(
            _(
                "Unknown parameter %(name)s; allowed: %(words)s and filters on %(able)s.",
                name=name[:60],
                words=", ".join(sorted(words)),
                able=able,
            ),
            slug="unknown-parameter",
        )
    if (operator or "eq") not in column.operators or name.endswith("."):
        raise Malformed(
            _(
                "%(key)s cannot be filtered by .%(operator)s; it has %(offered)s.",
                key=key,
                operator=operator[:20],
                offered=_offered(key, column),
            )
        )
    try:
        return _condition(column, operator or "eq", value, asker)
    except (ValueError, OverflowError) as error:
        raise Malformed(
            _(
                "%(name)s has a value that is no %(kind)s: %(error)s.",
                name=name,
                kind=column.kind,
                error=error,
            )
        ) from None


def _hints(spec: ListSpec, filters: Mapping[str, str], search: str) -> tuple[ColumnElement[bool], ...]:
    """What follows from the conditions for the text that is indexed, so that its index can find the rows."""
    if spec.words is None:
        return ()
    sought: list[str] = []
    for name, value in filters.items():
        key, _, operator = name.partition(".")
        column = spec.columns[key]
        if column.searchable and column.kind == "text" and operator in ("", "has") and "," not in value:
            sought.append(value)
    held = [_holds(spec.words, text) for text in map(searchable, sought) if len(text) >= TRIGRAM]
    typed = [_sought(spec.words, word) for word in searchable(search).split() if len(word) >= TRIGRAM]
    return (*held, *typed)


def _offered(key: str, column: Column) -> str:
    return ", ".join(key if operator == "eq" else f"{key}.{operator}" for operator in column.operators)


def _condition(column: Column, operator: str, value: str, asker: Asker) -> ColumnElement[bool]:
    if operator == "has":
        return contains(column.expr, value)
    if operator == EMPTY:
        return _empty(column) if truth(value) else not_(_empty(column))
    if operator in ("eq", "ne"):
        parts = value.split(",")
        if len(parts) > MOST_VALUES:
            raise ValueError(_("more than %(most)s values", most=MOST_VALUES))
        among = _among(column, parts, asker)
        return among if operator == "eq" else or_(not_(among), column.expr.is_(None))
    if days := _days(column, value, asker):
        return _beside(column, operator, days, asker.zone)
    return COMPARE[operator](column.expr, read(column, value))


def _among(column: Column, parts: list[str], asker: Asker) -> ColumnElement[bool]:
    """Whether the column holds one of these values, or lies in one of these days."""
    spans = [(part, _days(column, part, asker)) for part in parts]
    values = [_meant(column, part, asker) for part, days in spans if days is None]
    within = [_within(column, days, asker.zone) for _, days in spans if days is not None]
    return or_(column.expr.in_(values), *within) if values else or_(*within)


def _meant(column: Column, value: str, asker: Asker) -> Any:
    """The value, or whoever asks."""
    return asker.person_id if column.people and value == ME else read(column, value)


def _empty(column: Column) -> ColumnElement[bool]:
    missing = column.expr.is_(None)
    return or_(missing, column.expr == "") if column.kind == "text" else missing


def _days(column: Column, value: str, asker: Asker) -> Span | None:
    """The days that a word stands for, or a day among moments; None where a value says it itself."""
    if column.kind in ("date", "time") and value in WORDS and asker.today is not None:
        return span(value, asker.today)
    if column.kind == "time" and DAY.fullmatch(value):
        return date.fromisoformat(value), date.fromisoformat(value)
    return None


def _bounds(column: Column, days: Span, zone: str) -> Span:
    """Where the days begin and the day after them does; for moments at midnight in the company's zone."""
    begin, end = days[0], days[1] + timedelta(days=1)
    if column.kind == "date":
        return begin, end
    midnight = partial(datetime.combine, time=time(), tzinfo=ZoneInfo(zone))
    return midnight(begin), midnight(end)


def _within(column: Column, days: Span, zone: str) -> ColumnElement[bool]:
    begin, end = _bounds(column, days, zone)
    return and_(column.expr >= begin, column.expr < end)


def _beside(column: Column, operator: str, days: Span, zone: str) -> ColumnElement[bool]:
    begin, end = _bounds(column, days, zone)
    later = operator in ("gt", "lte")
    compare = {"gt": "gte", "lte": "lt"}.get(operator, operator)
    return COMPARE[compare](column.expr, end if later else begin)


COMPARE: dict[str, Callable[[ColumnElement[Any], Any], ColumnElement[bool]]] = {
    "gt": lambda expr, value: expr > value,
    "gte": lambda expr, value: expr >= value,
    "lt": lambda expr, value: expr < value,
    "lte": lambda expr, value: expr <= value,
}


def contains(expr: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """Whether a text is found by ``value``: letter case, accents and look-alikes aside."""
    return _holds(func.searchable(expr), searchable(value))


def _holds(folded: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """Nothing in the value means more than itself."""
    return folded.contains(value, autoescape=True)


def _search(spec: ListSpec, value: str) -> list[ColumnElement[bool]]:
    """Every word of ``value`` stands in some searchable column."""
    searched = [column for column in spec.columns.values() if column.searchable]
    words = searchable(value).split()
    if not searched or not words or len(words) > MOST_WORDS or len(value) > LONGEST_SEARCH:
        raise Malformed(
            _(
                "q has 1 to %(most)s words, where the list has searchable columns.",
                most=MOST_WORDS,
            )
        )
    if spec.words is not None:  # written so that its index does not serve: near rows are looked at one by one
        return [_sought(spec.words.concat(""), word) for word in words]
    return [or_(*[_sought(func.searchable(_as_text(column)), word) for column in searched]) for word in words]


def _sought(folded: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Whether the word stands in the text; a document's number also in short: so-7 for so-2026-000007."""
    short = SHORT_NUMBER.fullmatch(word)
    if short is None:
        return _holds(folded, word)
    prefix, number = short.groups()
    return or_(_holds(folded, word), folded.like(f"%{prefix}-%{int(number):06d}%"))


def _as_text(column: Column) -> ColumnElement[Any]:
    return column.expr if column.kind == "text" else cast(column.expr, Text)
