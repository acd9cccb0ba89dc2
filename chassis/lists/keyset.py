"""Keyset pages: where the last one ended, as a signed cursor and as conditions that an index serves.

Null sorts as PostgreSQL has it, greater than every value, so that plain indexes serve both directions.
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

from sqlalchemy import ColumnElement, and_, false, literal, or_, tuple_

from chassis.errors import Malformed
from chassis.lists.grammar import Sort
from chassis.lists.spec import Column, ListSpec

Place = Sequence[Any]  # the values of the sort columns in the last row of a page
SIGNATURE_BYTES = 16
LONGEST_CURSOR = 4096


def order_by(spec: ListSpec, sort: Sort) -> list[ColumnElement[Any]]:
    """The ORDER BY of a sort."""
    return [spec.columns[key].expr.desc() if down else spec.columns[key].expr.asc() for key, down in sort]


def regions(spec: ListSpec, sort: Sort, place: Place | None) -> list[ColumnElement[bool] | None]:
    """Conditions of the rows after ``place``, to be read one after the other.

    The nulls of the first column are a region of their own: in one condition with the values, no index
    would serve it. None is no condition at all.
    """
    column, descending = spec.columns[sort[0][0]], sort[0][1]
    if not column.may_be_null:
        return [None if place is None else after(spec, sort, place)]
    values, nulls = column.expr.is_not(None), column.expr.is_(None)
    if place is None:
        return [nulls, values] if descending else [values, nulls]
    begun = and_(nulls if place[0] is None else values, after(spec, sort, place, within=True))
    if (place[0] is None) is not descending:
        return [begun]
    return [begun, values] if descending else [begun, nulls]


def after(spec: ListSpec, sort: Sort, place: Place, *, within: bool = False) -> ColumnElement[bool]:
    """Rows that come after the place; ``within`` leaves the first column's nulls to their own region."""
    columns = [spec.columns[key] for key, _ in sort]
    directions = {down for _, down in sort}
    plain = not any(column.may_be_null for column in columns[1:]) and place[0] is not None
    if len(directions) == 1 and plain and (within or not columns[0].may_be_null):
        return _row_beyond([column.expr for column in columns], place, descending=True in directions)
    return and_(_from(columns[0], place[0], sort[0][1]), _expanded(columns, sort, place, within))


def _row_beyond(
    exprs: Sequence[ColumnElement[Any]], place: Place, *, descending: bool
) -> ColumnElement[bool]:
    here = tuple_(*exprs)
    there = tuple_(*[literal(value, expr.type) for expr, value in zip(exprs, place, strict=True)])
    beyond: ColumnElement[bool] = here < there if descending else here > there
    return beyond


def _expanded(columns: list[Column], sort: Sort, place: Place, within: bool) -> ColumnElement[bool]:
    later: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for index, (column, (_, down), value) in enumerate(zip(columns, sort, place, strict=True)):
        nulls_count = column.may_be_null and not (index == 0 and within)
        later.append(and_(*equal, _beyond(column.expr, value, down, nulls_count)))
        equal.append(column.expr.is_(None) if value is None else column.expr == value)
    return or_(*later)


def _beyond(expr: ColumnElement[Any], value: Any, descending: bool, nulls_count: bool) -> ColumnElement[bool]:
    if value is None:
        return expr.is_not(None) if descending and nulls_count else false()
    beyond: ColumnElement[bool] = expr < value if descending else expr > value
    return or_(beyond, expr.is_(None)) if nulls_count and not descending else beyond


def _from(column: Column, value: Any, descending: bool) -> ColumnElement[bool]:
    """A bound on the first column alone, where an index can begin."""
    if value is None:
        return column.expr.is_(None)
    bound: ColumnElement[bool] = column.expr <= value if descending else column.expr >= value
    return bound


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
            "This cursor belongs to another sort, filter or person. Start again without it.", slug="cursor"
        )
    columns = [spec.columns[key] for key, _ in sort]
    return [_read(column, value) for column, value in zip(columns, values, strict=True)]


def _verified(secret: str, cursor: str) -> bytes:
    payload, _, signature = cursor.partition(".")
    try:
        content = _decoded(payload)
        if len(cursor) <= LONGEST_CURSOR and hmac.compare_digest(
            _decoded(signature), _signature(secret, content)
        ):
            return content
    except ValueError:
        pass
    raise Malformed("This is not a cursor of this list. Start again without it.", slug="cursor")


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
