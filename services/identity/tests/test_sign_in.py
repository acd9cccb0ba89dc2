"""Tokens by password, refresh and PKCE, and everything that must not work."""

import asyncio
import base64
import json
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from chassis.testing import until
from contracts.identity import SessionRevoked
from identity import keys

VERIFIER = "v" * 50
SECRET, CALLBACK = "correct horse battery", "https://web.example/callback"  # as in conftest


async def test_the_first_administrator_signs_in_with_the_secret_of_the_file(office):
    tokens = await office.sign_in("ADMIN", office.secret)
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] <= 600
    me = (await office.ask(tokens["access_token"], "GET", "/api/identity/me")).json()
    assert me["person"]["username"] == "admin"
    assert me["permissions"] == [{"permission": "*", "scope": "all"}]
    mode = office.stage.settings.admin_secret_file.stat().st_mode & 0o777
    assert mode == 0o600


async def test_a_scripts_form_needs_no_more_than_username_and_password(office):
    answer = await office.form("/api/auth/token", username="admin", password=office.secret)
    assert answer.status_code == 200, answer.text


async def test_an_access_token_says_who_and_not_what(office):
    token = (await office.sign_in("admin", office.secret))["access_token"]
    async with office.client() as client:
        published = KeySet.import_key_set((await client.get("/.well-known/jwks.json")).json())
    decoded = jwt.decode(token, published, algorithms=["ES256"])
    assert decoded.header["typ"] == "at+jwt"
    assert set(decoded.claims) == {"iss", "sub", "sid", "aud", "exp", "iat", "nbf", "jti", "client_id"}


async def test_published_keys_have_no_private_part(office):
    async with office.client() as client:
        for key in (await client.get("/.well-known/jwks.json")).json()["keys"]:
            assert "d" not in key


async def test_a_refresh_token_gives_the_next_one_and_keeps_the_session(office):
    await office.join("rita", "seller")
    first = await office.sign_in("rita")
    answer = await office.form(
        "/api/auth/token", grant_type="refresh_token", refresh_token=first["refresh_token"]
    )
    second = answer.json()
    assert second["refresh_token"] != first["refresh_token"]
    assert _claims(second["access_token"])["sid"] == _claims(first["access_token"])["sid"]


async def test_a_refresh_token_used_twice_ends_the_whole_family(office):
    rolf = await office.join("rolf", "seller")
    first = await office.sign_in("rolf")
    used = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = (await office.form("/api/auth/token", **used)).json()
    again = await office.form("/api/auth/token", **used)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    newest = await office.form(
        "/api/auth/token", grant_type="refresh_token", refresh_token=second["refresh_token"]
    )
    assert newest.status_code == 400
    await office.stage.said(SessionRevoked, person_id=UUID(rolf["id"]))
    await _refused(office, second["access_token"])


