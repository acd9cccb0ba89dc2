"""Signing in and out: the code flow, the sealed session, its renewal, and everything that must not work."""

from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr
from stand_ins import ORIGIN, refused, said, token
from stand_ins.identity import tokens

from web.session import Seal
from web.settings import Settings
from web.sign_in import local

TOKENS = "/api/auth/token"


async def flow(stage, wanted: str = "/orders?status=draft") -> dict[str, list[str]]:
    """To the sign-in page, as far as our own side goes."""
    begun = await stage.browser.get("/sign-in", params={"next": wanted})
    assert begun.status_code == 303
    return parse_qs(urlsplit(begun.headers["location"]).query)


async def test_who_is_not_signed_in_is_led_to_the_sign_in_page_and_back(stage):
    answer = await stage.browser.get("/orders?status=draft")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/orders%3Fstatus%3Ddraft"
    asked = await flow(stage)
    assert asked["redirect_uri"] == [f"{ORIGIN}/sign-in/callback"]
    assert asked["code_challenge_method"] == ["S256"]
    stage.gateway.on("POST", TOKENS, said(tokens(access_token=token(), refresh_token="r")))
    back = await stage.browser.get("/sign-in/callback", params={"code": "c", "state": asked["state"][0]})
    assert (back.status_code, back.headers["location"]) == (303, "/orders?status=draft")
    sent = parse_qs(stage.gateway.sent("POST", TOKENS)[0].content.decode())
    assert len(sent["code_verifier"][0]) >= 43
    assert stage.session().refresh == "r"


async def test_an_answer_to_a_flow_that_was_not_begun_here_begins_anew(stage):
    asked = await flow(stage)
    for state in ("another", ""):
        back = await stage.browser.get("/sign-in/callback", params={"code": "c", "state": state})
        assert back.headers["location"] == "/sign-in"
    assert asked["state"] != ["another"]
    assert stage.gateway.sent("POST", TOKENS) == []


async def test_an_aged_access_token_is_renewed_before_it_is_used(stage):
    stage.sign_in("orders.read", seconds=5)
    stage.gateway.on("POST", TOKENS, said(tokens(access_token=token())))
    assert (await stage.browser.get("/settings")).status_code == 200
    assert len(stage.gateway.sent("POST", TOKENS)) == 1
    assert stage.session().refresh == "refresh-2"


async def test_a_sign_in_that_ended_elsewhere_leads_to_the_sign_in_page(stage):
    stage.sign_in("orders.read", seconds=5)
    stage.gateway.on("POST", TOKENS, refused(400, error="invalid_grant"))
    answer = await stage.browser.get("/settings")
    assert answer.headers["location"].startswith("/sign-in?next=")
    assert stage.session() is None


async def test_a_script_that_swaps_pages_is_told_to_leave_for_the_sign_in_page(stage):
    headers = {"HX-Request": "true", "HX-Current-URL": f"{ORIGIN}/orders?q=a"}
    answer = await stage.browser.get("/orders", headers=headers)
    assert answer.headers["hx-redirect"] == "/sign-in?next=/orders%3Fq%3Da"


async def test_signing_out_ends_the_sign_in_at_identity(stage):
    stage.sign_in("orders.read")
    stage.gateway.on("POST", "/api/auth/revoke", said({}))
    answer = await stage.post("/sign-out")
    assert answer.headers["location"] == "/signed-out"
    assert b"refresh-1" in stage.gateway.sent("POST", "/api/auth/revoke")[0].content
    assert stage.session() is None


async def test_signing_out_everywhere_asks_identity_to_end_them_all(stage):
    stage.sign_in("orders.read")
    stage.gateway.on("POST", "/api/identity/me/sign-out", said({"sessions": 2}))
    assert (await stage.post("/sign-out/everywhere")).headers["location"] == "/signed-out"
    assert stage.session() is None


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example/x", "/\\evil.example", "orders", "/a\nb", ""]
)
def test_no_redirect_leads_to_another_site(address):
    assert local(address) == "/"


def test_a_cookie_of_another_purpose_or_secret_does_not_open():
    seal, other = (Seal(Settings(web_secret=SecretStr(secret))) for secret in ("one", "two"))
    sealed = seal.close("session", ["a", "b"])
    assert seal.open("session", sealed) == ["a", "b"]
    assert seal.open("flow", sealed) is None
    assert other.open("session", sealed) is None
    assert seal.open("session", sealed[:-4] + "AAAA") is None


def test_without_a_secret_nothing_starts():
    with pytest.raises(ValueError, match="SALESWIRE_WEB_SECRET"):
        Seal(Settings(web_secret=SecretStr("")))


async def test_under_another_name_of_this_machine_one_is_led_to_the_one_where_one_can_sign_in(
    stage, monkeypatch
):
    monkeypatch.setattr(stage.house.settings, "public_origin", "http://127.0.0.1:8080")
    for name in ("localhost", "[::1]"):
        seen = {"X-Forwarded-Host": f"{name}:8080"}
        begun = await stage.browser.get("/sign-in", params={"next": "/orders?q=a b"}, headers=seen)
        assert begun.status_code == 303
        assert begun.headers["location"] == "http://127.0.0.1:8080/sign-in?next=%2Forders%3Fq%3Da+b"
        assert "saleswire_flow" not in begun.headers.get("set-cookie", "")


async def test_where_one_can_sign_in_the_flow_begins(stage, monkeypatch):
    monkeypatch.setattr(stage.house.settings, "public_origin", "http://127.0.0.1:8080")
    begun = await stage.browser.get("/sign-in", headers={"X-Forwarded-Host": "127.0.0.1:8080"})
    assert begun.headers["location"].startswith("/api/auth/authorize?")


async def test_another_machines_name_is_no_reason_to_send_anybody_anywhere(stage):
    begun = await stage.browser.get("/sign-in", headers={"X-Forwarded-Host": "sales.example"})
    assert begun.headers["location"].startswith("/api/auth/authorize?")
