"""Identity: only good tokens of our issuer open a door, and keys survive an issuer that is down."""

import base64
import json
from collections.abc import Callable
from time import time
from typing import Any
from uuid import UUID

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from chassis.errors import Busy, Unauthenticated
from chassis.http.bearer_tokens import Keys
from chassis.settings import Settings
from chassis.testing.local_issuer import LocalIssuer
from chassis.tests.web import Web, web
from contracts.event import new_id

__all__ = ["web"]

ISSUER = LocalIssuer()
PERSON = new_id()


def changed(**changes: Any) -> Callable[[Settings], str]:
    return lambda settings: ISSUER.sign(ISSUER.claims(settings, PERSON, **changes))


def headed(**header: Any) -> Callable[[Settings], str]:
    return lambda settings: ISSUER.sign(ISSUER.claims(settings, PERSON), **header)


def raw(header: dict[str, Any], settings: Settings, signature: str = "") -> str:
    parts = [json.dumps(part).encode() for part in (header, ISSUER.claims(settings, PERSON))]
    return ".".join([base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts] + [signature])


def signed_with_public_key(settings: Settings) -> str:
    secret = OctKey.import_key(json.dumps(ISSUER.jwks()["keys"][0]))
    header = {"alg": "HS256", "typ": "at+jwt", "kid": ISSUER.kid}
    return jwt.encode(header, ISSUER.claims(settings, PERSON), secret, algorithms=["HS256"])


def signed_by(key: Any, **header: Any) -> Callable[[Settings], str]:
    given = {"alg": "ES256", "typ": "at+jwt", "kid": ISSUER.kid} | header

    def token(settings: Settings) -> str:
        return jwt.encode(given, ISSUER.claims(settings, PERSON), key, algorithms=[given["alg"]])

    return token


def tampered(settings: Settings) -> str:
    head, _, signature = ISSUER.token(settings, PERSON).split(".")
    return f"{head}.{raw({}, settings).split('.')[1]}x.{signature}"


def not_an_object(_settings: Settings) -> str:
    header = {"alg": "ES256", "typ": "at+jwt", "kid": ISSUER.kid}
    return jws.serialize_compact(header, b"[1]", ISSUER.key)


BAD: dict[str, Callable[[Settings], str]] = {
    "empty": lambda _: "",
    "no token": lambda _: "abc",
    "two parts": lambda settings: ISSUER.token(settings, PERSON).rsplit(".", 1)[0],
    "alg none": lambda settings: raw({"alg": "none", "typ": "at+jwt", "kid": ISSUER.kid}, settings),
    "no signature": lambda settings: raw({"alg": "ES256", "typ": "at+jwt", "kid": ISSUER.kid}, settings),
    "signed with the public key as secret": signed_with_public_key,
    "another key": signed_by(ECKey.generate_key("P-256")),
    "another algorithm": signed_by(RSAKey.generate_key(2048), alg="RS256"),
    "another curve": signed_by(ECKey.generate_key("P-384"), alg="ES384"),
    "its own key in the header": signed_by(
        key := ECKey.generate_key("P-256"), jwk=key.as_dict(private=False), kid="mine"
    ),
    "key address in the header": headed(jku="http://evil.example/keys", kid="other"),
    "certificate address in the header": headed(x5u="http://evil.example/cert", kid="other"),
    "no kid": lambda settings: raw({"alg": "ES256", "typ": "at+jwt"}, settings, "c2ln"),
    "unknown kid": headed(kid="unknown"),
    "kid with a path": headed(kid="../../etc/passwd"),
    "kid that is no text": lambda settings: raw(
        {"alg": "ES256", "typ": "at+jwt", "kid": 7}, settings, "c2ln"
    ),
    "typ JWT": headed(typ="JWT"),
    "typ of an id token": headed(typ="id+jwt"),
    "typ missing": lambda settings: raw({"alg": "ES256", "kid": ISSUER.kid}, settings, "c2ln"),
    "critical extension": lambda settings: raw(
        {"alg": "ES256", "typ": "at+jwt", "kid": ISSUER.kid, "crit": ["x"], "x": 1}, settings, "c2ln"
    ),
    "tampered claims": tampered,
    "claims that are no object": not_an_object,
    "another issuer": changed(iss="http://evil.example"),
    "no issuer": changed(iss=None),
    "another audience": changed(aud="elsewhere"),
    "another audience in a list": changed(aud=["elsewhere"]),
    "no audience": changed(aud=None),
    "expired": changed(exp=int(time()) - 31),
    "no expiry": changed(exp=None),
    "expiry that is no number": changed(exp="2099-01-01"),
    "expiry without end": changed(exp=float("inf")),
    "not valid yet": changed(nbf=int(time()) + 86_400),
    "no person": changed(sub=None),
    "person that is no uuid": changed(sub="admin"),
    "no session": changed(sid=None),
    "session that is no uuid": changed(sid="1"),
    "too long": changed(filler="x" * 5000),
}


@pytest.mark.parametrize("why", BAD)
async def test_a_bad_token_is_refused(settings: Settings, why: str) -> None:
    with pytest.raises(Unauthenticated):
        await Keys(settings, ISSUER.fetch).verify(BAD[why](settings))


