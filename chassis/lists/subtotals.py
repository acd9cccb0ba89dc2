"""Rows of a list by what they have in common: how many there are of each, and what they add up to.

At most ``MOST`` groups are answered, the largest, or the latest of periods; how many there are is said.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Subquery, cast, func, or_, select

from chassis.errors import Malformed
from chassis.language import _
from chassis.lists.grammar import Asked
from chassis.lists.pages import money, reached
from chassis.lists.spec import Column, ListSpec
from chassis.work import Work

MOST = 50
PERIODS = ("month", "quarter", "year")
WHOLE = ("enum", "bool", "text")  # kinds whose values are groups as they are
Row = Mapping[str, Any]


def ways(spec: ListSpec) -> tuple[str, ...]:
    """What rows can be grouped by, few values first: ``status``, ``owner_id``, ``ordered_on.month``."""
    found = [(_rank(column), name) for key, column in spec.columns.items() for name in _names(key, column)]
    return tuple(name for _, name in sorted(found, key=lambda ranked: ranked[0]))


def _rank(column: Column) -> int:
    return ("enum", "bool", "uuid", "date", "time", "text").index(column.kind)


def _names(key: str, column: Column) -> list[str]:
    if not column.filterable:
        return []
    if column.kind in ("date", "time"):
        return [f"{key}.{period}" for period in PERIODS]
    return [key] if column.kind in WHOLE or column.people else []


async def groups(work: Work, spec: ListSpec, asked: Asked, by: str | None) -> dict[str, Any]:
    """``{"by", "groups": [{"value", "count", "sums"}], "of", "count"}``; a period is its first day."""
    name = by or ways(spec)[0]
    if name not in ways(spec):
        raise Malformed(_("by is one of %(ways)s.", ways=", ".join(ways(spec))))
    amounts = {key: column for key, column in spec.columns.items() if column.adds_up}
    rows = _rows(work, spec, asked, name, amounts)
    counted = await _counted(work, rows, latest="." in name)
    sums = await _sums(work, rows, amounts, counted)
    shown = [
        {"value": _wire(row["value"]), "count": row["count"], "sums": sums.get(row["value"], {})}
        for row in counted
    ]
    first = counted[0] if counted else {"of": 0, "rows": 0}
    return {"by": name, "groups": shown, "of": first["of"], "count": int(first["rows"])}


def _rows(work: Work, spec: ListSpec, asked: Asked, name: str, amounts: Mapping[str, Column]) -> Subquery:
    """The filtered rows with what they are grouped by, their amounts and the currencies of these."""
    chosen: list[ColumnElement[Any]] = [_value(spec, name, work.settings.company_zone).label("value")]
    for key, column in amounts.items():
        currency = spec.currency_of(column)
        assert currency is not None
        chosen += [column.expr.label(key), currency.label(f"{key}.currency")]
    return select(*chosen).select_from(spec.source).where(*reached(work, spec, asked)).subquery()


def _value(spec: ListSpec, name: str, zone: str) -> ColumnElement[Any]:
    key, _, period = name.partition(".")
    column = spec.columns[key]
    if not period:
        return column.expr
    local = func.timezone(zone, column.expr) if column.kind == "time" else column.expr
    return cast(func.date_trunc(period, local), Date)


async def _counted(work: Work, rows: Subquery, latest: bool) -> Sequence[Row]:
    """The groups with their numbers; of all of them, not of these alone, are ``of`` and ``rows``."""
    count = func.count()
    order = rows.c.value.desc().nulls_last() if latest else count.desc()
    statement = (
        select(
            rows.c.value,
            count.label("count"),
            func.count().over().label("of"),
            func.sum(count).over().label("rows"),
        )
        .group_by(rows.c.value)
        .order_by(order, rows.c.value)
        .limit(MOST)
    )
    return [dict(row) for row in (await work.execute(statement)).mappings()]


async def _sums(
    work: Work, rows: Subquery, amounts: Mapping[str, Column], counted: Sequence[Row]
) -> dict[Any, dict[str, list[dict[str, str]]]]:
    """By group: of each column its sums, one for each currency."""
    found: dict[Any, dict[str, list[dict[str, str]]]] = {}
    for key in amounts:
        currency = rows.c[f"{key}.currency"]
        statement = (
            select(rows.c.value, currency.label("currency"), func.sum(rows.c[key]).label("sum"))
            .where(*_among(rows, counted))
            .group_by(rows.c.value, currency)
            .order_by(currency)
        )
        for row in (await work.execute(statement)).mappings():
            sums = found.setdefault(row["value"], {each: [] for each in amounts})
            if row["sum"] is not None:
                sums[key].append(money(row["sum"], row["currency"]))
    return found


def _among(rows: Subquery, counted: Sequence[Row]) -> list[ColumnElement[bool]]:
    """That a row is in one of these groups, where there are more."""
    if not counted or counted[0]["of"] <= len(counted):
        return []
    values = [row["value"] for row in counted if row["value"] is not None]
    empty = [rows.c.value.is_(None)] if len(values) < len(counted) else []
    return [or_(rows.c.value.in_(values), *empty)]


def _wire(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, (date, datetime)) else None if value is None else str(value)
