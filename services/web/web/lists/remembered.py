"""What a person last chose of a list, kept by identity: columns, order, height of the rows, the view.

Whoever comes to a list finds it so again. What an address says is shown as it says it: a link that somebody
sent changes nothing of one's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from web.api import identity
from web.gateway import ApiProblem
from web.lists.spec import ListSpec
from web.lists.state import Column, ListState, of_query, parse
from web.lists.views import preference_key, saved_views
from web.visit import DENSITIES, Visit


@dataclass(frozen=True)
class Remembered:
    """What is empty is as usual; ``view`` is the name of a tab."""

    columns: tuple[str, ...] = ()
    sort: str = ""
    density: str = ""
    view: str = ""

    @classmethod
    def of(cls, value: Any) -> "Remembered":
        """From what identity kept; what has another shape is as usual."""
        kept = value if isinstance(value, dict) else {}
        columns = kept.get("columns")
        density = str(kept.get("density", ""))
        return cls(
            columns=tuple(map(str, columns)) if isinstance(columns, list) else (),
            sort=str(kept.get("sort", "")),
            density=density if density in DENSITIES else "",
            view=str(kept.get("view", "")),
        )

    def added_to(self, state: ListState) -> ListState:
        """The state with one's own columns and order, unless it says its own."""
        own = parse([("cols", ",".join(self.columns)), ("sort", self.sort)], state.known)
        return replace(state, columns=state.columns or own.columns, sort=state.sort or own.sort)


def from_within(visit: Visit, spec: ListSpec) -> bool:
    """Whether the list itself led here: then the address says all that is meant."""
    headers = visit.request.headers
    site, referer = headers.get("sec-fetch-site", "same-origin"), urlsplit(headers.get("referer", ""))
    ours = f"{referer.scheme}://{referer.netloc}" == visit.house.settings.public_origin
    return site == "same-origin" and ours and referer.path == spec.path


async def remembered(visit: Visit, spec: ListSpec) -> Remembered:
    """What the person chose; as usual where nothing can be read."""
    try:
        found = await visit.api.find(identity.read_preference(_key(spec)))
    except ApiProblem:
        return Remembered()
    return Remembered.of(found["value"]) if found else Remembered()


async def remember(visit: Visit, spec: ListSpec, now: Remembered) -> None:
    """Keep it; a list is shown all the same where it cannot be kept."""
    value = {"columns": list(now.columns), "sort": now.sort, "density": now.density, "view": now.view}
    try:
        await visit.api.send(identity.set_preference(_key(spec)), {"value": value})
    except ApiProblem:
        return


async def own_address(visit: Visit, spec: ListSpec, state: ListState, bare: bool) -> str:
    """The query under which the person left the list; empty when it is the one that is asked for."""
    if state.columns or state.sort or state.cursor:
        return ""
    kept = await remembered(visit, spec)
    asked = await _opened(visit, spec, kept.view, state.known) if bare and kept.view else state
    query = kept.added_to(asked).query()
    return query if query != state.query() else ""


def tab_of(visit: Visit, spec: ListSpec, state: ListState) -> str | None:
    """The name of the view that is shown, empty for all rows; None for conditions of no view."""
    if state.view or not state.narrowed:
        return state.view
    for view in spec.views:
        if (query := view.query_of(visit.person)) and of_query(query, state.known).filters == state.filters:
            return None if state.q else view.name
    return None


async def _opened(visit: Visit, spec: ListSpec, name: str, known: Mapping[str, Column]) -> ListState:
    """The state of a view by its name; that of all rows when there is none of this name."""
    for view in spec.views:
        if view.name == name:
            return of_query(view.query_of(visit.person), known)
    saved = next((one for one in await saved_views(visit, spec.key) if one.name == name), None)
    return replace(of_query(saved.query, known), view=name) if saved else ListState(known=known)


def _key(spec: ListSpec) -> str:
    return preference_key("lists", spec.key)
