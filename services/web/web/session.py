"""The session: the person's tokens in a sealed cookie, so that any replica serves any request."""

import base64
import json
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from web.settings import Settings

ALGORITHMS = ["dir", "A256GCM"]
EARLY = 30  # seconds before its end at which an access token is renewed


@dataclass(frozen=True)
class Session:
    """Tokens of one sign-in."""

    access: str
    refresh: str

    @property
    def claims(self) -> dict[str, Any]:
        """What the access token says; read, not verified: the services verify it."""
        payload = self.access.split(".")[1]
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return claims

    @property
    def person_id(self) -> str:
        """Whose sign-in this is."""
        return str(self.claims["sub"])

    @property
    def ends_at(self) -> float:
        """When the access token ends, in seconds since 1970."""
        return float(self.claims["exp"])

    @property
    def aged(self) -> bool:
        """Whether the access token should be renewed before it is used again."""
        return self.ends_at - EARLY < time.time()


class Seal:
    """Encrypts small JSON values for cookies; what somebody else made or changed opens as None."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.web_secret.get_secret_value()
        if not self._secret:
            raise ValueError("SALESWIRE_WEB_SECRET is empty: give every replica the same random secret.")

    def _key(self, purpose: str) -> OctKey:
        return OctKey.import_key(sha256(f"saleswire {purpose} {self._secret}".encode()).digest())

    def close(self, purpose: str, value: Any) -> str:
        """The sealed text; it opens for the same purpose only."""
        header = {"alg": "dir", "enc": "A256GCM"}
        return jwe.encrypt_compact(header, json.dumps(value), self._key(purpose), algorithms=ALGORITHMS)

    def open(self, purpose: str, text: str) -> Any:
        """The value, or None."""
        try:
            opened = jwe.decrypt_compact(text, self._key(purpose), algorithms=ALGORITHMS)
            return json.loads(opened.plaintext or b"")
        except (JoseError, ValueError, TypeError):
            return None
