"""Routes: a thin layer over FastAPI that makes one request one unit of work with declared access.

``command``, ``query`` and ``public`` say what a route is; one without a permission
that is not public stops the service from starting.
"""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, get_type_hints

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute, APIRouter, iter_route_contexts
from pydantic import BaseModel, TypeAdapter
from starlette.responses import Response

from chassis.errors import Forbidden, Malformed, Problem
from chassis.http import exchange, openapi
from chassis.http.bearer_tokens import SCOPE_KEY
from chassis.http.bodies import bare_fields
from chassis.http.exchange import Endpoint, Route
from chassis.http.limits import SMALL, Takes, admit
from chassis.http.problems import problem_of
from chassis.language import _
from chassis.work import Aggregate, Caller, Work

SIGNED_IN = "signed-in"  # instead of a permission: whoever works here may, on what is their own
E = TypeVar("E", bound=Callable[..., Awaitable[Any]])
OPEN_PATHS = frozenset({"/livez", "/readyz", "/metrics", "/openapi.json"})
OPEN_PREFIX = "/internal/"
KEYWORD = inspect.Parameter.KEYWORD_ONLY


class WorkRoute(APIRoute):
    """Checks permission, query parameters and body before FastAPI reads anything."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()
        route: Route | None = getattr(self.endpoint, "route", None)
        if route is None:
            return handle
        known = _query_names(self) if not route.free_query else None

        async def guarded(request: Request) -> Response:
            authorise(request, route)
            if known is not None:
                check_query(request, known)
            response: Response = await handle(await admit(request, route.takes, upload=route.upload))
            return response

        return guarded if route.refusal is None else _refusing(guarded, route.refusal)


def _refusing(
    handle: Callable[[Request], Awaitable[Response]], refusal: Callable[[Problem], Problem]
) -> Callable[[Request], Awaitable[Response]]:
    async def translated(request: Request) -> Response:
        try:
            return await handle(request)
        except Exception as error:
            raise refusal(problem_of(error)) from error

    return translated


def authorise(request: Request, route: Route) -> None:
    """Raise Forbidden when the caller is nobody here or lacks the route's permission."""
    if route.public:
        return
    caller: Caller | None = request.scope.get(SCOPE_KEY)
    if caller is None:
        raise Forbidden(_("Nobody here knows you, or your access has ended. Ask an administrator."))
    assert route.permission is not None
    caller.require(route.permission)


def check_query(request: Request, known: frozenset[str]) -> None:
    """Raise Malformed for a query parameter that the route does not have."""
    unknown = sorted(request.query_params.keys() - known)
    if unknown:
        may = ", ".join(sorted(known)) or _("none")
        raise Malformed(
            _("Unknown query parameter %(names)s; allowed: %(may)s.", names=", ".join(unknown), may=may),
            slug="unknown-parameter",
        )


def _query_names(route: APIRoute) -> frozenset[str]:
    names: set[str] = set()
    for parameter in route.dependant.query_params:
        kind = parameter.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names |= {field.alias or name for name, field in kind.model_fields.items()}
        else:
            names.add(parameter.alias)
    return frozenset(names)


class Router(APIRouter):
    """The routes of one part of a service: ``Router(prefix="/api/quotes", tag="quotes")``."""

    def __init__(self, *, prefix: str, tag: str) -> None:
        super().__init__(prefix=prefix, tags=[tag], route_class=WorkRoute)
        self.operations: list[Route] = []

    def command(
        self,
        method: str,
        path: str,
        *,
        permission: str,
        of: type[Aggregate] | None = None,
        current: Endpoint | None = None,
        creates: bool = False,
        status: int = 200,
        idempotent: bool | None = None,
        if_match: bool | None = None,
        upload: bool = False,
        takes: Takes = SMALL,
    ) -> Callable[[E], E]:
        """A change. POST needs Idempotency-Key; a change of an existing aggregate (``of``) needs If-Match.

        ``current(work, <path parameters>)`` reads the document that a stale change gets with its 412.
        """
        matching = (of is not None and not creates) if if_match is None else if_match
        if matching and of is None:
            raise ValueError(f"{method} {path}: if_match needs of=<Aggregate>")
        return self._route(
            method,
            path,
            status,
            permission=permission,
            of=of,
            current=current,
            creates=creates,
            idempotent=method == "POST" if idempotent is None else idempotent,
            if_match=matching,
            upload=upload,
            takes=takes,
        )

    def query(self, path: str, *, permission: str, free_query: bool = False) -> Callable[[E], E]:
        """A read, in a transaction of its own; ``free_query`` leaves query parameters to the endpoint."""
        return self._route("GET", path, 200, permission=permission, free_query=free_query)

    def question(self, path: str, *, permission: str, takes: Takes = SMALL) -> Callable[[E], E]:
        """A read whose question is too large for an address: a POST that changes nothing and needs no key."""
        return self._route("POST", path, 200, permission=permission, reads=True, takes=takes)

    def public(
        self,
        method: str,
        path: str,
        *,
        status: int = 200,
        free_query: bool = False,
        refusal: Callable[[Problem], Problem] | None = None,
    ) -> Callable[[E], E]:
        """An operation that needs no token; ``refusal`` says a problem in the words of another standard."""
        known = {"free_query": free_query, "refusal": refusal}
        return self._route(method, path, status, permission=None, public=True, **known)

    def _route(self, method: str, path: str, status: int, **known: Any) -> Callable[[E], E]:
        def declare(endpoint: E) -> E:
            route = route_of(endpoint, method, self.prefix + path, status, **known)
            self.declare(path, route)
            return endpoint

        return declare

    def declare(self, path: str, route: Route, **options: Any) -> None:
        """Add the operation to FastAPI under the endpoint's name."""
        self.operations.append(route)
        settings: dict[str, Any] = {
            "methods": [route.method],
            "status_code": route.status,
            "response_model": _returned(route.endpoint),
            "operation_id": route.endpoint.__name__,
            "name": route.endpoint.__name__,
            "description": inspect.getdoc(route.endpoint) or "",
            "openapi_extra": openapi.operation(route),
            "responses": openapi.responses(route),
        }
        if route.creates and 200 in settings["responses"]:  # the same document, made before
            settings["responses"][200]["model"] = settings["response_model"]
        settings |= options
        if not route.public and not options and get_type_hints(route.endpoint).get("return") is Response:
            settings["response_class"] = File
        self.add_api_route(path, wrapped(route), **settings)


