"""An issuer of its own for tests: an ES256 key, its JWKS document, and tokens as the real one makes them."""

from time import time
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.settings import Settings
from contracts.event import new_id


class LocalIssuer:
    """Signs tokens; give ``fetch`` to ``Keys`` so that services trust it."""

    def __init__(self, kid: str = "test-1") -> None:
        self.kid = kid
        self.key = ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})

    def jwks(self) -> dict[str, Any]:
        """The public key as a JWKS document."""
        return {"keys": [self.key.as_dict(private=False)]}

    async def fetch(self) -> dict[str, Any]:
        """The JWKS document, as an issuer's address would give it."""
        return self.jwks()

    def claims(
        self, settings: Settings, person_id: UUID, session_id: UUID | None = None, **changes: Any
    ) -> dict[str, Any]:
        """Claims of a good token; ``changes`` replace single ones, None removes one."""
        now = int(time())
        claims = {
            "iss": settings.issuer,
            "aud": settings.audience,
            "sub": str(person_id),
            "sid": str(session_id or new_id()),
            "client_id": "script",
            "iat": now,
            "exp": now + 600,
        } | changes
        return {name: value for name, value in claims.items() if value is not None}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """A token with these claims; ``header`` replaces single header parameters."""
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": self.kid} | header, claims, self.key)

    def token(self, settings: Settings, person_id: UUID, session_id: UUID | None = None) -> str:
        """A good token of the person."""
        return self.sign(self.claims(settings, person_id, session_id))
