"""Tokens say who, never what: access tokens (RFC 9068) for the services, id tokens for OIDC clients."""

from dataclasses import dataclass
from time import time
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from contracts.event import new_id
from identity.protocol import Tokens
from identity.sessions import SignedIn
from identity.settings import Settings


def tokens(signed_in: SignedIn, key: ECKey, settings: Settings) -> Tokens:
    """The answer of the token endpoint."""
    return Tokens(
        access_token=signed(_access_claims(signed_in, settings), "at+jwt", key),
        expires_in=settings.access_token_seconds,
        refresh_token=signed_in.refresh_token or None,
        scope=signed_in.scope,
        id_token=_id_token(signed_in, key, settings),
    )


def session_of(token: str, keys: dict[str, Any], settings: Settings) -> tuple[UUID, UUID] | None:
    """(person, session) of an access token of ours, expired or not; None for anything else."""
    claims = _ours(token, "at+jwt", keys, settings)
    try:
        return None if claims is None else (UUID(claims["sub"]), UUID(claims["sid"]))
    except (ValueError, KeyError):
        return None


@dataclass(frozen=True)
class Hint:
    """What an id token says of its sign-in."""

    person_id: UUID
    session_id: UUID
    client_id: str


def hint_of(token: str, keys: dict[str, Any], settings: Settings) -> Hint | None:
    """The sign-in of an id token of ours, expired or not; None for anything else."""
    claims = _ours(token, "JWT", keys, settings)
    try:
        return None if claims is None else Hint(UUID(claims["sub"]), UUID(claims["sid"]), str(claims["aud"]))
    except (ValueError, KeyError):
        return None


def _ours(token: str, kind: str, keys: dict[str, Any], settings: Settings) -> dict[str, Any] | None:
    try:
        decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=["ES256"])  # type: ignore[arg-type]  # a plain dict
        ours = decoded.header.get("typ") == kind and decoded.claims["iss"] == settings.issuer
        return decoded.claims if ours else None
    except (JoseError, ValueError, KeyError):
        return None


def _access_claims(signed_in: SignedIn, settings: Settings) -> dict[str, Any]:
    return _common(signed_in, settings) | {
        "aud": settings.audience,
        "client_id": signed_in.client_id,
        "jti": str(new_id()),
    }


def _id_token(signed_in: SignedIn, key: ECKey, settings: Settings) -> str | None:
    if "openid" not in signed_in.scope.split():
        return None
    claims = _common(signed_in, settings) | {"aud": signed_in.client_id}
    if signed_in.nonce:
        claims["nonce"] = signed_in.nonce
    return signed(claims, "JWT", key)


def _common(signed_in: SignedIn, settings: Settings) -> dict[str, Any]:
    now = int(time())
    return {
        "iss": settings.issuer,
        "sub": str(signed_in.person_id),
        "sid": str(signed_in.session_id),
        "iat": now,
        "nbf": now,
        "exp": now + settings.access_token_seconds,
    }


def signed(claims: dict[str, Any], kind: str, key: ECKey) -> str:
    """A JWT of this kind."""
    return jwt.encode({"alg": "ES256", "typ": kind, "kid": key.kid}, claims, key)