class File(Response):
    """Says in the description that an answer is a file, of whichever kind somebody put in."""

    media_type = "*/*"


def route_of(endpoint: Endpoint, method: str, template: str, status: int, **known: Any) -> Route:
    """The Route of a decorated endpoint; finds its ``Work`` parameter and how its answer is written."""
    hints = get_type_hints(endpoint)
    work = [name for name in inspect.signature(endpoint).parameters if hints.get(name) is Work]
    answer = _returned(endpoint)
    silent = hints.get("return") is type(None)
    return Route(
        method=method,
        template=template,
        endpoint=endpoint,
        work_parameter=work[0] if work else None,
        status=204 if silent and status == 200 else status,
        adapter=None if answer is None else TypeAdapter(answer),
        **known,
    )


def _returned(endpoint: Endpoint) -> Any:
    answer = get_type_hints(endpoint, include_extras=True).get("return")
    if answer is type(None) or (isinstance(answer, type) and issubclass(answer, Response)):
        return None
    return answer


def wrapped(route: Route) -> Endpoint:
    """The endpoint as FastAPI shall see it: the request in place of the unit of work."""
    run = (
        exchange.query
        if route.only_reads or (route.public and route.work_parameter is None)
        else exchange.command
    )
    hints = get_type_hints(route.endpoint, include_extras=True)
    own = next((name for name, hint in hints.items() if hint is Request), None)
    asked = own or "request_"  # FastAPI fills one parameter with the request, not two

    async def endpoint(**arguments: Any) -> Response:
        request = arguments[asked] if own else arguments.pop(asked)
        return await run(route, request, arguments)

    parameters = [
        parameter.replace(annotation=hints.get(name, parameter.annotation), kind=KEYWORD)
        for name, parameter in inspect.signature(route.endpoint).parameters.items()
        if name != route.work_parameter
    ]
    if own is None:
        parameters.append(inspect.Parameter(asked, KEYWORD, annotation=Request))
    named: Any = endpoint
    named.__signature__ = inspect.Signature(parameters)
    named.__name__, named.__doc__ = route.endpoint.__name__, route.endpoint.__doc__
    named.__module__, named.route = route.endpoint.__module__, route
    return endpoint


def called(name: str) -> Callable[[E], E]:
    """Name an endpoint that is declared for several routers; the name becomes its operation id."""

    def rename(endpoint: E) -> E:
        endpoint.__name__ = name
        return endpoint

    return rename


def include(app: FastAPI, routers: Sequence[Router]) -> None:
    """Put the routers' routes into the app; flat, because FastAPI's nesting matches each path twice."""
    for router in routers:
        app.router.routes.extend(router.routes)


def check_routes(app: FastAPI) -> None:
    """Raise RuntimeError when an operation has neither a permission nor is public, or takes anything."""
    for found in iter_route_contexts(app.routes):
        path = found.path or ""
        if path in OPEN_PATHS or path.startswith(OPEN_PREFIX):
            continue
        route: Route | None = getattr(found.endpoint, "route", None)
        if route is None or not (route.public or route.permission):
            raise RuntimeError(f"{found.methods} {path} declares no permission: use chassis.http.Router")
        if bare := bare_fields(route.endpoint):
            raise RuntimeError(f"{found.methods} {path} takes anything in {bare}: see contracts/edge.py")


def public_paths(routers: Sequence[Router]) -> Callable[[str, str], bool]:
    """Whether (method, path) needs no token: public operations and the addresses of probes."""
    from starlette.routing import compile_path

    public = [
        (route.method, compile_path(route.template)[0])
        for router in routers
        for route in router.operations
        if route.public
    ]

    def is_public(method: str, path: str) -> bool:
        if path in OPEN_PATHS or path.startswith(OPEN_PREFIX):
            return True
        return any(method == verb and pattern.match(path) for verb, pattern in public)

    return is_public
