"""One row of a list with all that its list knows of it, to be shown beside the others."""

from collections.abc import Mapping

from chassis.language import _
from web.api.operation import Get
from web.gateway import ApiProblem
from web.lists.engine import Shown, known_columns
from web.lists.spec import ListSpec, Row
from web.lists.state import Column, ListState
from web.visit import Visit

Lists = Mapping[str, ListSpec]  # by the address of the service


async def read_peek(visit: Visit, spec: ListSpec, row_id: str) -> Shown:
    """The list narrowed to this row, in all columns that hold something; raises ApiProblem for none."""
    known = await known_columns(visit, spec)
    asked = [("id", row_id), ("cols", ",".join(known)), ("limit", "1")]
    names, page = await visit.names(), await visit.api.get(Get[Row](spec.api), asked)
    if not page["items"]:
        raise ApiProblem(404, {"title": _("There is nothing here")})
    row = page["items"][0]
    first = [known[key] for key in spec.columns if key in known]
    columns = list(dict.fromkeys([*first, *known.values()]))
    shown = [
        one for one in columns if one.key not in spec.hidden and row.get(one.key) not in (None, "", [], {})
    ]
    return Shown(spec, ListState(known=known), shown, [row], None, None, names, [])


def ways(visit: Visit, lists: Lists, shown: Shown) -> dict[str, str]:
    """Where columns that name another record lead, by key, as far as this person may go."""
    row = shown.rows[0]
    found: dict[str, str] = {}
    for key, column in shown.state.known.items():
        if column.named_by and column.leads_to and row.get(key) and column.named_by != shown.spec.main:
            found[column.named_by] = _page(visit, lists, column, str(row[key]))
    return {key: href for key, href in found.items() if href}


def _page(visit: Visit, lists: Lists, column: Column, id: str) -> str:
    spec = lists.get(column.leads_to or "")
    return spec.row.format(id=id) if spec and spec.row and visit.may(spec.permission) else ""
