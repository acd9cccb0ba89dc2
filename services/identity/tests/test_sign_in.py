"""Tokens by password, refresh and PKCE, and everything that must not work."""

import asyncio
import base64
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
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


async def test_a_browser_signs_in_with_a_code_and_pkce(office):
    person = await office.join("carla", "manager")
    code = await office.code(VERIFIER, "carla")
    tokens = (await office.form("/api/auth/token", **_redeem(code))).json()
    claims = _claims(tokens["id_token"])
    assert (claims["aud"], claims["nonce"], claims["sub"]) == ("web", "n-1", person["id"])
    info = await office.ask(tokens["access_token"], "GET", "/api/auth/userinfo")
    assert info.json()["preferred_username"] == "carla"
    refused = await office.ask(tokens["id_token"], "GET", "/api/auth/userinfo")
    assert refused.status_code == 401


async def test_a_code_used_twice_ends_the_session_that_it_made(office):
    await office.join("cora")
    code = await office.code(VERIFIER, "cora")
    tokens = (await office.form("/api/auth/token", **_redeem(code))).json()
    assert (await office.form("/api/auth/token", **_redeem(code))).status_code == 400
    refreshed = await office.form(
        "/api/auth/token", grant_type="refresh_token", refresh_token=tokens["refresh_token"]
    )
    assert refreshed.status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"code_verifier": "w" * 50},
        {"code_verifier": ""},
        {"client_id": "other"},
        {"redirect_uri": "https://evil.example/"},
        {"code": "no-such-code"},
    ],
)
async def test_a_code_is_worth_nothing_without_all_that_belongs_to_it(office, change):
    code = await office.code(VERIFIER, "admin", office.secret)
    answer = await office.form("/api/auth/token", **(_redeem(code) | change))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    if "code" not in change:
        second = await office.form("/api/auth/token", **_redeem(code))
        assert second.status_code == 400  # one try is all there is


async def test_a_code_older_than_a_minute_is_refused(office):
    code = await office.code(VERIFIER, "admin", office.secret)
    await office.stage.execute("UPDATE authorization_code SET expires_at = now()")
    assert (await office.form("/api/auth/token", **_redeem(code))).status_code == 400


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_a_client_is_told_what_is_wrong_with_its_request(office, change, error):
    async with office.client() as browser:
        answer = await browser.get("/api/auth/authorize", params=office.authorize_query(VERIFIER, **change))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(CALLBACK)
    assert parse_qs(urlsplit(answer.headers["location"]).query)["error"] == [error]


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": CALLBACK + "/more"},
        {"client_id": "nobody"},
    ],
)
async def test_nobody_is_redirected_to_an_address_that_is_not_registered(office, change):
    async with office.client() as browser:
        answer = await browser.get("/api/auth/authorize", params=office.authorize_query(VERIFIER, **change))
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_the_sign_in_page_is_escaped_and_loads_nothing(office):
    query = office.authorize_query(VERIFIER, login_hint='"><script>')
    async with office.client() as browser:
        page = await browser.get("/api/auth/authorize", params=query)
    assert "<script" not in page.text
    assert "Web &lt;client&gt;" in page.text
    assert "st&lt;ate" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "HttpOnly" in page.headers["set-cookie"]


async def test_a_forged_sign_in_form_is_refused(office):
    query = office.authorize_query(VERIFIER)
    credentials = {"username": "admin", "password": office.secret}
    async with office.client() as browser:
        page = await browser.get("/api/auth/authorize", params=query)
        csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
        foreign = await browser.post(
            "/api/auth/authorize",
            data=query | credentials | {"csrf": csrf[1]},
            headers={"Origin": "https://evil.example"},
        )
    async with office.client() as other_browser:
        stolen = await other_browser.post("/api/auth/authorize", data=query | credentials | {"csrf": csrf[1]})
        without = await other_browser.post("/api/auth/authorize", data=query | credentials)
    assert [answer.status_code for answer in (foreign, stolen, without)] == [403, 403, 403]


async def test_a_wrong_password_shows_the_page_again(office):
    query = office.authorize_query(VERIFIER)
    async with office.client() as browser:
        page = await browser.get("/api/auth/authorize", params=query)
        csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
        sent = query | {"csrf": csrf[1], "username": "admin", "password": "wrong"}
        answer = await browser.post("/api/auth/authorize", data=sent)
    assert answer.status_code == 400
    assert "Username or password is wrong" in answer.text
    assert "wrong&quot;" not in answer.text


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


async def test_guessing_is_stopped_for_known_and_unknown_names(office):
    await office.join("gustav")
    for name in ("gustav", "ghost"):
        answers = [
            await office.form("/api/auth/token", grant_type="password", username=name, password=f"guess {n}")
            for n in range(11)
        ]
        assert [answer.status_code for answer in answers] == [400] * 10 + [429]
        assert int(answers[-1].headers["Retry-After"]) >= 1
    right = await office.form("/api/auth/token", grant_type="password", username="Gustav", password=SECRET)
    assert right.status_code == 429


async def test_many_guesses_at_once_do_not_slip_through(office):
    answers = await asyncio.gather(
        *(
            office.form("/api/auth/token", grant_type="password", username="swarm", password=f"guess {n}")
            for n in range(20)
        )
    )
    assert sum(answer.status_code == 400 for answer in answers) <= 10


async def test_one_address_cannot_try_many_names(office, monkeypatch):
    monkeypatch.setattr(office.stage.settings, "guesses_by_address", 0)
    answer = await office.form("/api/auth/token", grant_type="password", username="x", password="y")
    assert answer.status_code == 429


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


async def test_discovery_names_endpoints_that_exist(office):
    async with office.client() as client:
        found = (await client.get("/.well-known/openid-configuration")).json()
    paths = office.stage.app.openapi()["paths"]
    for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint", "userinfo_endpoint"):
        assert urlsplit(found[name]).path in paths
    assert found["code_challenge_methods_supported"] == ["S256"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"grant_type": "client_credentials"}, 400),
        ({"grant_type": "refresh_token"}, 400),
        ({"grant_type": "authorization_code", "code": "x"}, 400),
        ({"grant_type": "password", "username": "a" * 300, "password": "x"}, 422),
    ],
)
async def test_a_form_that_makes_no_sense_is_refused(office, fields, status):
    answer = await office.form("/api/auth/token", **fields)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_json_is_no_form(office):
    async with office.client() as client:
        answer = await client.post("/api/auth/token", json={"grant_type": "password"})
    assert answer.status_code == 422


def _redeem(code: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": "web",
        "code_verifier": VERIFIER,
    }


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
