"""The operations of a list: GET items, /totals, /groups, /columns and the exports, with their description."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import Request
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.responses import Response, StreamingResponse

from chassis.http import SCOPE_KEY, Router, Shares, operation, responses, route_of, who_asks
from chassis.language import N_
from chassis.lists.day_words import WORDS
from chassis.lists.described import models_of
from chassis.lists.export import csv_lines
from chassis.lists.grammar import Asked, Asker, parse
from chassis.lists.pages import count, page, totals
from chassis.lists.parameters import by_parameter, filter_parameters, list_parameters, shape_parameters
from chassis.lists.spec import Kind, ListSpec
from chassis.lists.subtotals import groups, ways
from chassis.lists.workbook import workbook
from chassis.work import Database, Work

WORKBOOKS = Shares(N_("workbooks"), total=8, each=2)


class ColumnView(BaseModel):
    """What a client may do with a column.

    ``summed``: /totals has its sum. ``sorted``: asc or desc in the order that nobody asked for, else null.
    ``leads_to``: the address of what this id is the id of, to be followed by ``/<id>``, else null;
    ``named_by``: the key of the column that shows its name, else null.
    """

    key: str
    label: str
    kind: Kind
    default: bool
    sortable: bool
    filterable: bool
    searchable: bool
    operators: tuple[str, ...]
    values: tuple[str, ...]
    nullable: bool
    summed: bool
    sorted: Literal["asc", "desc"] | None
    leads_to: str | None
    named_by: str | None


def listing(router: Router, path: str, *, spec: ListSpec, permission: str) -> None:
    """GET list, /totals, /groups, /columns, exports of a ListSpec; before the other routes of the router."""
    declared = list(router.routes)
    router.routes.clear()
    _declare_all(router, path, spec, permission)
    router.routes.extend(declared)  # or /{id} would swallow /totals


def _declare_all(router: Router, path: str, spec: ListSpec, permission: str) -> None:

    async def items(work: Work, request: Request) -> Response:
        known = spec.open_to(work.caller)
        asked = parse(known, request.query_params.multi_items(), await asker(work, request))
        found, cursor = await page(work, known, asked)
        headers = {"link": f'<{_next(request, cursor)}>; rel="next"'} if cursor else {}
        return _json({"items": found, "next": cursor}, headers)

    async def summed(work: Work, request: Request) -> Response:
        known = spec.open_to(work.caller)
        asked = parse(known, request.query_params.multi_items(), await asker(work, request), {"q"})
        return _json(await totals(work, known, asked), {})

    async def grouped(work: Work, request: Request) -> Response:
        known = spec.open_to(work.caller)
        given = request.query_params
        asked = parse(known, given.multi_items(), await asker(work, request), {"q", "by"})
        return _json(await groups(work, known, asked, given.get("by")), {})

    async def described(request: Request) -> list[ColumnView]:
        return describe(spec.open_to(request.scope[SCOPE_KEY]), router.prefix + path)

    async def export(request: Request) -> Response:
        return await _export(spec.open_to(request.scope[SCOPE_KEY]), request, permission)

    async def excel(request: Request) -> Response:
        return await _workbook(spec.open_to(request.scope[SCOPE_KEY]), request, permission)

    name = spec.name.replace("-", "_")
    page_model, totals_model, groups_model = models_of(spec)
    _declare(router, path, permission, f"list_{name}", items, page_model, list_parameters(spec))
    filters = filter_parameters(spec)
    _declare(router, f"{path}/totals", permission, f"total_{name}", summed, totals_model, filters)
    if ways(spec):
        parameters = [*filters, by_parameter(spec)]
        _declare(router, f"{path}/groups", permission, f"group_{name}", grouped, groups_model, parameters)
    _declare(router, f"{path}/columns", permission, f"describe_{name}", described, list[ColumnView], [])
    shaped = filters + shape_parameters(spec)
    _declare(router, f"{path}/export.csv", permission, f"export_{name}", export, CsvResponse, shaped)
    _declare(router, f"{path}/export.xlsx", permission, f"export_{name}_xlsx", excel, XlsxResponse, shaped)


async def asker(work: Work, request: Request) -> Asker:
    """Who asks in this request; and the day where the company is, which costs a query, if a word needs it."""
    person_id = work.caller.person_id if work.caller else None
    in_words = any(part in WORDS for value in request.query_params.values() for part in value.split(","))
    return Asker(work.settings.company_zone, await work.today() if in_words else None, person_id)


def _json(content: Any, headers: dict[str, str]) -> Response:
    return Response(to_json(content), headers=headers, media_type="application/json")


def _next(request: Request, cursor: str) -> str:
    others = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*others, ('cursor', cursor)])}"


async def _export(spec: ListSpec, request: Request, permission: str) -> Response:
    """All rows as CSV. X-Row-Count says how many rows there were when the export began."""
    database, who = request.app.state.service.database, who_asks(request, permission)
    asked = await _exported(spec, request, database, who)
    rows = await database.transact(lambda work: count(work, spec, asked), **who)
    return StreamingResponse(
        csv_lines(database, who, spec, asked),
        media_type="text/csv; charset=utf-8; header=present",
        headers=_file(f"{spec.name}.csv", rows),
    )


async def _workbook(spec: ListSpec, request: Request, permission: str) -> Response:
    """The rows as a workbook, 5,000 at most."""
    database, who = request.app.state.service.database, who_asks(request, permission)
    asked = await _exported(spec, request, database, who)
    with WORKBOOKS.place(who["actor"]):
        content, rows = await workbook(database, who, spec, asked)
    return XlsxResponse(content, headers=_file(f"{spec.name}.xlsx", rows))


async def _exported(spec: ListSpec, request: Request, database: Database, who: dict[str, Any]) -> Asked:
    asking = await database.transact(lambda work: asker(work, request), **who)
    return parse(spec, request.query_params.multi_items(), asking, {"q", "sort", "cols"})


def _file(name: str, rows: int) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "X-Row-Count": str(rows)}


def describe(spec: ListSpec, address: str) -> list[ColumnView]:
    """The columns of the list at this address, for clients that let people choose them."""
    order = {key.lstrip("-"): "desc" if key[0] == "-" else "asc" for key in spec.default_sort.split(",")}
    return [
        ColumnView(
            key=key,
            label=spec.label(key),
            kind=column.kind,
            default=column.default,
            sortable=column.sortable,
            filterable=column.filterable,
            searchable=column.searchable,
            operators=column.operators,
            values=column.values,
            nullable=column.may_be_null,
            summed=column.adds_up,
            sorted=order.get(key),
            leads_to=column.leads_to or (address if key == "id" else None),
            named_by=column.named_by or None,
        )
        for key, column in spec.columns.items()
    ]


def _declare(
    router: Router,
    path: str,
    permission: str,
    name: str,
    endpoint: Callable[..., Awaitable[Any]],
    model: Any,
    parameters: list[dict[str, Any]],
) -> None:
    endpoint.__name__ = name
    route = route_of(endpoint, "GET", router.prefix + path, 200, permission=permission, free_query=True)
    described = operation(route)
    described["parameters"] += parameters
    more: dict[str, Any] = {"openapi_extra": described, "response_model": model}
    if isinstance(model, type) and issubclass(model, Response):
        file = {"schema": {"type": "string", "format": "binary"}}
        more |= {"response_class": model, "response_model": None}
        more |= {"responses": responses(route) | {200: {"content": {str(model.media_type): file}}}}
    router.declare(path, route, **more)


class CsvResponse(Response):
    """Names the media type of an export in the description."""

    media_type = "text/csv"


class XlsxResponse(Response):
    """A workbook."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
