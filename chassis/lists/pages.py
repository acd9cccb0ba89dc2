"""Reading a list: one page, the totals of a filter, and values as they go onto the wire."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, any_, func, literal, select

from chassis.lists.grammar import Asked
from chassis.lists.keyset import (
    Place,
    directed,
    make_cursor,
    nearest,
    order_by,
    read_cursor,
    regions,
    window,
)
from chassis.lists.spec import Column, Items, Kind, ListSpec
from chassis.work import Work
from contracts.money import rounded as rounded_to

Region = ColumnElement[bool] | None
Conditions = Sequence[ColumnElement[bool]]
AS_IT_IS = frozenset({"bool", "int", "text", "enum"})


def reached(work: Work, spec: ListSpec, asked: Asked) -> list[ColumnElement[bool]]:
    """All conditions of the rows that are asked for and within the caller's reach."""
    conditions = list(asked.conditions)
    if spec.where is not None:
        conditions.append(spec.where)
    if spec.reach is not None:
        conditions.append(spec.reach(work.caller))
    if spec.scope is not None and work.caller is not None:  # a reaction reaches all
        owner, client = spec.scope
        conditions.append(work.caller.within(work.permission, owner=owner, client=client))
    return conditions


def context(work: Work, spec: ListSpec, asked: Asked) -> str:
    """What a cursor is bound to: the list, the filter, the person and how far the person reaches."""
    caller = work.caller
    if caller is None:
        return repr((spec.name, asked.wording))
    reach = (caller.person_id, caller.reach(work.permission))
    return repr((spec.name, asked.wording, work.permission, reach))


async def page(work: Work, spec: ListSpec, asked: Asked) -> tuple[Items, str | None]:
    """Items of one page and the cursor of the next one, None after the last."""
    secret = work.settings.cursor_secret.get_secret_value()
    bound = context(work, spec, asked)
    place = read_cursor(secret, spec, asked.sort, bound, asked.cursor) if asked.cursor is not None else None
    rows = await read_rows(work, spec, asked, place, asked.limit + 1)
    more = len(rows) > asked.limit
    rows = rows[: asked.limit]
    items = await shown(work, spec, asked.columns, rows)
    return items, make_cursor(secret, asked.sort, bound, place_of(asked, rows[-1])) if more else None


async def read_rows(
    work: Work, spec: ListSpec, asked: Asked, place: Place | None, count: int
) -> list[dict[str, Any]]:
    """The next ``count`` rows after the place, raw values by column."""
    read = _keys if spec.many else _rows
    rows: list[dict[str, Any]] = []
    for region in regions(spec, asked.sort, place):
        conditions = [*reached(work, spec, asked), *([] if region is None else [region])]
        rows += await read(work, spec, asked, region, conditions, count - len(rows))
        if len(rows) >= count:
            break
    return await _filled(work, spec, asked, rows) if spec.many else rows


async def _rows(
    work: Work, spec: ListSpec, asked: Asked, _: Region, conditions: Conditions, count: int
) -> list[dict[str, Any]]:
    found = _selected(spec, asked).where(*conditions).order_by(*order_by(spec, asked.sort))
    return await _fetched(work, found.limit(count))


async def _keys(
    work: Work, spec: ListSpec, asked: Asked, region: Region, conditions: Conditions, count: int
) -> list[dict[str, Any]]:
    """What the rows are sorted by, and their ids: looked for near, then everywhere."""
    keys = [spec.columns[key].order.label(placed(key)) for key, _ in asked.sort]
    found = select(*keys).select_from(spec.source).where(*conditions)
    for_page = found.order_by(*order_by(spec, asked.sort)).limit(count)
    size = window()
    while size is not None and (near := nearest(spec, asked.sort, region, size)) is not None:
        rows = await _fetched(work, for_page.where(near))
        if len(rows) >= count:
            return rows
        size = window(size, len(rows), count)
    # few, or far away: found by whatever index finds them, then sorted, which the planner would not do
    everywhere = found.where(*asked.hints).cte("found").prefix_with("MATERIALIZED")
    order = directed(spec, asked.sort, [everywhere.c[placed(key)] for key, _ in asked.sort])
    return await _fetched(work, select(everywhere).order_by(*order).limit(count))


