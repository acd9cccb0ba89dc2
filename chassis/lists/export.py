"""A whole list as CSV (RFC 4180), streamed page by page in short transactions of one sort.

Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers.
"""

import codecs
import csv
import io
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from chassis.language import _
from chassis.lists.cells import label, readable
from chassis.lists.grammar import Asked
from chassis.lists.pages import place_of, read_rows, shown
from chassis.lists.spec import Items, ListSpec
from chassis.work import Database, Work

ROWS_A_PAGE = 1000
MARK = codecs.BOM_UTF8  # without it Excel reads the file in the encoding of its machine
RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
SAFE_KINDS = {"money", "quantity", "int", "bool", "date", "time", "uuid"}


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return "'" + text if text.startswith(RUNS_AS_FORMULA) else text


async def csv_lines(
    database: Database, who: dict[str, Any], spec: ListSpec, asked: Asked
) -> AsyncIterator[bytes]:
    """The header line, then the rows; each page is a transaction of its own."""
    yield MARK + _lines([_header(spec, asked, database.settings.company_zone)])
    place: list[Any] | None = None
    while True:
        items, place = await database.transact(partial(read_part, spec, asked, place), **who)
        if items:
            yield _lines([_cells(spec, asked, item) for item in items])
        if place is None:
            return


async def read_part(
    spec: ListSpec, asked: Asked, place: list[Any] | None, work: Work
) -> tuple[Items, list[Any] | None]:
    """The next thousand items after the place, and the place of the last one, None when that was all."""
    rows = await read_rows(work, spec, asked, place, ROWS_A_PAGE)
    items = await readable(work, spec, asked, await shown(work, spec, asked.columns, rows))
    return items, place_of(asked, rows[-1]) if len(rows) == ROWS_A_PAGE else None


def _header(spec: ListSpec, asked: Asked, zone: str) -> list[str]:
    header: list[str] = []
    for key in asked.columns:
        head, kind = label(spec, key, zone), spec.columns[key].kind
        header += [head, _("%(head)s currency", head=head)] if kind == "money" else [head]
    return header


def _cells(spec: ListSpec, asked: Asked, item: dict[str, Any]) -> list[str]:
    cells: list[str] = []
    for key in asked.columns:
        value, kind = item[key], spec.columns[key].kind
        if kind == "money":
            cells += [value["amount"], value["currency"]] if value else ["", ""]
        else:
            cells.append(_cell(value, kind))
    return cells


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    # a view may have put a name in place of an id, so a text is guarded unless it can only be a number
    return str(value) if kind in SAFE_KINDS - {"uuid"} else guarded(str(value))


def _lines(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()
