"""Keyset pages: where the last one ended, as a signed cursor and as conditions that an index serves.

Null comes last in both directions: who sorts by a day looks for days. Where an index has it first, rows with
values and those without are read one after the other, so that plain indexes serve both directions.
"""

import base64
import hmac
import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, select, tuple_

from chassis.errors import Malformed
from chassis.language import _
from chassis.lists.grammar import Sort
from chassis.lists.spec import Column, ListSpec

Place = Sequence[Any]  # the values of the sort columns in the last row of a page
NEAR, FARTHEST = 2_000, 32_000
SIGNATURE_BYTES = 16
LONGEST_CURSOR = 4096


def order_by(spec: ListSpec, sort: Sort) -> list[ColumnElement[Any]]:
    """The ORDER BY of a sort, within one of its regions."""
    return directed(spec, sort, [spec.columns[key].order for key, _ in sort])


def directed(spec: ListSpec, sort: Sort, exprs: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """These expressions of the sort's columns in its directions, null last."""
    ordered: list[ColumnElement[Any]] = []
    for at, ((key, down), expr) in enumerate(zip(sort, exprs, strict=True)):
        apart = at == 0  # nulls of the first are a region of their own: an index serves plain words alone
        descending = expr.desc() if apart or not spec.columns[key].may_be_null else expr.desc().nulls_last()
        ordered.append(descending if down else expr.asc())
    return ordered


def regions(spec: ListSpec, sort: Sort, place: Place | None) -> list[ColumnElement[bool] | None]:
    """Conditions of the rows after ``place``, to be read one after the other; None is no condition.

    In one condition with OR no index would serve them; each alone is a range of an index on the sort.
    """
    columns = [spec.columns[key] for key, _ in sort]
    if place is None:
        return _all(columns[0])
    return list(_after(columns, [down for _, down in sort], place))


def _all(first: Column) -> list[ColumnElement[bool] | None]:
    return [first.order.is_not(None), first.order.is_(None)] if first.may_be_null else [None]


def nearest(
    spec: ListSpec, sort: Sort, region: ColumnElement[bool] | None, rows: int
) -> ColumnElement[bool] | None:
    """The condition of the first ``rows`` of a region, whatever is asked of them.

    Reading so many costs little, whatever the plan; None where the sort is too mixed for one comparison.
    """
    columns = [spec.columns[key] for key, _ in sort]
    downs = {down for _, down in sort}
    if len(downs) > 1 or any(column.may_be_null for column in columns[1:]):
        return None
    exprs = [column.order for column in columns]
    if columns[0].may_be_null and region is not None and str(exprs[0].is_(None)) in str(region):
        exprs = exprs[1:]  # all alike there, and nothing compares with null
    conditions = [condition for condition in (region, spec.where) if condition is not None]
    last = (
        select(*exprs)
        .select_from(spec.source)
        .where(*conditions)
        .order_by(*order_by(spec, sort))
        .offset(rows)
        .limit(1)
        .scalar_subquery()
    )
    here = tuple_(*exprs)
    beyond: ColumnElement[bool] = here >= last if downs.pop() else here <= last
    return beyond


def window(before: int | None = None, found: int = 0, count: int = 0) -> int | None:
    """How many rows of a region to look at; None where it is better to look everywhere.

    First ``NEAR``; where these held too few, once more, as many as hold a page if it goes on as densely.
    """
    if before is None:
        return NEAR
    wanted = 2 * before * count // found if found else FARTHEST + 1
    return wanted if before == NEAR and wanted <= FARTHEST else None


def _after(columns: list[Column], downs: list[bool], place: Place) -> list[ColumnElement[bool]]:
    if not columns:
        return []
    first, down, value = columns[0], downs[0], place[0]
    nulls_follow = first.may_be_null and value is not None
    tail = [first.order.is_(None)] if nulls_follow else []
    if len(set(downs)) == 1 and value is not None and not any(column.may_be_null for column in columns[1:]):
        return [_row_beyond([column.order for column in columns], place, descending=down), *tail]
    same = first.order.is_(None) if value is None else first.order == value
    ties = [and_(same, later) for later in _after(columns[1:], downs[1:], place[1:])]
    return [*ties, *_beyond(first.order, value, down), *tail]


def _row_beyond(
    exprs: Sequence[ColumnElement[Any]], place: Place, *, descending: bool
) -> ColumnElement[bool]:
    here = tuple_(*exprs)
    there = tuple_(*[literal(value, expr.type) for expr, value in zip(exprs, place, strict=True)])
    beyond: ColumnElement[bool] = here < there if descending else here > there
    return beyond


def _beyond(expr: ColumnElement[Any], value: Any, descending: bool) -> list[ColumnElement[bool]]:
    if value is None:
        return []
    return [expr < value if descending else expr > value]


def make_cursor(secret: str, sort: Sort, context: str, place: Place) -> str:
    """The place as opaque text, good for the same sort, filter and reach only."""
    payload = json.dumps([_sort_text(sort), _digest(context), [_written(value) for value in place]]).encode()
    return _encoded(payload) + "." + _encoded(_signature(secret, payload))


def read_cursor(secret: str, spec: ListSpec, sort: Sort, context: str, cursor: str) -> list[Any]:
    """The place of a cursor; raises Malformed when it is not ours or was made for another question."""
    payload = _verified(secret, cursor)
    said, digest, values = json.loads(payload)
    if said != _sort_text(sort) or digest != _digest(context):
        raise Malformed(
            _("This cursor belongs to another sort, filter or person. Start again without it."), slug="cursor"
        )
    columns = [spec.columns[key] for key, _ in sort]
    return [_read(column, value) for column, value in zip(columns, values, strict=True)]


def _verified(secret: str, cursor: str) -> bytes:
    payload, _dot, signature = cursor.partition(".")
    try:
        content = _decoded(payload)
        if len(cursor) <= LONGEST_CURSOR and hmac.compare_digest(
            _decoded(signature), _signature(secret, content)
        ):
            return content
    except ValueError:
        pass
    raise Malformed(_("This is not a cursor of this list. Start again without it."), slug="cursor")


def _signature(secret: str, payload: bytes) -> bytes:
    return hmac.digest(secret.encode(), payload, "sha256")[:SIGNATURE_BYTES]


def _digest(context: str) -> str:
    return sha256(context.encode()).hexdigest()[:32]


def _sort_text(sort: Sort) -> str:
    return ",".join(("-" if down else "") + key for key, down in sort)


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _written(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _read(column: Column, value: Any) -> Any:
    if value is None or column.kind in ("bool", "int", "text", "enum"):
        return value
    reader: dict[str, Any] = {
        "money": Decimal,
        "quantity": Decimal,
        "uuid": UUID,
        "date": date.fromisoformat,
        "time": datetime.fromisoformat,
    }
    return reader[column.kind](value)
