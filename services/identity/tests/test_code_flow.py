"""The authorization code flow with PKCE: a browser's way in, and the ways that must stay closed."""

import base64
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

VERIFIER = "v" * 50
CALLBACK = "https://web.example/callback"  # as in conftest


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


async def test_what_a_client_asks_beyond_our_words_is_ignored(office):
    extra = {
        "display": "popup",
        "acr_values": "x",
        "claims": "{}",
        "max_age": "1",
        "ui_locales": "de " * 50,
        "x": "y",
    }
    async with office.client() as browser:
        page = await browser.get("/api/auth/authorize", params=office.authorize_query(VERIFIER, **extra))
        assert page.status_code == 200
        query = office.authorize_query(VERIFIER, scope="openid magic", **extra)
        assert (await office.by_page(browser, query, "admin", office.secret)).status_code == 303


async def test_signing_out_ends_the_session_of_the_id_token_and_goes_to_registered_addresses_only(office):
    await office.join("elsa", "seller")
    tokens = (await office.form("/api/auth/token", **_redeem(await office.code(VERIFIER, "elsa")))).json()
    path = "/api/auth/end-session"
    async with office.client() as browser:
        nothing = await browser.get(path, params={"post_logout_redirect_uri": "https://web.example/bye"})
        assert (nothing.status_code, "location" in nothing.headers) == (400, False)
        assert (await office.ask(tokens["access_token"], "GET", "/api/auth/userinfo")).status_code == 200
        foreign = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": "https://evil.example/"}
        stayed = await browser.post(path, data=foreign)
        assert (stayed.status_code, "location" in stayed.headers) == (200, False)
    renew = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": "web"}
    assert (await office.form("/api/auth/token", **renew)).status_code == 400
    assert (await office.ask(tokens["access_token"], "GET", "/api/auth/userinfo")).status_code == 401


async def test_the_sign_in_page_speaks_the_browser_s_language(office):
    query = office.authorize_query(VERIFIER)
    async with office.client() as browser:
        asked = {"params": query, "headers": {"Accept-Language": "de"}}
        page = (await browser.get("/api/auth/authorize", **asked)).text
    assert '<html lang="de">' in page
    assert "<button>Anmelden</button>" in page
    assert "Passwort<input" in page
    assert "Sign in" not in page


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
        assert (without.status_code, "location" in without.headers) == (200, False)  # the page, as OIDC asks
        odd = await other_browser.post("/api/auth/authorize", data=query | credentials | {"csrf": "é"})
    assert [answer.status_code for answer in (foreign, stolen, odd)] == [403] * 3


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


def _redeem(code: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": "web",
        "code_verifier": VERIFIER,
    }


def _part(token: str, n: int) -> dict[str, Any]:
    part = token.split(".")[n]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _claims(token: str) -> dict[str, Any]:
    return _part(token, 1)


async def test_tabs_of_a_browser_renew_side_by_side_and_a_late_reuse_ends_the_session(office):
    await office.join("tess", "seller")
    code = await office.code(VERIFIER, "tess")
    tokens = (await office.form("/api/auth/token", **_redeem(code))).json()
    renew = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": "web"}
    tabs = [await office.form("/api/auth/token", **renew) for _ in range(3)]
    assert [tab.status_code for tab in tabs] == [200, 200, 200]
    successors = {tab.json()["refresh_token"] for tab in tabs}
    assert len(successors) == 1  # no second branch, which nobody would see
    next_one = renew | {"refresh_token": successors.pop()}
    newest = renew | {
        "refresh_token": (await office.form("/api/auth/token", **next_one)).json()["refresh_token"]
    }
    await office.stage.execute("UPDATE refresh_token SET used_at = used_at - interval '1 minute'")
    assert (await office.form("/api/auth/token", **renew)).status_code == 400
    assert (await office.form("/api/auth/token", **newest)).status_code == 400


async def test_a_thief_in_the_overlap_is_on_the_same_branch_and_is_found_out(office):
    await office.join("theo", "seller")
    tokens = (await office.form("/api/auth/token", **_redeem(await office.code(VERIFIER, "theo")))).json()
    renew = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": "web"}
    person, thief = [(await office.form("/api/auth/token", **renew)).json() for _ in range(2)]
    following = renew | {"refresh_token": person["refresh_token"]}
    assert (await office.form("/api/auth/token", **following)).status_code == 200
    await office.stage.execute("UPDATE refresh_token SET used_at = used_at - interval '1 minute'")
    stolen = renew | {"refresh_token": thief["refresh_token"]}
    assert (await office.form("/api/auth/token", **stolen)).status_code == 400
    assert (await office.form("/api/auth/token", **following)).status_code == 400
