"""Forged, foreign and spoilt tokens against the whole company, some signed with the issuer's own key."""

import base64
import hmac
import json
from collections.abc import Callable
from time import time
from typing import Any

import httpx2
import pytest
from deals import Deals
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from signing import identity_settings, signed_by
from stack import anything

from chassis.http import LEEWAY_SECONDS
from chassis.testing import LocalIssuer
from contracts.event import new_id
from saleswire.places import HOST, SERVICES

pytestmark = pytest.mark.timeout(300)  # the whole company starts first


class Forger:
    """Makes tokens of a person; ``ours`` holds the real key."""

    def __init__(self, ours: LocalIssuer, settings: Any, person_id: Any) -> None:
        self.ours, self.settings, self.person_id = ours, settings, person_id
        self.now = int(time())

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Good claims but for these."""
        return self.ours.claims(self.settings, self.person_id, **changes)

    def said(self, **changes: Any) -> str:
        """Signed with the real key, with other claims."""
        return self.ours.sign(self.claims(**changes))

    def headed(self, **header: Any) -> str:
        """Signed with the real key, with another header."""
        registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
        full = {"alg": "ES256", "typ": "at+jwt", "kid": self.ours.kid} | header
        return jws.serialize_compact(full, json.dumps(self.claims()), self.ours.key, registry=registry)

    def foreign(self, key: Any, algorithm: str = "ES256", **header: Any) -> str:
        """Signed with another key."""
        full = {"alg": algorithm, "typ": "at+jwt", "kid": self.ours.kid} | header
        registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
        return jws.serialize_compact(full, json.dumps(self.claims()), key, registry=registry)

    def unsigned(self, signature: str = "", **header: Any) -> str:
        """Whatever header, and no true signature."""
        parts = [json.dumps(part).encode() for part in (header, self.claims())]
        return ".".join([_encoded(part) for part in parts] + [signature])

    def with_public_key(self, *, pem: bool) -> str:
        """HMAC with what everybody may know as the secret."""
        key = self.ours.key  # by hand: no library signs with a public key
        secret = key.as_pem(private=False) if pem else json.dumps(key.as_dict(private=False)).encode()
        signed = self.unsigned(alg="HS256", typ="at+jwt", kid=self.ours.kid).rstrip(".")
        return f"{signed}.{_encoded(hmac.digest(secret, signed.encode(), 'sha256'))}"

    def altered(self) -> str:
        """The signature of other claims."""
        head, _, signature = self.said().split(".")
        return f"{head}.{_encoded(json.dumps(self.claims(sub=str(new_id()))).encode())}.{signature}"


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


STRANGER = ECKey.generate_key("P-256")
PUBLIC = STRANGER.as_dict(private=False)
GOOD = {"alg": "ES256", "typ": "at+jwt"}
BAD: dict[str, Callable[[Forger], str]] = {
    "alg none": lambda f: f.unsigned(alg="none", typ="at+jwt", kid=f.ours.kid),
    "alg NoNe": lambda f: f.unsigned(alg="NoNe", typ="at+jwt", kid=f.ours.kid),
    "no signature": lambda f: f.unsigned(**GOOD, kid=f.ours.kid),
    "a signature of zeros": lambda f: f.unsigned(_encoded(bytes(64)), **GOOD, kid=f.ours.kid),
    "the public key as a secret": lambda f: f.with_public_key(pem=False),
    "the public key in PEM as a secret": lambda f: f.with_public_key(pem=True),
    "another key": lambda f: f.foreign(STRANGER),
    "another curve": lambda f: f.foreign(ECKey.generate_key("P-384"), "ES384"),
    "another algorithm": lambda f: f.foreign(RSAKey.generate_key(2048), "RS256"),
    "its own key in jwk": lambda f: f.foreign(STRANGER, jwk=PUBLIC),
    "its own key in jwk under another kid": lambda f: f.foreign(STRANGER, jwk=PUBLIC, kid="mine"),
    "a key address in jku": lambda f: f.foreign(STRANGER, jku=f"http://{HOST}:1/keys", kid="mine"),
    "a certificate address in x5u": lambda f: f.foreign(STRANGER, x5u=f"http://{HOST}:1/cert", kid="mine"),
    "a certificate in x5c": lambda f: f.foreign(STRANGER, x5c=["MIIB"], kid="mine"),
    "an unknown kid": lambda f: f.headed(kid="unknown"),
    "a kid that is a path": lambda f: f.headed(kid="../../../../dev/null"),
    "a kid that is a command": lambda f: f.headed(kid="' UNION SELECT 'x' --"),
    "no kid": lambda f: f.unsigned("c2ln", **GOOD),
    "a critical extension": lambda f: f.unsigned("c2ln", **GOOD, kid=f.ours.kid, crit=["x"], x=1),
    "typ JWT": lambda f: f.headed(typ="JWT"),
    "typ of an id token": lambda f: f.headed(typ="id+jwt"),
    "other claims than were signed": lambda f: f.altered(),
    "another issuer": lambda f: f.said(iss="https://elsewhere.example"),
    "our issuer with a slash": lambda f: f.said(iss=f"{f.settings.issuer}/"),
    "no issuer": lambda f: f.said(iss=None),
    "another audience": lambda f: f.said(aud="accounting"),
    "no audience": lambda f: f.said(aud=None),
    "expired": lambda f: f.said(exp=f.now - LEEWAY_SECONDS - 1),
    "expired long ago": lambda f: f.said(exp=0),
    "no end": lambda f: f.said(exp=None),
    "an end that is a text": lambda f: f.said(exp="2099-01-01"),
    "not valid yet": lambda f: f.said(nbf=f.now + 3600),
    "no person": lambda f: f.said(sub=None),
    "a person by name": lambda f: f.said(sub="admin"),
    "no session": lambda f: f.said(sid=None),
    "a dot": lambda _: ".",
    "nonsense": lambda _: "a.b.c",
    "a book": lambda f: f.said(filler="x" * 5000),
}


@pytest.fixture(scope="module")
async def forger(deals: Deals) -> Forger:
    """Forges tokens of the administrator."""
    ours, settings = await signed_by(deals.company), identity_settings(deals.company)
    return Forger(ours, settings, deals.admin.id)


@pytest.fixture(scope="module")
def doors(deals: Deals) -> list[tuple[str, str]]:
    """Every service by the gateway and by its own port: (where, path)."""
    ports = deals.company.place.ports
    return [(f"http://{HOST}:{ports[name]}", anything(s)) for s in SERVICES for name in ("gateway", s)]


async def knock(doors: list[tuple[str, str]], token: str) -> set[int]:
    """The statuses that all doors answer this token with."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=30, trust_env=False) as client:
        return {(await client.get(where + path)).status_code for where, path in doors}


async def test_a_token_like_the_forged_ones_but_good_opens_every_door(
    forger: Forger, doors: list[tuple[str, str]]
) -> None:
    assert await knock(doors, forger.said()) == {200}
    assert await knock(doors, forger.headed()) == {200}
    assert len(doors) == 2 * len(SERVICES)


@pytest.mark.parametrize("why", BAD)
async def test_a_bad_token_opens_no_door(forger: Forger, doors: list[tuple[str, str]], why: str) -> None:
    assert await knock(doors, BAD[why](forger)) == {401}


def test_the_table_is_as_long_as_was_asked_for() -> None:
    assert len(BAD) >= 25
