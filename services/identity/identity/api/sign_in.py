"""The sign-in page of the authorization code flow."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Cookie, Form, Header, Query
from starlette.responses import HTMLResponse, RedirectResponse, Response

from chassis.errors import Problem
from chassis.http import Router
from chassis.language import _
from identity import browsers
from identity.api.context import Address, TheSignIn
from identity.api.html_answers import describe_pages
from identity.codes import Wrong, client_of
from identity.page import COOKIE, new_cookie, page, policy, problem_page, proven
from identity.protocol import AuthorizeRequest, SignInForm
from identity.settings import Settings

PAGES = {
    400: "The request or the credentials are wrong",
    403: "The form did not come from our page in this browser",
    429: "Too many failed sign-ins; Retry-After says when to come again",
}
router = Router(prefix="/api/auth", tag="sign-in")


@router.public("GET", "/authorize", free_query=True)
async def authorize(
    asked: Annotated[AuthorizeRequest, Query()],
    sign_in: TheSignIn,
    saleswire_sign_in: Annotated[str, Cookie()] = "",
) -> Response:
    """The sign-in page of the authorization code flow."""
    try:
        client = client_of(asked, sign_in.settings)
    except Wrong as wrong:
        return _told(asked, wrong, sign_in.settings)
    return _page(asked, client.name, saleswire_sign_in or new_cookie(), sign_in.settings)


@router.public("POST", "/authorize")
async def sign_in_by_page(
    asked: Annotated[SignInForm, Form()],
    sign_in: TheSignIn,
    address: Address,
    saleswire_sign_in: Annotated[str, Cookie()] = "",
    saleswire_browser: Annotated[str, Cookie()] = "",
    origin: Annotated[str, Header()] = "",
) -> Response:
    """What the page sends: back to the client with a code, or the page again."""
    settings = sign_in.settings
    try:
        client = client_of(asked, settings)
    except Wrong as wrong:
        return _told(asked, wrong, settings)
    if not asked.csrf:
        return _page(asked, client.name, saleswire_sign_in or new_cookie(), settings)
    foreign = origin not in ("", settings.issuer.rstrip("/"))
    if foreign or not proven(saleswire_sign_in, asked.csrf):
        return _page(asked, client.name, new_cookie(), settings, _("The page had expired. Try again."), 403)
    source = await sign_in.browsers.source(saleswire_browser, asked.username, address)
    try:
        code = await sign_in.code(asked, asked.username, asked.password.get_secret_value(), source)
    except Problem as problem:
        again = _page(asked, client.name, saleswire_sign_in, settings, problem.detail, problem.status)
        again.headers.update(problem.headers)
        return again
    remembered = await sign_in.browsers.remembered(saleswire_browser, asked.username)
    answer = _back(asked, {"code": code}, settings)
    _set_cookie(answer, browsers.COOKIE, remembered, settings.known_browser_seconds, settings)
    return answer


def _page(
    asked: AuthorizeRequest, name: str, cookie: str, settings: Settings, error: str = "", status: int = 200
) -> HTMLResponse:
    # without a referrer browsers send Origin: null with our own form, which looks like somebody else's
    said = {"Content-Security-Policy": policy(asked.redirect_uri), "Referrer-Policy": "same-origin"}
    answer = HTMLResponse(page(asked, name, cookie, error), status_code=status, headers=said)
    _set_cookie(answer, COOKIE, cookie, 3600, settings)
    return answer


def _set_cookie(answer: Response, name: str, value: str, seconds: int, settings: Settings) -> None:
    secure = settings.issuer.startswith("https:")
    answer.set_cookie(
        name, value, max_age=seconds, path="/api/auth", httponly=True, samesite="lax", secure=secure
    )


def _told(asked: AuthorizeRequest, wrong: Wrong, settings: Settings) -> Response:
    if not wrong.redirect:  # to an unknown address nothing is sent
        return HTMLResponse(problem_page(wrong.detail), status_code=400)
    return _back(asked, {"error": wrong.error, "error_description": wrong.detail}, settings)


def _back(asked: AuthorizeRequest, answer: dict[str, str], settings: Settings) -> RedirectResponse:
    said = answer | ({"state": asked.state} if asked.state else {}) | {"iss": settings.issuer}
    joint = "&" if "?" in asked.redirect_uri else "?"
    return RedirectResponse(f"{asked.redirect_uri}{joint}{urlencode(said)}", status_code=303)


describe_pages(router, "/authorize", "Back to the client, with a code or an error", PAGES)