async def _filled(
    work: Work, spec: ListSpec, asked: Asked, keys: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows with these keys; this statement is the same whatever is filtered, so it is compiled once."""
    if not keys:
        return []
    id = spec.columns["id"].expr
    wanted = [row[placed("id")] for row in keys]
    rows = await _fetched(work, _selected(spec, asked).where(id == any_(literal(wanted, ARRAY(id.type)))))
    by_id = {row["id"]: row for row in rows}
    return [by_id[row[placed("id")]] | row for row in keys if row[placed("id")] in by_id]


async def _fetched(work: Work, statement: Select[Any]) -> list[dict[str, Any]]:
    found = await work.execute(statement)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]


def _selected(spec: ListSpec, asked: Asked) -> Select[Any]:
    places = [(spec.columns[key], placed(key)) for key, _ in asked.sort if not spec.many]
    chosen: list[ColumnElement[Any]] = [column.order.label(name) for column, name in places]
    for key in dict.fromkeys([*asked.columns, "id"]):
        column = spec.columns[key]
        chosen.append(column.expr.label(key))
        currency = spec.currency_of(column) if column.kind == "money" else None
        if currency is not None:
            chosen.append(currency.label(f"{key}.currency"))
    return select(*chosen).select_from(spec.source)


def place_of(asked: Asked, row: dict[str, Any]) -> list[Any]:
    """Where a row stands in the sort."""
    return [row[placed(key)] for key, _ in asked.sort]


def placed(key: str) -> str:
    """The name in a row of what it is sorted by."""
    return f"{key}.place"


async def shown(work: Work, spec: ListSpec, columns: Sequence[str], rows: list[dict[str, Any]]) -> Items:
    """The rows as items of an answer: id and the chosen columns."""
    keys = dict.fromkeys(["id", *columns])
    kinds = [(key, spec.columns[key].kind) for key in keys]
    items = [{key: wire(kind, row, key) for key, kind in kinds} for row in rows]
    return items if spec.view is None else await spec.view(work, items)


def wire(kind: Kind, row: dict[str, Any], key: str) -> Any:
    """One value as JSON has it."""
    value = row[key]
    if value is None or kind in AS_IT_IS:
        return value
    if kind == "money":
        return money(value, row[f"{key}.currency"])
    if kind == "quantity":
        return plain(value)
    return moment(value) if kind == "time" else str(value)


def money(value: Decimal, currency: str) -> dict[str, str]:
    """``{"amount": "123.45", "currency": "EUR"}`` with at least the currency's decimals."""
    rounded = rounded_to(value, currency)
    return {"amount": format(rounded, "f") if rounded == value else plain(value), "currency": currency}


def plain(value: Decimal) -> str:
    """A decimal without exponent and without zeros at its end."""
    return format(value.normalize() if value else Decimal(0), "f")


def moment(value: datetime) -> str:
    """RFC 3339 in UTC with microseconds."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


async def count(work: Work, spec: ListSpec, asked: Asked) -> int:
    """How many rows the filter finds."""
    statement = select(func.count()).select_from(spec.source).where(*reached(work, spec, asked))
    return int(await work.scalar(statement) or 0)


async def totals(work: Work, spec: ListSpec, asked: Asked) -> dict[str, Any]:
    """``{"count": n, "sums": {"total": [{"amount", "currency"}, …]}}`` of all rows the filter finds."""
    amounts = {key: column for key, column in spec.columns.items() if column.adds_up}
    if not amounts:
        return {"count": await count(work, spec, asked), "sums": {}}
    sums: dict[str, list[dict[str, str]]] = {key: [] for key in amounts}
    for currency in dict.fromkeys(spec.currency_of(column) for column in amounts.values()):
        assert currency is not None
        own = {key: column for key, column in amounts.items() if spec.currency_of(column) is currency}
        rows = await _added_up(work, spec, asked, currency, own)
        for row in rows:
            for key in own:
                if row[key] is not None:
                    sums[key].append(money(row[key], row["currency"]))
    return {"count": sum(row["count"] for row in rows), "sums": sums}


async def _added_up(
    work: Work, spec: ListSpec, asked: Asked, currency: ColumnElement[Any], amounts: Mapping[str, Column]
) -> Sequence[Mapping[str, Any]]:
    """Rows and sums of these amounts by currency, in one pass."""
    sums = (func.sum(column.expr).label(key) for key, column in amounts.items())
    statement = (
        select(currency.label("currency"), func.count().label("count"), *sums)
        .select_from(spec.source)
        .where(*reached(work, spec, asked))
        .group_by(currency)
        .order_by(currency)
    )
    return [dict(row) for row in (await work.execute(statement)).mappings()]
