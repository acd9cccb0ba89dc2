"""Who is asking: bearer tokens of one issuer, verified by every service itself.

Signature before content, ES256 only, keys only from the configured JWKS address; the same path for
our own issuer and an external one. Tokens say who, never what.
"""

import base64
import json
import logging
from asyncio import Lock, Task, create_task
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from time import monotonic, time
from typing import Any
from uuid import UUID

import httpx2
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.errors import Busy, Unauthenticated
from chassis.http.callers import Callers
from chassis.language import _
from chassis.settings import Settings

LEEWAY_SECONDS = 30
LONGEST_TOKEN = 4096
FRESH_SECONDS = 60.0
OLD_SECONDS = 120.0  # so long may a key that was revoked still be taken
STALE_SECONDS = 24 * 3600.0
REFETCH_SECONDS = 10.0
REMEMBERED_TOKENS = 4096
ON_ITS_WAY_SECONDS = 10.0  # after sign-in, news of a new person may still travel
SCOPE_KEY = "saleswire.caller"
CLIENT_KEY = "saleswire.client"

logger = logging.getLogger("saleswire.identity")
Fetch = Callable[[], Awaitable[Any]]


@dataclass(frozen=True)
class Identity:
    """A verified token: person, sign-in session, when it ends and when it was issued (seconds since 1970)."""

    person_id: UUID
    session_id: UUID
    expires: float
    issued: float
    client_id: str = ""


class Keys:
    """The issuer's public keys and the tokens already verified with them."""

    def __init__(self, settings: Settings, fetch: Fetch | None = None) -> None:
        self.settings = settings
        self.fetch = fetch or self._download
        self._keys: dict[str, ECKey] = {}
        self._fetched = -STALE_SECONDS
        self._tried = -REFETCH_SECONDS
        self._lock = Lock()
        self._renewal: Task[None] | None = None
        self._verified: OrderedDict[bytes, Identity] = OrderedDict()

    async def verify(self, token: str) -> Identity:
        """The identity that a valid token proves.

        Raises Unauthenticated for any fault, and Busy when no key could ever be fetched.
        """
        await self._renew_in_time()
        digest = sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known is None:
            known = await self._verify(token)
            self._remember(digest, known)
        if known.expires + LEEWAY_SECONDS <= time():
            raise Unauthenticated(_("The token has expired; get a new one."))
        return known

    def _remember(self, digest: bytes, identity: Identity) -> None:
        self._verified[digest] = identity
        if len(self._verified) > REMEMBERED_TOKENS:
            self._verified.popitem(last=False)

    async def _verify(self, token: str) -> Identity:
        key = await self._key(_key_id(token))
        try:
            payload = jws.deserialize_compact(token.encode(), key, algorithms=["ES256"]).payload
            return self._identity(json.loads(payload))
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            raise _bad() from None

    def _identity(self, claims: Any) -> Identity:
        audience = claims["aud"]
        if claims["iss"] != self.settings.issuer:
            raise ValueError("issuer")
        if self.settings.audience not in (audience if isinstance(audience, list) else [audience]):
            raise ValueError("audience")
        if _number(claims.get("nbf", 0)) - LEEWAY_SECONDS > time():
            raise ValueError("not yet")
        issued = _number(claims.get("iat", 0))
        client = claims.get("client_id") or claims.get("azp") or ""
        return Identity(
            _uuid(claims["sub"]), _uuid(claims["sid"]), _number(claims["exp"]), issued, str(client)
        )

    async def _key(self, kid: str) -> ECKey:
        if kid not in self._keys:
            await self._refresh(0)
        if kid not in self._keys:
            if not self._keys:
                raise Busy(_("The issuer's keys cannot be fetched right now."), retry_after=5)
            raise _bad()
        return self._keys[kid]

    async def _renew_in_time(self) -> None:
        age = monotonic() - self._fetched
        if self._keys and age > OLD_SECONDS:
            await self._refresh(FRESH_SECONDS)
        elif self._keys and age > FRESH_SECONDS and (self._renewal is None or self._renewal.done()):
            self._renewal = create_task(self._refresh(FRESH_SECONDS))  # nobody waits for it

    async def _refresh(self, older_than: float) -> None:
        """Fetch the keys unless they are fresh enough or were just tried; an error keeps the old ones."""
        async with self._lock:
            now = monotonic()
            if now - self._fetched < older_than or now - self._tried < REFETCH_SECONDS:
                return
            self._tried = now
            try:
                keys = _usable(await self.fetch())
            except (httpx2.HTTPError, OSError, ValueError, TypeError, KeyError, AttributeError) as error:
                logger.warning("the issuer's keys cannot be fetched: %s", type(error).__name__)
                if now - self._fetched > STALE_SECONDS:
                    self._replace({})
                return
            self._fetched = now
            self._replace(keys)

    def _replace(self, keys: dict[str, ECKey]) -> None:
        if _prints(keys) != _prints(self._keys):
            self._verified.clear()  # a withdrawn key must not live on in remembered tokens
        self._keys = keys

    async def _download(self) -> Any:
        async with httpx2.AsyncClient(timeout=3, follow_redirects=False) as client:
            answer = await client.get(self.settings.jwks_url)
            answer.raise_for_status()
            return answer.json()


