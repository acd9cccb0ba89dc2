"""Every failure becomes an RFC 9457 problem: what models raise, what FastAPI finds, what PostgreSQL says.

A problem never carries a stack; what nobody foresaw is logged with its trace id.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from opentelemetry import trace
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.errors import (
    Busy,
    Conflict,
    Malformed,
    NotFound,
    Problem,
    Refused,
    TooLarge,
    Unauthenticated,
)
from chassis.http.bearer_tokens import SCOPE_KEY
from chassis.http.unfit_values import reason
from chassis.http.withholding import shown
from chassis.language import N_, _
from chassis.work import sqlstate

MEDIA_TYPE = "application/problem+json"
VIOLATIONS = {"23505", "23514", "23503", "23P01", "23502"}  # unique, check, foreign key, exclusion, not null
LONGEST_NAME = 200  # characters of an unknown field's name that are repeated
SAID_BY_FRAMEWORK = {N_("Method Not Allowed"), N_("There was an error parsing the body")}
UNANSWERED = {"55P03", "57014", "25006", "40001", "40P01", "25P03"}
UNAVAILABLE = ("08", "28", "3D", "53", "57P")  # connection, login, no database, resources, shutting down

logger = logging.getLogger("saleswire.http")


def trace_id() -> str:
    """The W3C trace id of the request being served, 32 hexadecimal digits."""
    return format(trace.get_current_span().get_span_context().trace_id, "032x")


class Foreseen(Problem):
    """A status that the framework chose, such as 405, with its headers."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.title = HTTPStatus(status).phrase
        self.slug = self.title.lower().replace(" ", "-").replace("'", "")
        self._headers = dict(headers or {})

    @property
    def headers(self) -> dict[str, str]:
        return self._headers


def response_to(problem: Problem, scope: Scope) -> Response:
    """The problem as an answer to this request, without what is closed to its caller."""
    told = shown(scope.get(SCOPE_KEY), problem.body(trace_id()))
    body = json.dumps(told, ensure_ascii=False, default=str).encode()
    return Response(body, status_code=problem.status, headers=problem.headers, media_type=problem.media_type)


def problem_of(error: Exception) -> Problem:
    """What to answer when this was raised; an unforeseen error is logged."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        return _http(error)
    if isinstance(error, (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError)):
        return _database(error)
    if isinstance(error, (PoolTimeout, OSError, TimeoutError)):
        logger.warning("a dependency does not answer: %s", type(error).__name__)
        return _busy()
    if isinstance(error, OverflowError):
        return Refused(
            _("A date or number lies beyond what can be computed. Give a nearer one."), slug="data"
        )
    return _unforeseen(error)


def _unforeseen(error: Exception) -> Problem:
    logger.error("unhandled %s", type(error).__name__, exc_info=error, extra={"trace_id": trace_id()})
    return Problem(_("This is our mistake. Report the trace id; trying again later may help."))


def _busy() -> Busy:
    return Busy(_("Something this service depends on does not answer. Nothing was done; try again."))


def _http(error: HTTPException) -> Problem:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return NotFound(_("There is nothing at this address. Addresses end without a slash."))
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return TooLarge(_("Send less in one request; large content goes up as a document."))
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return Malformed(_framework_says(error))
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return Unauthenticated(_framework_says(error))
    return Foreseen(error.status_code, _framework_says(error), error.headers)


def _framework_says(error: HTTPException) -> str:
    said = str(error.detail)
    return _(said) if said in SAID_BY_FRAMEWORK else said


def _invalid(error: RequestValidationError) -> Problem:
    found = error.errors()
    for one in found:
        if one["type"] == "json_invalid":
            return Malformed(
                _(
                    "The body is not JSON: %(error)s at character %(place)s.",
                    error=one["ctx"]["error"],
                    place=one["loc"][-1],
                )
            )
    return Refused(
        _("The request does not fit its description; errors says where."),
        slug="schema",
        errors=[_place(one) for one in found],
    )


def _place(error: Mapping[str, Any]) -> dict[str, str]:
    where, *path = (str(step)[:LONGEST_NAME] for step in error["loc"])
    if where == "body":
        return {"pointer": pointer(path), "detail": reason(error)}
    return {"parameter": ".".join(path), "in": where, "detail": reason(error)}


def pointer(path: Sequence[Any]) -> str:
    """The JSON Pointer (RFC 6901) of a path of keys and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _database(error: Exception) -> Problem:
    state = sqlstate(error)
    if state in VIOLATIONS:
        logger.warning("constraint %s stopped what a rule should have refused", _constraint(error))
        return Conflict(
            _("This contradicts something that was saved meanwhile. Read again and repeat."),
            slug="constraint",
        )
    if state.startswith("22"):
        return Refused(
            _("A value cannot be stored: too large, or text with forbidden characters."), slug="data"
        )
    if state in UNANSWERED or state.startswith(UNAVAILABLE) or _disconnected(error):
        logger.warning("the database does not answer: %s", state or type(error).__name__)
        return _busy()
    return _unforeseen(error)


def _constraint(error: Exception) -> str:
    origin = getattr(error, "orig", None)  # its message would repeat the row's values, so only the name
    return str(getattr(getattr(origin, "__cause__", origin), "constraint_name", None) or sqlstate(error))


def _disconnected(error: Exception) -> bool:
    if isinstance(error, DBAPIError):
        cause = error.orig.__cause__ if error.orig else None
        return error.connection_invalidated or isinstance(cause, (OSError, asyncpg.InterfaceError))
    return isinstance(error, asyncpg.InterfaceError)


async def _handle(request: Request, error: Exception) -> Response:
    return response_to(problem_of(error), request.scope)


def add_handlers(app: FastAPI) -> None:
    """Let the app answer with problems where FastAPI would answer in its own way."""
    for kind in (Problem, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _handle)


class Guard:
    """ASGI: whatever an inner layer raises becomes a problem, unless the answer has already begun."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            problem = problem_of(error)
            if begun:
                raise
            await response_to(problem, scope)(scope, receive, send)
