"""What clients ask the issuer: tokens, revocation, who somebody is, the end of a sign-in, discovery."""

import base64
import binascii
from typing import Annotated, Any
from urllib.parse import unquote_plus, urlencode

from fastapi import Form, Header, Query
from starlette.responses import HTMLResponse, RedirectResponse, Response

from chassis.http import SIGNED_IN, Router
from chassis.language import _
from chassis.work import Work
from identity import keys, queries
from identity.api.context import Address, TheSignIn
from identity.api.html_answers import describe_pages
from identity.oauth import Denied, in_oauths_words
from identity.page import signed_out_page
from identity.protocol import EndSession, RevokeRequest, TokenRequest, Tokens, UserInfo
from identity.settings import SCOPES, Settings
from identity.sign_in import SignIn

router = Router(prefix="/api/auth", tag="sign-in")
well_known = Router(prefix="/.well-known", tag="sign-in")


@router.public("POST", "/token", free_query=True, refusal=in_oauths_words)
async def token(
    asked: Annotated[TokenRequest, Form()],
    sign_in: TheSignIn,
    address: Address,
    authorization: Annotated[str, Header()] = "",
) -> Tokens:
    """Tokens for a password, a refresh token, a code or a machine's secret (RFC 6749, form-encoded)."""
    return await sign_in.by_grant(_with_basic(asked, authorization), address)


@router.public("POST", "/revoke", free_query=True, refusal=in_oauths_words)
async def revoke(asked: Annotated[RevokeRequest, Form()], sign_in: TheSignIn) -> dict[str, str]:
    """End the sign-in that a refresh or access token belongs to (RFC 7009)."""
    await sign_in.revoke(asked.token)
    return {}


@router.query("/userinfo", permission=SIGNED_IN, free_query=True)
async def userinfo(work: Work) -> UserInfo:
    """OIDC claims of the person who is signed in."""
    return await queries.user_info(work)


@router.question("/userinfo", permission=SIGNED_IN)
async def post_userinfo(work: Work) -> UserInfo:
    """The same; OIDC lets clients ask either way."""
    return await queries.user_info(work)


@router.public("GET", "/end-session", free_query=True)
async def end_session(asked: Annotated[EndSession, Query()], sign_in: TheSignIn) -> Response:
    """Sign out: end the session of the id token, and back to the client where it is registered."""
    return await _ended(asked, sign_in)


@router.public("POST", "/end-session", free_query=True)
async def post_end_session(asked: Annotated[EndSession, Form()], sign_in: TheSignIn) -> Response:
    """The same with a form."""
    return await _ended(asked, sign_in)


@well_known.public("GET", "/openid-configuration", free_query=True)
async def openid_configuration(sign_in: TheSignIn) -> dict[str, Any]:
    """OIDC discovery: exactly what works."""
    issuer = sign_in.settings.issuer.rstrip("/")
    return {
        "issuer": sign_in.settings.issuer,
        "authorization_endpoint": f"{issuer}/api/auth/authorize",
        "token_endpoint": f"{issuer}/api/auth/token",
        "revocation_endpoint": f"{issuer}/api/auth/revoke",
        "userinfo_endpoint": f"{issuer}/api/auth/userinfo",
        "end_session_endpoint": f"{issuer}/api/auth/end-session",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials", "password"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(SCOPES),
        "claims_supported": ["sub", "sid", "iss", "aud", "iat", "exp", "preferred_username", "name", "email"],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
    }


@well_known.public("GET", "/jwks.json", free_query=True)
async def jwks(work: Work) -> dict[str, Any]:
    """The public keys that tokens are verified with."""
    assert isinstance(work.settings, Settings)
    return await keys.published(work, work.settings)


def _with_basic(asked: TokenRequest, authorization: str) -> TokenRequest:
    """The request with the credentials of HTTP Basic (RFC 6749 §2.3.1), where it has them."""
    kind, _blank, encoded = authorization.partition(" ")
    if kind.lower() != "basic":
        return asked
    try:
        client_id, _colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise Denied("invalid_client", _("The Authorization header cannot be read."), 401) from None
    given = {"client_id": unquote_plus(client_id), "client_secret": unquote_plus(secret)}
    return TokenRequest.model_validate(asked.model_dump() | given)


async def _ended(asked: EndSession, sign_in: SignIn) -> Response:
    client_id = await sign_in.end(asked.id_token_hint)
    client = sign_in.settings.clients.get(client_id or "")
    if client is not None and asked.post_logout_redirect_uri in client.signed_out_uris:
        said = urlencode({"state": asked.state}) if asked.state else ""
        joint = "&" if "?" in asked.post_logout_redirect_uri else "?"
        return RedirectResponse(asked.post_logout_redirect_uri + (joint + said if said else ""), 303)
    return HTMLResponse(signed_out_page(ended=client_id is not None), 200 if client_id else 400)


describe_pages(
    router,
    "/end-session",
    "Back to the client",
    {400: "The request names no sign-in of ours, or cannot be read"},
)
