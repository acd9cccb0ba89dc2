"""Browsers in which somebody signed in before: a signed cookie, by which they have guesses of their own.

It says no more than a random name of the browser and digests of who signed in there; it opens nothing.
"""

from hashlib import sha256
from time import time
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.work import Database
from contracts.event import new_id
from contracts.text import folded
from identity import keys
from identity.keys import Signer
from identity.settings import Settings
from identity.throttle import Source
from identity.tokens import signed

COOKIE = "saleswire_browser"
KIND = "browser+jwt"
MOST_NAMES = 5  # people who share a browser


class Browsers:
    """Reads and makes the cookie."""

    def __init__(self, database: Database, signer: Signer, settings: Settings) -> None:
        self._database = database
        self._signer = signer
        self._settings = settings

    async def source(self, cookie: str, username: str, address: str) -> Source:
        """The browser where this name signed in before, else the address."""
        claims = await self._opened(cookie)
        return (
            Source.browser(claims["jti"]) if _digest(username) in claims["names"] else Source.address(address)
        )

    async def remembered(self, cookie: str, username: str) -> str:
        """The cookie of a browser in which this name has just signed in."""
        claims = await self._opened(cookie)
        names = [_digest(username), *(name for name in claims["names"] if name != _digest(username))]
        now = int(time())
        claims |= {"names": names[:MOST_NAMES], "iat": now, "exp": now + self._settings.known_browser_seconds}
        return signed(claims, KIND, await self._signer.key())

    async def _opened(self, cookie: str) -> dict[str, Any]:
        """The claims of our own cookie, else those of a browser that nobody knows."""
        if cookie:
            published: Any = await self._database.read(keys.published, self._settings)
            try:
                token = jwt.decode(cookie, KeySet.import_key_set(published), algorithms=["ES256"])
                if token.header.get("typ") == KIND and token.claims["exp"] > time():
                    return token.claims
            except (JoseError, ValueError, KeyError, TypeError):
                pass  # somebody else's, or of a key that is no longer ours
        return {"jti": str(new_id()), "names": []}


def _digest(username: str) -> str:
    return sha256(folded(username).encode()).hexdigest()[:32]
