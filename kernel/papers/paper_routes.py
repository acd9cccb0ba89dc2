"""Routes that answer with a paper: read in a transaction, compared with the caller's, printed after it."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, get_type_hints

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from chassis.http import Route, Router, has_already, operation, responses, route_of, who_asks
from chassis.work import Work
from kernel.papers.paper import Paper
from kernel.papers.press import press

Reader = Callable[..., Awaitable[Paper]]
KNOWN = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETag of the paper that you have; 304 when it is still the same",
    "schema": {"type": "string"},
}


class Pdf(Response):
    """A PDF, shown in place."""

    media_type = "application/pdf"


def paper_route(router: Router, path: str, *, permission: str) -> Callable[[Reader], Reader]:
    """Declare GET ``path``, which prints the paper that ``reader(work, …)`` returns.

    The transaction has ended when it is printed: a paper that waits holds no connection.
    """

    def declare(reader: Reader) -> Reader:
        route = route_of(
            _endpoint(reader, permission), "GET", router.prefix + path, 200, permission=permission
        )
        router.declare(
            path,
            route,
            response_class=Pdf,
            responses=_answers(route),
            openapi_extra=_described(route),
        )
        return reader

    return declare


def _endpoint(reader: Reader, permission: str) -> Callable[..., Awaitable[Response]]:
    hints = get_type_hints(reader, include_extras=True)
    work = next(name for name, hint in hints.items() if hint is Work)

    async def endpoint(request: Request, **arguments: Any) -> Response:
        paper = await request.app.state.service.database.look(
            lambda work: reader(work, **arguments), **who_asks(request, permission)
        )
        return await answer(request, paper)

    given = [p for name, p in inspect.signature(reader).parameters.items() if name != work]
    asked = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
    named: Any = endpoint
    named.__signature__ = inspect.Signature([asked, *given], return_annotation=Response)
    named.__annotations__ = {name: hint for name, hint in hints.items() if name != work}
    named.__annotations__ |= {"request": Request, "return": Response}
    named.__name__, named.__doc__, named.__module__ = reader.__name__, reader.__doc__, reader.__module__
    return endpoint


async def answer(request: Request, paper: Paper) -> Response:
    """The paper, or 304 when the caller has it already."""
    told = await run_in_threadpool(paper.told)
    headers = {"ETag": paper.etag(told), "Cache-Control": "private, no-cache"}
    if has_already(request.headers.getlist("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'inline; filename="{paper.filename}"'
    return Pdf(await press().printed(paper, told, who_asks(request, "")["actor"]), headers=headers)


def _answers(route: Route) -> dict[int | str, dict[str, Any]]:
    said = {
        "ETag": "Version of the paper, for If-None-Match",
        "Content-Disposition": "inline, with the name of the file",
    }
    headers = {name: {"description": text, "schema": {"type": "string"}} for name, text in said.items()}
    binary = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
    return responses(route) | {
        200: {"description": "The paper, PDF/A-2a and PDF/UA-1", "headers": headers, "content": binary},
        304: {"description": "You have it already: If-None-Match names its ETag"},
    }


def _described(route: Route) -> dict[str, Any]:
    described = operation(route)
    return described | {"parameters": [*described["parameters"], KNOWN]}
