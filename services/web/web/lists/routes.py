"""The addresses of every list: page, totals that came late, a row to peek at, files, views, bulk actions."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api.operation import Get
from web.forms import Form, Sent
from web.lists.bulk import run_bulk
from web.lists.engine import known_columns, read_list, read_state, read_totals, shown_columns
from web.lists.export import passed_through
from web.lists.grouping import read_groups
from web.lists.grouping import ways as ways_to_group
from web.lists.near import near
from web.lists.peek import Lists, read_peek, ways
from web.lists.quick import shortcuts, steps
from web.lists.remembered import Remembered, from_within, own_address, remember, remembered
from web.lists.spec import ListSpec
from web.lists.state import of_query
from web.lists.views import Owner, forget_view, save_view
from web.rendering import fragment, page
from web.visit import SignedIn


def show(spec: ListSpec) -> Callable[..., Any]:
    """The page of the list; whoever comes to it is led to where they left it.

    A query in another spelling is led to its plain address.
    """

    async def endpoint(visit: SignedIn) -> Response:
        state = await read_state(visit, spec)
        given = visit.request.query_params
        if any(key == "col" or key.startswith("add.") for key in given):
            return RedirectResponse(spec.path + state.query(), 303)
        within = from_within(visit, spec)
        if not within and (query := await own_address(visit, spec, state, bare=not given)):
            return RedirectResponse(spec.path + query, 303)
        shown = await read_list(visit, spec, state)
        if within and (now := shown.chosen) != shown.kept:
            await remember(visit, spec, now)
        groups = await read_groups(visit, shown) if shown.problem is None else None
        own: dict[str, Any] = {"groups": groups, "group_ways": ways_to_group(shown)}
        own["near"] = await near(visit, shown)
        own |= {"shortcuts": partial(shortcuts, visit, spec), "steps": partial(steps, visit, spec)}
        return page(visit, "lists/list.html", shown=shown, spec=spec, state=state, **own)

    return endpoint


def totals(spec: ListSpec) -> Callable[..., Any]:
    """The list's foot, for a page that was shown before it was counted."""

    async def endpoint(visit: SignedIn) -> Response:
        state = await read_state(visit, spec)
        counted = await read_totals(visit, spec, state)
        summed = [column.key for column in shown_columns(spec, state)]
        return fragment(visit, "lists/totals.html", totals=counted, state=state, summed=summed)

    return endpoint


def peek(spec: ListSpec, lists: Lists) -> Callable[..., Any]:
    """One row in all its columns, to be looked at beside the list."""

    async def endpoint(visit: SignedIn, row_id: str) -> Response:
        shown = await read_peek(visit, spec, row_id)
        links = shortcuts(visit, spec, shown.rows[0])
        led = ways(visit, lists, shown)
        return fragment(visit, "lists/peek.html", shown=shown, spec=spec, ways=led, links=links)

    return endpoint


def export(spec: ListSpec, kind: str) -> Callable[..., Any]:
    """A file of exactly what is filtered, with the columns that are shown."""

    async def endpoint(visit: SignedIn) -> Response:
        state = await read_state(visit, spec)
        columns = ",".join(column.key for column in shown_columns(spec, state))
        asked = [*state.asked(), ("cols", columns)]
        return await passed_through(visit, Get(f"{spec.api}/export.{kind}"), asked)

    return endpoint


def views(spec: ListSpec) -> Callable[..., Any]:
    """Save the present query under a name, or forget a saved one."""

    async def endpoint(visit: SignedIn, form: Sent) -> Response:
        name, owner = form.text("name")[:60], _owner(form)
        query = form.text("query").lstrip("?")
        if form.text("do") == "forget":
            await forget_view(visit, spec.key, name, owner)
            visit.say(_("The view %(name)s is forgotten.", name=name))
            return RedirectResponse(spec.path, 303)
        if name:
            await save_view(visit, spec.key, name, query, owner)
            visit.say(_("Saved as %(name)s.", name=name))
        return RedirectResponse(f"{spec.path}?{query}" if query else spec.path, 303)

    return endpoint


def _owner(form: Form) -> Owner:
    return "team" if form.text("owner") == "team" else "own"


def display(spec: ListSpec) -> Callable[..., Any]:
    """Choose columns, their order and the height of rows, or have all as usual again."""

    async def endpoint(visit: SignedIn, form: Sent) -> Response:
        state = of_query(form.text("query"), await known_columns(visit, spec))
        if form.text("do") == "reset":
            await remember(visit, spec, Remembered())
            return RedirectResponse(spec.path + state.query(columns=(), sort=""), 303)
        wanted = of_query(f"cols={','.join(form.texts('col'))}", state.known).columns
        columns = () if wanted == spec.columns else wanted
        kept = await remembered(visit, spec)
        own = kept.columns if state.view else columns
        await remember(visit, spec, replace(kept, columns=own, density=form.text("density")))
        return RedirectResponse(spec.path + state.query(columns=columns), 303)

    return endpoint


def bulk(spec: ListSpec) -> Callable[..., Any]:
    """Do something with all selected rows."""

    async def endpoint(visit: SignedIn, form: Sent) -> Response:
        action, _, own = form.text("action").partition(":")  # a row's own button says its id as well
        ids = [own] if own else form.texts("id")
        said, kind = await run_bulk(visit, spec, action, ids, form.key, form.text("person"))
        visit.say(said, kind)
        return RedirectResponse(spec.path + form.text("query"), 303)

    return endpoint


def router_of(specs: Iterable[ListSpec]) -> APIRouter:
    """The addresses of these lists."""
    router, lists = APIRouter(), {str(spec.api): spec for spec in specs}
    for spec in specs:
        router.get(spec.path, name=f"list {spec.key}")(show(spec))
        router.get(f"{spec.path}/-/totals")(totals(spec))
        router.get(f"{spec.path}/-/peek/{{row_id}}")(peek(spec, lists))
        router.get(f"{spec.path}/-/export.csv")(export(spec, "csv"))
        router.get(f"{spec.path}/-/export.xlsx")(export(spec, "xlsx"))
        router.post(f"{spec.path}/-/views")(views(spec))
        router.post(f"{spec.path}/-/display")(display(spec))
        router.post(f"{spec.path}/-/bulk")(bulk(spec))
    return router