def _prints(keys: dict[str, ECKey]) -> dict[str, str]:
    return {kid: key.thumbprint() for kid, key in keys.items()}


def _bad() -> Unauthenticated:
    return Unauthenticated(_("The bearer token is not valid here; sign in again."))


def _key_id(token: str) -> str:
    """The kid of an acceptable header; raises Unauthenticated for any other header."""
    if len(token) > LONGEST_TOKEN or token.count(".") != 2:
        raise _bad()
    encoded = token.split(".", 1)[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
        kid = header["kid"]
        fits = header["alg"] == "ES256" and header["typ"].lower() in {"at+jwt", "application/at+jwt"}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _bad() from None
    if not fits or "crit" in header or not isinstance(kid, str):
        raise _bad()
    return kid


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise TypeError("not a number")
    return float(value)


def _uuid(value: Any) -> UUID:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return UUID(value)


def _usable(document: Any) -> dict[str, ECKey]:
    """ES256 verification keys by kid; others of the issuer are no concern of ours."""
    return {
        key["kid"]: ECKey.import_key(key)
        for key in document["keys"]
        if key.get("kty") == "EC"
        and key.get("crv") == "P-256"
        and key.get("use", "sig") == "sig"
        and "kid" in key
    }


class Authentication:
    """ASGI: verifies the bearer token before anything else is read and puts the Standing into the scope."""

    def __init__(
        self, app: ASGIApp, keys: Keys, callers: Callers, is_public: Callable[[str, str], bool]
    ) -> None:
        self.app = app
        self.keys = keys
        self.callers = callers
        self.is_public = is_public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self.is_public(scope["method"], scope["path"]):
            identity = await self.keys.verify(_bearer(HTTPConnection(scope).headers.getlist("authorization")))
            standing = await self.callers.standing(identity.person_id, identity.session_id)
            if standing.revoked:
                raise Unauthenticated(_("This sign-in was ended; sign in again."))
            if not standing.known and identity.issued + ON_ITS_WAY_SECONDS > time():
                raise Busy(_("Your access is on its way to this service."), slug="access-on-its-way")
            scope[SCOPE_KEY] = standing.caller
            scope[CLIENT_KEY] = identity.client_id
        await self.app(scope, receive, send)


def _bearer(headers: list[str]) -> str:
    if len(headers) != 1:
        raise Unauthenticated(_("Send one header Authorization: Bearer <token>."))
    scheme, _blank, token = headers[0].partition(" ")
    if scheme.lower() != "bearer" or not token.isascii():
        raise Unauthenticated(_("Send the token as Authorization: Bearer <token>."))
    return token.strip()
