"""The rows of a list by groups: what each is called, where it leads, its sums, and how long its bar is.

Numbers, sums and bars are the same figures; amounts of several currencies are never compared, so then the
bars show how many rows there are.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.language import N_, _
from chassis.lists import PERIODS
from chassis.number_formats import month
from web.api.operation import Get
from web.lists.engine import Shown
from web.lists.spec import Row
from web.lists.state import Column, Filter, ListState, group_of
from web.visit import Visit

MONTHS = {"month": 1, "quarter": 3, "year": 12}
BY = {
    "month": N_("%(label)s by month"),
    "quarter": N_("%(label)s by quarter"),
    "year": N_("%(label)s by year"),
}


@dataclass(frozen=True)
class Group:
    """One of them; ``share`` is the length of its bar, 0 to 100."""

    label: str
    query: str
    count: int
    sums: Mapping[str, list[Any]]
    share: int


@dataclass(frozen=True)
class Groups:
    """All that are shown; ``more`` of them are not. ``measure`` is what the bars show."""

    by: str
    measure: str
    columns: list[Column]
    groups: list[Group]
    more: int


async def read_groups(visit: Visit, shown: Shown) -> Groups | None:
    """The groups of what is filtered, if the address asks for them."""
    state, spec = shown.state, shown.spec
    if not state.group:
        return None
    asked = [(key, value) for key, value in state.asked() if key != "sort"]
    found = await visit.api.get(Get[Row](f"{spec.api}/groups"), [*asked, ("by", state.group)])
    return grouped(shown, found)


def grouped(shown: Shown, found: Row) -> Groups:
    """What a service said, as people read it."""
    state, rows = shown.state, found["groups"]
    columns = [c for c in shown.columns if c.kind == "money" and any(row["sums"].get(c.key) for row in rows)]
    measure = next((c for c in columns if len(_currencies(rows, c.key)) == 1), None)
    sizes = [_size(row, measure) for row in rows]
    longest = max([*sizes, Decimal(0)])
    groups = [
        Group(
            label=_label(shown, row["value"]),
            query=_narrowed(state, row["value"]),
            count=row["count"],
            sums=row["sums"],
            share=int(100 * max(size, Decimal(0)) / longest) if longest else 0,
        )
        for row, size in zip(rows, sizes, strict=True)
    ]
    key, period = group_of(state.group)
    by = state.known[key].label
    by = _(BY[period], label=by) if period else by
    return Groups(by, measure.label if measure else _("Rows"), columns, groups, found["of"] - len(groups))


def _currencies(rows: list[Row], key: str) -> set[str]:
    return {sum["currency"] for row in rows for sum in row["sums"].get(key, [])}


def _size(row: Row, measure: Column | None) -> Decimal:
    """What the bar of a group shows."""
    if measure is None:
        return Decimal(row["count"])
    return sum((Decimal(each["amount"]) for each in row["sums"].get(measure.key, [])), Decimal(0))


def _label(shown: Shown, value: str | None) -> str:
    key, period = group_of(shown.state.group)
    if value in (None, ""):
        return _("Empty")
    if period:
        return _period(date.fromisoformat(str(value)), period)
    if shown.state.known[key].kind == "bool":
        return _("Yes") if value == "true" else _("No")
    label = shown.value_label(key, str(value))
    return label[:1].upper() + label[1:]


def _period(first: date, period: str) -> str:
    """``2026``, ``Q4 2026``, ``Nov 2026``."""
    if period == "quarter":
        return _("Q%(quarter)s %(year)s", quarter=(first.month + 2) // 3, year=first.year)
    return str(first.year) if period == "year" else month(first)


def _narrowed(state: ListState, value: str | None) -> str:
    """The query that leads to the rows of this group alone."""
    key, period = group_of(state.group)
    if value in (None, ""):
        added = [Filter(key, "empty", "true")] if "empty" in state.known[key].operators else []
    elif period:
        first = date.fromisoformat(str(value))
        added = [Filter(key, "gte", first.isoformat()), Filter(key, "lte", _last(first, period).isoformat())]
    else:
        added = [Filter(key, "eq", str(value))]
    names = {one.name for one in added}
    kept = tuple(one for one in state.filters if one.name not in names)
    return replace(state, filters=(*kept, *added)).query(group="", view="")


def _last(first: date, period: str) -> date:
    month = first.month + MONTHS[period] - 1
    return date(first.year, month, monthrange(first.year, month)[1])


def ways(shown: Shown) -> list[tuple[str, str]]:
    """What rows can be grouped by: its name in an address and its label."""
    found: list[tuple[str, str]] = []
    for column in shown.filters:
        if column.kind in ("date", "time"):
            found += [(f"{column.key}.{period}", _(BY[period], label=column.label)) for period in PERIODS]
        elif column.kind in ("enum", "bool") or column.key in shown.spec.people or _shared(shown, column):
            found.append((column.key, column.label))
    return found


def _shared(shown: Shown, column: Column) -> bool:
    """Whether rows may have such a text in common: it is neither their own number nor a long one."""
    return column.kind == "text" and column.sortable and column.key not in (shown.spec.main, "number")
