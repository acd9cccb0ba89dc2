"""Reading a list for a page: its columns, the rows, the totals of what is filtered, the saved views."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chassis.language import _, spoken, stated
from web.api.identity import ColumnView
from web.api.operation import Get
from web.gateway import ApiProblem
from web.lists.cards import places
from web.lists.remembered import Remembered, remembered, tab_of
from web.lists.spec import ListSpec, Row
from web.lists.state import ME, Column, ListState, of_query, parse
from web.lists.views import Saved, saved_views
from web.times import in_words
from web.visit import Visit

EMPTY: Row = {"items": [], "next": None}
PATIENCE = 0.15  # seconds that a page waits for its totals before it is shown without them
USUAL = Remembered()


@dataclass(frozen=True)
class Shown:
    """Everything that the page of a list shows; ``totals`` is None while they are still being counted."""

    spec: ListSpec
    state: ListState
    columns: list[Column]
    rows: list[Row]
    next: str | None
    totals: Row | None
    names: dict[str, str]
    views: list[Saved]
    problem: ApiProblem | None = None
    kept: Remembered = USUAL
    colleagues: Sequence[tuple[str, str]] = ()  # whom rows may be handed to
    current: str | None = None  # the name of the view that is shown, empty for all rows

    def text(self, row: Row, column: Column) -> Any:
        """A cell's value; ids of colleagues as their names."""
        value = row.get(column.key)
        if column.key in self.spec.people and value:
            return self.names.get(str(value), "–")
        return value

    def href(self, row: Row) -> str | None:
        """Where the row leads."""
        if self.spec.row is None:
            return None
        try:
            return self.spec.row.format(**row)
        except KeyError:
            return None

    def value_label(self, key: str, value: str) -> str:
        """A filter's value as people read it."""
        column = self.state.known[key]
        if column.kind in ("date", "time"):
            return ", ".join(
                stated(part) if part[:1].isalpha() else in_words(part) for part in value.split(",")
            )
        name = self.rows[0].get(column.named_by) if column.named_by and self.rows else None
        if name:
            return str(name)
        if key in self.spec.people:
            named = self.names | {ME: _("me")}
            return ", ".join(named.get(part, part) for part in value.split(","))
        if column.kind == "enum":
            said = self.spec.words
            return ", ".join(_(said[part]) if part in said else stated(part) for part in value.split(","))
        return value

    def tab(self, query: str = "") -> str:
        """The address of a view, in the columns and the order that one chose."""
        own = self.kept if self.state.view else Remembered(self.state.columns, self.state.sort)
        state = own.added_to(of_query(query, self.state.known))
        return self.spec.path + state.query(limit=self.state.limit)

    @property
    def chosen(self) -> Remembered:
        """What is to be remembered now: of a saved view its name, and columns only as they were chosen."""
        view = self.kept.view if self.current is None else self.current
        sort = self.kept.sort if self.state.view else self.state.sort
        return replace(self.kept, sort=sort, view=view)

    @property
    def card(self) -> Mapping[str, str]:
        """Where a narrow screen shows each column."""
        return places(self.spec, self.columns)

    @property
    def filters(self) -> list[Column]:
        """The columns that rows may be chosen by, as a dictionary orders them."""
        hidden = self.spec.hidden
        able = [c for c in self.state.known.values() if c.filterable and c.operators and c.key not in hidden]
        return sorted(able, key=lambda column: column.label.casefold())

    @property
    def offered(self) -> list[Column]:
        """Every column that may be shown, the shown ones first."""
        shown = [column.key for column in self.columns]
        others = [
            c for c in self.state.known.values() if c.key not in shown and c.key not in self.spec.hidden
        ]
        return self.columns + others


async def known_columns(visit: Visit, spec: ListSpec) -> dict[str, Column]:
    """The columns of the list by key, as its service describes them to whoever holds the same."""
    path = Get[list[ColumnView]](f"{spec.api}/columns")  # every service describes columns alike
    key = f"{spoken()} {spec.api} {' '.join(visit.held)}"  # labels come in the reader's language
    said = await visit.house.columns.get(key, lambda: visit.api.get(path))
    own = {name: _(label) for name, label in spec.labels.items()}
    return {one["key"]: Column.of(one, own.get(one["key"])) for one in said}


async def read_state(visit: Visit, spec: ListSpec) -> ListState:
    """The state in this visit's address."""
    return parse(visit.request.query_params.multi_items(), await known_columns(visit, spec))


async def read_list(visit: Visit, spec: ListSpec, state: ListState) -> Shown:
    """The rows and what belongs to them; a query that the service refuses shows why, and no rows."""
    columns = shown_columns(spec, state)
    totals = asyncio.create_task(_totals(visit, spec, state))
    began = time.monotonic()
    try:
        names, colleagues, views, kept, (rows, problem) = await asyncio.gather(
            visit.names(),
            visit.colleagues(),
            saved_views(visit, spec.key),
            remembered(visit, spec),
            _rows(visit, spec, asked_page(spec, state, columns)),
        )
    except BaseException:
        totals.cancel()
        raise
    left = max(0.01, PATIENCE - (time.monotonic() - began))
    done, _ = await asyncio.wait({totals}, timeout=left)
    if not done:
        totals.cancel()
    counted = totals.result() if done else None
    current = tab_of(visit, spec, state)
    return Shown(
        spec,
        state,
        columns,
        rows["items"],
        rows["next"],
        counted,
        names,
        views,
        problem,
        kept,
        colleagues,
        current,
    )


def shown_columns(spec: ListSpec, state: ListState) -> list[Column]:
    """The columns to show, in their order."""
    keys = state.columns or spec.columns
    found = [state.known[key] for key in keys if key in state.known and key not in spec.hidden]
    return found or [state.known[key] for key in spec.columns if key in state.known]


def asked_page(spec: ListSpec, state: ListState, columns: list[Column]) -> list[tuple[str, str]]:
    """The query of one page for the service."""
    needed = ["id", spec.main, *([spec.status] if spec.status else [])]
    named = [name for one in state.filters if (name := state.known[one.key].named_by)]
    keys = dict.fromkeys([*needed, *named, *(column.key for column in columns)])
    asked = [*state.asked(), ("cols", ",".join(key for key in keys if key in state.known))]
    asked.append(("limit", str(state.limit)))
    return [*asked, ("cursor", state.cursor)] if state.cursor else asked


async def read_totals(visit: Visit, spec: ListSpec, state: ListState) -> Row:
    """Count and sums of everything that is filtered."""
    asked = [(key, value) for key, value in state.asked() if key != "sort"]
    return await visit.api.get(Get[Row](f"{spec.api}/totals"), asked)


async def _rows(visit: Visit, spec: ListSpec, asked: list[tuple[str, str]]) -> tuple[Row, ApiProblem | None]:
    """A page of rows, or why the service cannot answer this query."""
    try:
        return await visit.api.get(spec.api, asked), None
    except ApiProblem as problem:
        if problem.status not in (400, 422):
            raise
        return EMPTY, problem


async def _totals(visit: Visit, spec: ListSpec, state: ListState) -> Row | None:
    """The totals, where they are worth waiting for: a script asks for them when the rows stand there."""
    if visit.request.headers.get("hx-request"):
        return None
    try:
        return await read_totals(visit, spec, state)
    except ApiProblem:
        return None
