"""A list as an Excel workbook: cells with types, the header frozen and filtering.

Text is written as text whatever it begins with, so nothing runs as a formula. Cells know no zone, so a
head says which one its times are in.
"""

import asyncio
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it has no types
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # it has no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # it has no types

from chassis.errors import Refused
from chassis.language import _
from chassis.lists.cells import label
from chassis.lists.export import read_part
from chassis.lists.grammar import Asked
from chassis.lists.pages import count
from chassis.lists.spec import Items, Kind, ListSpec
from chassis.work import Database

MOST_ROWS = 5000
MOST_DIGITS = 15  # more than these a number of a spreadsheet does not keep
MOST_TEXT = 32_767  # characters of a cell
FIRST_YEAR = 1900  # a spreadsheet has no earlier day
NARROW, WIDE = 8, 60  # characters
FORMATS = {
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm:ss",
    "money": "#,##0.00##",
    "quantity": "#,##0.####",
}
DAY_WIDTH, TIME_WIDTH = 12, 20
Shown = tuple[str, Kind, Callable[[dict[str, Any]], Any]]  # label, kind, value of an item


async def workbook(
    database: Database, who: dict[str, Any], spec: ListSpec, asked: Asked
) -> tuple[bytes, int]:
    """The file and how many rows it has; raises Refused when the filter finds more than ``MOST_ROWS``."""
    found = await database.transact(lambda work: count(work, spec, asked), **who)
    if found > MOST_ROWS:
        raise Refused(
            _(
                "The filter finds %(found)s rows; a workbook takes %(most)s. Narrow the filter, "
                "or take export.csv, which takes them all.",
                found=found,
                most=MOST_ROWS,
            ),
            slug="too-many-rows",
            rows=found,
            most=MOST_ROWS,
        )
    items = (await _read(database, who, spec, asked))[:MOST_ROWS]
    zone = database.settings.company_zone
    return await asyncio.to_thread(written, spec, asked.columns, items, zone), len(items)


async def _read(database: Database, who: dict[str, Any], spec: ListSpec, asked: Asked) -> Items:
    """The items, a few more than fit where rows came meanwhile."""
    items: Items = []
    place: list[Any] | None = None
    while len(items) <= MOST_ROWS:
        part, place = await database.transact(partial(read_part, spec, asked, place), **who)
        items += part
        if place is None:
            break
    return items


def written(spec: ListSpec, keys: Sequence[str], items: Items, zone: str) -> bytes:
    """The items as a workbook with one sheet."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"constant_memory": True, "in_memory": False})
    sheet = book.add_worksheet(spec.name[:31])
    formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    bold = book.add_format({"bold": True, "bottom": 1})
    columns = _columns(spec, keys, zone)
    widths = [min(WIDE, max(NARROW, len(head) + 3)) for head, *_rest in columns]
    for index, (head, *_rest) in enumerate(columns):
        sheet.write_string(0, index, head, bold)
    for row, item in enumerate(items, start=1):
        for index, (_head, kind, value) in enumerate(columns):
            width = put(sheet, row, index, kind, value(item), formats)
            widths[index] = min(WIDE, max(widths[index], width))
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(items), len(columns) - 1)
    book.close()
    return buffer.getvalue()


def _columns(spec: ListSpec, keys: Sequence[str], zone: str) -> list[Shown]:
    """Label, kind and value of every column; money takes two, as in the CSV."""
    columns: list[Shown] = []
    for key in keys:
        kind, head = spec.columns[key].kind, label(spec, key, zone)
        if kind == "money":
            columns.append((head, "money", partial(_part, key, "amount")))
            columns.append((_("%(head)s currency", head=head), "text", partial(_part, key, "currency")))
        else:
            columns.append((head, kind, partial(_value, key)))
    return columns


def _value(key: str, item: dict[str, Any]) -> Any:
    return item[key]


def _part(key: str, part: str, item: dict[str, Any]) -> Any:
    return item[key] and item[key][part]


def put(sheet: Worksheet, row: int, column: int, kind: Kind, value: Any, formats: dict[str, Format]) -> int:
    """Write one cell with its type; how many characters it takes."""
    if value is None or value == "":
        return 0
    if kind == "bool":
        sheet.write_boolean(row, column, value)
    elif kind in ("money", "quantity", "int") and _keeps(str(value)):
        sheet.write_number(row, column, float(value), formats.get(kind))
    elif kind in ("date", "time") and (when := _moment(value)) is not None:
        sheet.write_datetime(row, column, when, formats[kind])
        return DAY_WIDTH if kind == "date" else TIME_WIDTH
    else:
        sheet.write_string(row, column, str(value)[:MOST_TEXT])
    return len(str(value)) + 2


def _keeps(number: str) -> bool:
    """Whether a spreadsheet's number keeps all digits."""
    return len(Decimal(number).normalize().as_tuple().digits) <= MOST_DIGITS


def _moment(value: str) -> date | None:
    """Day or time of a value, None when it is a text by now or lies before what spreadsheets know."""
    try:
        when = datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None
    return when if when.year >= FIRST_YEAR else None
