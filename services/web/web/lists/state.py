"""The state of a list as its address has it: filters, words, order, columns, page. Pure.

Addresses use the services' own grammar (``status=draft,sent``, ``gross.gte=1000``, ``sort=-number``), so
what is seen can be asked of the API by the same query. Conditions that the list does not know narrow
nothing, and are kept aside to be said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from chassis.language import N_, _
from chassis.lists import PERIODS
from web.api.identity import ColumnView

LIMITS = (50, 100, 200)
OPERATORS = {
    "eq": N_("is"),
    "ne": N_("is not"),
    "has": N_("contains"),
    "gt": N_("more than"),
    "gte": N_("at least"),
    "lt": N_("less than"),
    "lte": N_("at most"),
    "empty": N_("is empty"),
}
DAYS = {"gt": N_("after"), "gte": N_("from"), "lt": N_("before"), "lte": N_("until")}
FILLED, BETWEEN = "filled", "between"  # of the form that adds a condition: another operator says the same
ME = "me"  # whoever looks
QUICK = (
    "today",
    "this-week",
    "this-month",
    "last-month",
    "this-quarter",
    "last-quarter",
    "this-year",
    "last-year",
)
OWN = (
    "q",
    "sort",
    "cols",
    "cursor",
    "limit",
    "view",
    "tab",
    "group",
)  # parts of an address that are no conditions


@dataclass(frozen=True)
class Column:
    """A column as its service describes it."""

    key: str
    label: str
    kind: str
    default: bool
    sortable: bool
    filterable: bool
    searchable: bool
    operators: tuple[str, ...]
    values: tuple[str, ...]
    named_by: str | None = None  # the column that holds the name of what this id stands for
    leads_to: str | None = None  # the address of the list that this id is in

    @classmethod
    def of(cls, said: ColumnView, label: str | None = None) -> "Column":
        """From one entry of ``/columns``."""
        return cls(
            key=said["key"],
            label=label or said["label"],
            kind=said["kind"],
            default=said["default"],
            sortable=said["sortable"],
            filterable=said["filterable"],
            searchable=said["searchable"],
            operators=tuple(said["operators"]),
            values=tuple(said["values"]),
            named_by=said.get("named_by"),
            leads_to=said.get("leads_to"),
        )

    @property
    def right(self) -> bool:
        """Whether it is set to the right, as numbers are."""
        return self.kind in ("money", "int", "quantity", "decimal", "percent")

    @property
    def head_class(self) -> str:
        """How its head is drawn."""
        return "right money" if self.kind == "money" else "right" if self.right else ""

    @property
    def quick(self) -> tuple[str, ...]:
        """Values that are a click away: days in words, which the service works out on the day of asking."""
        return QUICK if self.kind in ("date", "time") else ()

    @property
    def offered(self) -> tuple[str, ...]:
        """The operators that a form offers: those of the service, and what is said by two of them."""
        ordered = (BETWEEN,) if {"gte", "lte"} <= set(self.operators) else ()
        empty = ("empty", FILLED) if "empty" in self.operators else ()
        return (*(one for one in self.operators if one != "empty"), *ordered, *empty)

    def operator_label(self, operator: str) -> str:
        """How the operator is called for this kind of column."""
        if operator in (FILLED, BETWEEN):
            return {FILLED: _("is not empty"), BETWEEN: _("between")}[operator]
        if self.kind in ("date", "time"):
            return _(DAYS.get(operator, OPERATORS.get(operator, operator)))
        return _(OPERATORS.get(operator, operator))


@dataclass(frozen=True)
class Filter:
    """One condition."""

    key: str
    operator: str
    value: str

    @property
    def name(self) -> str:
        """Its name in a query."""
        return self.key if self.operator == "eq" else f"{self.key}.{self.operator}"

    @property
    def plain_operator(self) -> str:
        """The operator as people read it: not to be empty is one of its own."""
        return FILLED if self.operator == "empty" and self.value == "false" else self.operator


@dataclass(frozen=True)
class ListState:
    """What of a list is shown; ``columns`` and ``sort`` are empty as long as they are the usual ones."""

    filters: tuple[Filter, ...] = ()
    q: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    cursor: str = ""
    limit: int = LIMITS[0]
    view: str = ""
    group: str = ""  # ``status``, ``ordered_on.month``: what rows are counted and added up by
    unknown: tuple[str, ...] = field(
        default=(), compare=False
    )  # names of conditions that this list does not have

    known: Mapping[str, Column] = field(default_factory=dict, compare=False, repr=False)

    def asked(self) -> list[tuple[str, str]]:
        """The part that chooses rows and their order, as a service takes it."""
        chosen = [(one.name, one.value) for one in self.filters]
        return chosen + [(key, value) for key, value in (("q", self.q), ("sort", self.sort)) if value]

    def query(self, **changes: Any) -> str:
        """The address' query, ``?…`` or nothing, with parts changed; any change leads to the first page."""
        state = replace(self, **({"cursor": ""} | changes))
        parts = state.asked()
        parts += [("cols", ",".join(state.columns))] if state.columns else []
        parts += [("limit", str(state.limit))] if state.limit != LIMITS[0] else []
        parts += [("group", state.group)] if state.group else []
        parts += [("view", state.view)] if state.view else []
        parts += [("cursor", state.cursor)] if state.cursor else []
        return f"?{urlencode(parts, safe=',')}" if parts else ""

    def narrowed_by(self, key: str, value: str) -> str:
        """The query with the rows of this value only."""
        kept = tuple(one for one in self.filters if one.name != key)
        return self.query(filters=(*kept, Filter(key, "eq", value)), view="")

    def without(self, one: Filter) -> str:
        """The query with this condition taken away."""
        return self.query(filters=tuple(other for other in self.filters if other != one))

    def sorted_by(self, key: str) -> str:
        """The query after a click on a column's head: ascending, then descending, then as usual."""
        following = {"": key, key: f"-{key}", f"-{key}": ""}
        return self.query(sort=following.get(self.sort, key))

    def direction(self, key: str) -> str:
        """``ascending``, ``descending`` or nothing, as aria-sort has it."""
        return {key: "ascending", f"-{key}": "descending"}.get(self.sort.split(",")[0], "")

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.filters or self.q)


