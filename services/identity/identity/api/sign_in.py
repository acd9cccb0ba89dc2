"""The issuer's endpoints: tokens, revocation, the sign-in page, discovery."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Cookie, Form, Header, Query
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, RedirectResponse, Response

from chassis.errors import Problem
from chassis.routes import SIGNED_IN, Router
from chassis.work import Work
from identity import browsers, keys, queries
from identity.api.context import Address, TheSignIn
from identity.codes import Wrong, client_of
from identity.documents import AuthorizeRequest, RevokeRequest, SignInForm, TokenRequest, Tokens, UserInfo
from identity.page import COOKIE, new_cookie, page, policy, problem_page, proven
from identity.settings import Settings

PAGES = {
    400: "The request or the credentials are wrong",
    403: "The form did not come from our page in this browser",
    429: "Too many failed sign-ins; Retry-After says when to come again",
}
router = Router(prefix="/api/auth", tag="sign-in")
well_known = Router(prefix="/.well-known", tag="sign-in")


@router.public("POST", "/token")
async def token(asked: Annotated[TokenRequest, Form()], sign_in: TheSignIn, address: Address) -> Tokens:
    """Tokens for a password, a refresh token or an authorization code (RFC 6749, form-encoded)."""
    return await sign_in.by_grant(asked, address)


@router.public("POST", "/revoke")
async def revoke(asked: Annotated[RevokeRequest, Form()], sign_in: TheSignIn) -> dict[str, str]:
    """End the sign-in that a refresh or access token belongs to (RFC 7009)."""
    await sign_in.revoke(asked.token)
    return {}


@router.query("/userinfo", permission=SIGNED_IN)
async def userinfo(work: Work) -> UserInfo:
    """OIDC claims of the person who is signed in."""
    return await queries.user_info(work)


@router.public("GET", "/authorize")
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
    foreign = origin not in ("", settings.issuer.rstrip("/"))
    if foreign or not proven(saleswire_sign_in, asked.csrf):
        return _page(asked, client.name, new_cookie(), settings, "The page had expired. Try again.", 403)
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


@well_known.public("GET", "/openid-configuration")
async def openid_configuration(sign_in: TheSignIn) -> dict[str, Any]:
    """OIDC discovery."""
    issuer = sign_in.settings.issuer.rstrip("/")
    return {
        "issuer": sign_in.settings.issuer,
        "authorization_endpoint": f"{issuer}/api/auth/authorize",
        "token_endpoint": f"{issuer}/api/auth/token",
        "revocation_endpoint": f"{issuer}/api/auth/revoke",
        "userinfo_endpoint": f"{issuer}/api/auth/userinfo",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "password"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid"],
        "authorization_response_iss_parameter_supported": True,
    }


@well_known.public("GET", "/jwks.json")
async def jwks(work: Work) -> dict[str, Any]:
    """The public keys that tokens are verified with."""
    assert isinstance(work.settings, Settings)
    return await keys.published(work, work.settings)


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


def _describe_pages() -> None:
    """Say in the API description that these operations answer with pages and redirects, not JSON."""
    for route in router.routes:
        if isinstance(route, APIRoute) and route.path.endswith("/authorize"):
            route.response_class = HTMLResponse
            route.responses[303] = {"description": "Back to the client, with a code or an error"}
            for status, meaning in PAGES.items():
                known = route.responses.setdefault(status, {"content": {}})
                content = known["content"] | {"text/html": {"schema": {"type": "string"}}}
                route.responses[status] = {"description": meaning, "content": content}


_describe_pages()