async def test_of_parallel_refreshes_with_one_token_at_most_one_succeeds(office):
    await office.join("paul")
    token = (await office.sign_in("paul"))["refresh_token"]
    answers = await asyncio.gather(
        *(office.form("/api/auth/token", grant_type="refresh_token", refresh_token=token) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]


async def test_a_wrong_name_and_a_wrong_password_look_the_same(office):
    wrong = await office.form("/api/auth/token", grant_type="password", username="admin", password="not this")
    unknown = await office.form(
        "/api/auth/token", grant_type="password", username="nobody-here", password="not this"
    )
    drop = {"trace_id"}
    assert wrong.status_code == unknown.status_code == 400
    assert {k: v for k, v in wrong.json().items() if k not in drop} == {
        k: v for k, v in unknown.json().items() if k not in drop
    }


async def test_a_revoked_token_ends_its_sign_in(office):
    await office.join("vera")
    for kind in ("refresh_token", "access_token"):
        tokens = await office.sign_in("vera")
        assert (await office.form("/api/auth/revoke", token=tokens[kind])).status_code == 200
        again = await office.form(
            "/api/auth/token", grant_type="refresh_token", refresh_token=tokens["refresh_token"]
        )
        assert again.status_code == 400
        await _refused(office, tokens["access_token"])
    for nonsense in ("nothing", "a.b.c"):
        assert (await office.form("/api/auth/revoke", token=nonsense)).status_code == 200


async def test_signing_out_everywhere_ends_all_sign_ins(office):
    await office.join("sara")
    first, second = await office.sign_in("sara"), await office.sign_in("sara")
    answer = await office.ask(first["access_token"], "POST", "/api/identity/me/sign-out")
    assert answer.json() == {"sessions": 2}
    for tokens in (first, second):
        await _refused(office, tokens["access_token"])


async def test_a_changed_password_ends_all_sign_ins_and_the_old_one_is_worth_nothing(office):
    await office.join("pia")
    tokens = await office.sign_in("pia")
    wrong = {"current": "not mine", "password": "another good one"}
    path = "/api/identity/me/password"
    assert (await office.ask(tokens["access_token"], "POST", path, wrong)).status_code == 400
    short = {"current": SECRET, "password": "short"}
    assert (await office.ask(tokens["access_token"], "POST", path, short)).status_code == 422
    good = {"current": SECRET, "password": "another good one"}
    assert (await office.ask(tokens["access_token"], "POST", path, good)).status_code == 200
    await _refused(office, tokens["access_token"])
    old = await office.form("/api/auth/token", grant_type="password", username="pia", password=SECRET)
    assert old.status_code == 400
    await office.sign_in("pia", "another good one")


async def test_a_rotated_key_signs_and_the_one_before_stays_published(office):
    before = (await office.sign_in("admin", office.secret))["access_token"]
    rotated = await office.admin("POST", "/api/identity/signing-keys/rotate")
    kid = rotated.json()["kid"]
    after = (await office.sign_in("admin", office.secret))["access_token"]
    assert _header(after)["kid"] == kid != _header(before)["kid"]
    office.stage.service.keys._tried = office.stage.service.keys._fetched = -1e9
    for token in (before, after):
        assert (await office.ask(token, "GET", "/api/identity/me")).status_code == 200


def test_private_keys_can_be_kept_encrypted(office):
    settings = office.stage.settings.model_copy(
        update={"key_secret": type(office.stage.settings.cursor_secret)("k")}
    )
    private = json.dumps(ECKey.generate_key("P-256").as_dict(private=True))
    sealed = keys._sealed(private, settings)
    assert '"d"' not in sealed
    assert keys._opened(sealed, settings) == private


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"grant_type": "refresh_token"}, 400),
        ({"grant_type": "authorization_code", "code": "x"}, 400),
        ({"grant_type": "password", "username": "a" * 300, "password": "x"}, 400),
        ({"grant_type": "device_code"}, 400),
        ({"grant_type": "client_credentials"}, 401),
        ({"grant_type": "client_credentials", "client_id": "admin", "client_secret": "x"}, 401),
    ],
)
async def test_a_form_that_makes_no_sense_is_refused(office, fields, status):
    answer = await office.form("/api/auth/token", **fields)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"] in (
        "invalid_request",
        "invalid_grant",
        "invalid_client",
        "unsupported_grant_type",
    )
    assert answer.json()["error_description"]
    assert ("www-authenticate" in answer.headers) == (status == 401)


async def test_what_is_not_there_is_not_said_to_be_nothing(office):
    tokens = await office.sign_in("admin", office.secret)
    assert "id_token" not in tokens


async def test_unknown_parts_of_a_request_are_ignored_as_the_standards_ask(office):
    async with office.client() as client:
        form = {
            "username": "admin",
            "password": office.secret,
            "resource": "https://x",
            "scope": "openid magic",
        }
        answer = await client.post("/api/auth/token?trace=1", data=form)
        assert (answer.status_code, answer.json()["scope"]) == (200, "openid")
        revoked = await client.post("/api/auth/revoke", data={"token": "x", "client_assertion": "y"})
        assert revoked.status_code == 200


async def test_who_one_is_can_be_asked_either_way(office):
    token = (await office.sign_in("admin", office.secret))["access_token"]
    async with office.client(token) as client:
        got, posted = await client.get("/api/auth/userinfo"), await client.post("/api/auth/userinfo")
    assert got.status_code == posted.status_code == 200
    assert got.json() == posted.json()


NASTY = [
    "\0",
    "é",
    "a.b.c",
    "W10.W10.AA",
    "eyJhbGciOiJub25lIn0.e30.",
    "eyJhbGciOiJFUzI1NiIsImtpZCI6MX0.e30.AA",
    "😀",
]


@pytest.mark.parametrize("nasty", NASTY)
async def test_no_text_in_a_form_breaks_the_service(office, nasty):
    for grant in ("password", "refresh_token", "authorization_code"):
        names = ("username", "password", "refresh_token", "code", "code_verifier", "client_id", "scope")
        answer = await office.form("/api/auth/token", grant_type=grant, **dict.fromkeys(names, nasty))
        assert answer.status_code in (400, 429)
    assert (await office.form("/api/auth/revoke", token=nasty)).status_code in (200, 400)


async def test_json_is_no_form(office):
    async with office.client() as client:
        answer = await client.post("/api/auth/token", json={"grant_type": "password"})
    assert answer.status_code == 400


async def _refused(office, token: str) -> None:
    async def refused() -> bool:
        return (await office.ask(token, "GET", "/api/identity/me")).status_code == 401

    await until(refused)


def _part(token: str, n: int) -> dict[str, Any]:
    part = token.split(".")[n]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _claims(token: str) -> dict[str, Any]:
    return _part(token, 1)


def _header(token: str) -> dict[str, Any]:
    return _part(token, 0)
