"""Who a request counts for: the person of a valid token, else the address.

Only a verified subject gets a bucket of its own: by an invented one a flood would escape the limit
or empty somebody else's bucket. Verified once per token; whether it is accepted is the service's word.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gateway.asgi import Scope
from gateway.settings import Settings

log = logging.getLogger("gateway.limit_keys")
MOST_TOKENS = 20_000
MOST_OFTEN = 5.0  # seconds between two readings of the issuer's keys


class Callers:
    """Names the bucket of each request; keys are read in the background, a request never waits for them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keys: KeySet | None = None
        self._read_at = time.monotonic() - MOST_OFTEN
        self._reading: asyncio.Task[None] | None = None
        self._known: OrderedDict[bytes, tuple[str, float]] = OrderedDict()

    def name(self, scope: Scope, session: ClientSession) -> str:
        """``person:<sub>`` or ``address:<ip>``."""
        for name, value in scope["headers"]:
            if name == b"authorization" and value[:7].lower() == b"bearer ":
                return self._person(value[7:].strip(), session) or _address(scope)
        return _address(scope)

    def start(self, session: ClientSession) -> None:
        """Read the keys for the first time, in the background."""
        self._read_keys_soon(session)

    def _person(self, token: bytes, session: ClientSession) -> str | None:
        known = self._known.get(token)
        if known is not None:
            return known[0] if known[1] > time.time() else None
        claims = self._verified(token)
        if claims is None:
            self._read_keys_soon(session)
            return None
        person = f"person:{claims.get('sub')}"
        self._known[token] = (person, float(claims.get("exp", 0)))
        if len(self._known) > MOST_TOKENS:
            self._known.popitem(last=False)
        return person

    def _verified(self, token: bytes) -> dict[str, Any] | None:
        if self._keys is None or len(token) > 8192:
            return None
        try:
            claims = jwt.decode(token.decode(), self._keys, algorithms=["ES256"]).claims
            return claims if self._trusts(claims) else None
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None  # whatever is wrong with a stranger's token, it names nobody

    def _trusts(self, claims: dict[str, Any]) -> bool:
        audience = claims["aud"]
        ours = self._settings.audience in (audience if isinstance(audience, list) else [audience])
        return ours and claims["iss"] == self._settings.issuer and float(claims["exp"]) > time.time()

    def _read_keys_soon(self, session: ClientSession) -> None:
        busy = self._reading is not None and not self._reading.done()
        if not busy and time.monotonic() - self._read_at >= MOST_OFTEN:
            self._read_at = time.monotonic()
            self._reading = asyncio.create_task(self._read_keys(session))

    async def _read_keys(self, session: ClientSession) -> None:
        try:
            timeout = ClientTimeout(total=3)
            async with session.get(self._settings.jwks_url, timeout=timeout) as response:
                response.raise_for_status()
                self._keys = KeySet.import_key_set(await response.json())
        except (ClientError, TimeoutError, ValueError, JoseError) as error:
            log.warning("The issuer's keys could not be read: %s", error)

    async def stop(self) -> None:
        """Leave nothing running."""
        if self._reading is not None:
            self._reading.cancel()


def _address(scope: Scope) -> str:
    return f"address:{scope['client'][0]}"
