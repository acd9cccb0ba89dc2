"""What a person sees when something does not work: what happened, what helps, and an id to report."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.gateway import ApiProblem, SignedOut
from web.rendering import page
from web.visit import Visit

log = logging.getLogger("web")
Message = MutableMapping[str, Any]
TITLES = {
    403: N_("This is not open to you"),
    404: N_("There is nothing here"),
    405: N_("This page can't be used this way"),
}
DID_NOT_WORK = N_("This did not work")
HELP = {
    403: N_("Your role does not include it. Ask an administrator if it should."),
    404: N_("It may have been renamed or removed, or you may not be allowed to see it."),
}


def add_errors(app: FastAPI) -> None:
    """Answer every failure with a page in the layout; nobody signed in means to the sign-in page."""
    app.add_exception_handler(SignedOut, _signed_out)
    app.add_exception_handler(ApiProblem, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


class Unforeseen:
    """ASGI middleware, the innermost: a mistake of ours becomes a page like any other, headers and all."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            page_of_it = await _unforeseen(Request(scope), error)
            await page_of_it(scope, receive, send)


async def _signed_out(request: Request, _: Exception) -> Response:
    visit: Visit = request.state.visit
    visit.sign_in(None)
    if request.headers.get("hx-request"):
        at = urlsplit(request.headers.get("hx-current-url", "/"))
        target = at.path + (f"?{at.query}" if at.query else "")
        return Response(status_code=200, headers={"HX-Redirect": f"/sign-in?next={quote(target)}"})
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wanted = target if request.method == "GET" else "/"
    return RedirectResponse(f"/sign-in?next={quote(wanted)}", 303)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiProblem)
    if error.of_the_address:
        return _mistyped(request)
    title = _(TITLES[error.status]) if error.status in TITLES else error.title
    detail = _(HELP[error.status]) if error.status in HELP else error.detail
    return _show(request, error.status, title, detail, error.trace_id)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _show(request, error.status_code, _(TITLES.get(error.status_code, DID_NOT_WORK)),
                 _(HELP[error.status_code]) if error.status_code in HELP else str(error.detail))  # fmt: skip


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first: dict[str, Any] = dict(error.errors()[0])
    if first["loc"][0] == "path":
        return _mistyped(request)
    where = ".".join(str(part) for part in first["loc"][1:])
    return _show(request, 422, _("This address can't be read"), f"{where}: {first['msg']}")


def _mistyped(request: Request) -> Response:
    detail = _("The address may be mistyped or cut off. Search with ⌘K, or choose a list on the left.")
    return _show(request, 404, _(TITLES[404]), detail)


async def _unforeseen(request: Request, error: Exception) -> Response:
    log.error("unhandled %s at %s", type(error).__name__, request.url.path, exc_info=error)
    return _show(
        request, 500, _("This is our mistake"), _("Nothing was changed by it. Trying again later may help.")
    )


def _show(request: Request, status: int, title: str, detail: str, trace_id: str = "") -> Response:
    visit: Visit = request.state.visit
    return page(visit, "shell/error.html", status=status, title=title, detail=detail, trace_id=trace_id,
                code=status)  # fmt: skip
