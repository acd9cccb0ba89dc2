"""How values are written in filters, and what they mean to a column of their kind. Pure."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.language import _
from chassis.lists.spec import Column

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
INTEGER = re.compile(r"-?\d{1,18}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read(column: Column, value: str) -> Any:
    """The value as the column's kind has it; raises ValueError."""
    if column.kind == "enum" and value not in column.values:
        raise ValueError(_("it is one of %(values)s", values=", ".join(column.values)))
    return READ[column.kind](value)


def _matching(pattern: re.Pattern[str], kind: Callable[[str], Any], value: str) -> Any:
    if not pattern.fullmatch(value) or not value.isascii():
        raise ValueError(_("write it in plain digits"))
    return kind(value)


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value.replace(" ", "+"))  # a + of an offset that nobody encoded
    if moment.tzinfo is None:
        raise ValueError(_("a time needs its offset, such as Z; a date alone means the whole day"))
    return moment


def truth(value: str) -> bool:
    """True or false as it is written; raises ValueError."""
    if value not in ("true", "false"):
        raise ValueError(_("write true or false"))
    return value == "true"


READ: dict[str, Callable[[str], Any]] = {
    "text": str,
    "enum": str,
    "uuid": UUID,
    "bool": truth,
    "int": lambda value: _matching(INTEGER, int, value),
    "money": lambda value: _matching(NUMBER, Decimal, value),
    "quantity": lambda value: _matching(NUMBER, Decimal, value),
    "date": lambda value: _matching(DAY, date.fromisoformat, value),
    "time": _moment,
}