@pytest.mark.parametrize(
    "claims",
    [{}, {"aud": ["other", "saleswire"]}, {"exp": -20}, {"nbf": 20}],
)
async def test_a_good_token_says_who_it_is(settings: Settings, claims: dict[str, Any]) -> None:
    now = int(time())
    given = {name: now + value if isinstance(value, int) else value for name, value in claims.items()}
    identity = await Keys(settings, ISSUER.fetch).verify(changed(**given)(settings))
    assert identity.person_id == PERSON


@pytest.mark.parametrize("why", list(BAD))
async def test_over_http_a_bad_token_is_401_and_says_how_to_sign_in(web: Web, why: str) -> None:
    web.service.keys.fetch = ISSUER.fetch
    async with web.client(None, Authorization=f"Bearer {BAD[why](web.settings)}") as somebody:
        answer = await somebody.get(f"/api/notes/{new_id()}")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("given", ["", "Basic YTpi", "Bearer", "Token x"])
async def test_another_scheme_is_no_token(web: Web, given: str) -> None:
    async with web.client(None, Authorization=given) as somebody:
        assert (await somebody.get(f"/api/notes/{new_id()}")).status_code == 401


async def test_a_session_that_was_ended_is_refused(web: Web) -> None:
    person, session = await web.person("notes.*"), new_id()
    token = web.issuer.token(web.settings, person, session)
    async with web.client(None, Authorization=f"Bearer {token}") as somebody:
        assert (await somebody.get(f"/api/notes/{new_id()}")).status_code == 404
        await web.sql("INSERT INTO access_revoked_session VALUES ($1, now())", session)
        web.service.callers.drop()
        assert (await somebody.get(f"/api/notes/{new_id()}")).status_code == 401


class Issuer:
    """An issuer that can rotate its key, be down, and counts how often it is asked."""

    def __init__(self) -> None:
        self.local = LocalIssuer("one")
        self.asked = 0
        self.down = False

    async def fetch(self) -> dict[str, Any]:
        self.asked += 1
        if self.down:
            raise OSError("down")
        return self.local.jwks()


async def test_a_new_key_is_fetched_once_and_garbage_does_not_make_us_ask_again(settings: Settings) -> None:
    issuer = Issuer()
    keys = Keys(settings, issuer.fetch)
    await keys.verify(issuer.local.token(settings, PERSON))
    issuer.local = LocalIssuer("two")
    keys._tried -= 11
    assert (await keys.verify(issuer.local.token(settings, PERSON))).person_id == PERSON
    for n in range(50):
        with pytest.raises(Unauthenticated):
            await keys.verify(LocalIssuer(f"strange {n}").token(settings, PERSON))
    assert issuer.asked == 2


async def test_a_withdrawn_key_no_longer_opens(settings: Settings) -> None:
    issuer = Issuer()
    keys, old = Keys(settings, issuer.fetch), issuer.local
    token = old.token(settings, PERSON)
    await keys.verify(token)
    issuer.local = LocalIssuer("two")
    keys._tried -= 11
    await keys.verify(issuer.local.token(settings, PERSON))
    with pytest.raises(Unauthenticated):
        await keys.verify(token)


async def test_known_keys_outlive_an_issuer_that_is_down(settings: Settings) -> None:
    issuer = Issuer()
    keys = Keys(settings, issuer.fetch)
    await keys.verify(issuer.local.token(settings, PERSON))
    issuer.down = True
    keys._fetched -= 3600
    keys._tried -= 3600
    assert (await keys.verify(issuer.local.token(settings, PERSON, new_id()))).person_id == PERSON


async def test_a_key_withdrawn_quietly_is_noticed_without_anybody_waiting(settings: Settings) -> None:
    issuer = Issuer()
    keys, old = Keys(settings, issuer.fetch), issuer.local
    await keys.verify(old.token(settings, PERSON))
    issuer.local = LocalIssuer("one")
    keys._fetched -= 70
    keys._tried -= 70
    await keys.verify(old.token(settings, PERSON, new_id()))
    assert keys._renewal is not None
    await keys._renewal
    with pytest.raises(Unauthenticated):
        await keys.verify(old.token(settings, PERSON, new_id()))


async def test_a_key_that_was_revoked_opens_for_two_minutes_at_most(settings: Settings) -> None:
    issuer = Issuer()
    keys = Keys(settings, issuer.fetch)
    token = issuer.local.token(settings, PERSON)
    await keys.verify(token)
    issuer.local = LocalIssuer("two")
    keys._fetched -= 121
    keys._tried -= 121
    with pytest.raises(Unauthenticated):
        await keys.verify(token)


async def test_without_any_key_we_are_busy_and_not_unkind(settings: Settings) -> None:
    issuer = Issuer()
    issuer.down = True
    with pytest.raises(Busy):
        await Keys(settings, issuer.fetch).verify(issuer.local.token(settings, PERSON))


async def test_a_remembered_token_still_expires(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Keys(settings, ISSUER.fetch)
    token = ISSUER.token(settings, PERSON)
    assert isinstance((await keys.verify(token)).person_id, UUID)
    monkeypatch.setattr("chassis.http.bearer_tokens.time", lambda: time() + 631)
    with pytest.raises(Unauthenticated):
        await keys.verify(token)