def parse(parameters: Iterable[tuple[str, str]], known: Mapping[str, Column]) -> ListState:
    """The state in a query; names that this list does not know stand in ``unknown``."""
    filters: dict[str, Filter] = {}
    plain: dict[str, str] = {}
    added: dict[str, list[str]] = {}
    chosen: list[str] = []
    for name, value in parameters:
        if name == "col":
            chosen.append(value)
        elif name.startswith("add."):
            added.setdefault(name.removeprefix("add."), []).append(value)
        elif (one := condition(name, value, known)) is not None:
            filters[one.name] = one
        else:
            plain[name] = value.strip()
    for one in _added(added, known):
        filters[one.name] = one
    columns = chosen or [key for key in plain.get("cols", "").split(",") if key]
    return ListState(
        filters=tuple(filters.values()),
        q=plain.get("q", "")[:200],
        sort=_sort(plain.get("sort", ""), known),
        columns=tuple(key for key in dict.fromkeys(columns) if key in known),
        cursor=plain.get("cursor", ""),
        limit=next((size for size in LIMITS if str(size) == plain.get("limit")), LIMITS[0]),
        view=plain.get("view", "")[:80],
        group=_group(plain.get("group", ""), known),
        unknown=tuple(name[:60] for name, value in plain.items() if name not in OWN and value),
        known=known,
    )


def of_query(query: str, known: Mapping[str, Column]) -> ListState:
    """The state in the text of a query, with or without its question mark."""
    return parse(parse_qsl(query.lstrip("?")), known)


def condition(name: str, value: str, known: Mapping[str, Column]) -> Filter | None:
    """One condition of a query, if it is one."""
    key, _, operator = name.partition(".")
    operator = operator or "eq"
    column = known.get(key)
    if column is None or not column.filterable or operator not in column.operators or not value.strip():
        return None
    return Filter(key, operator, value.strip())


def _added(parts: Mapping[str, list[str]], known: Mapping[str, Column]) -> list[Filter]:
    """The conditions that the filter form adds: ``add.key``, ``add.operator``, one or many ``add.value``."""
    key, operator = (parts.get(name, [""])[0] for name in ("key", "operator"))
    given = [value.strip() for value in parts.get("value", [])]
    values = [value for value in given if value]
    if operator in ("empty", FILLED):
        asked = [(f"{key}.empty", "true" if operator == "empty" else "false")]
    elif operator == BETWEEN:
        asked = list(zip((f"{key}.gte", f"{key}.lte"), given, strict=False))
    else:
        column = known.get(key)
        chosen = bool(column and column.values) or operator in ("eq", "ne")
        asked = [(f"{key}.{operator}", ",".join(values) if chosen else "".join(values[:1]))]
    return [one for name, value in asked if (one := condition(name, value, known)) is not None]


def group_of(name: str) -> tuple[str, str]:
    """The column and, of days, the period that rows are grouped by."""
    key, _, period = name.partition(".")
    return key, period


def _group(name: str, known: Mapping[str, Column]) -> str:
    key, period = group_of(name)
    column = known.get(key)
    if column is None or not column.filterable:
        return ""
    fits = period in PERIODS if column.kind in ("date", "time") else name == key
    return name if fits else ""


def _sort(said: str, known: Mapping[str, Column]) -> str:
    keys = [key for key in said.split(",") if (found := known.get(key.lstrip("-"))) and found.sortable]
    return ",".join(keys)
