"""What every page promises a browser: a strict policy, forms of our own only, nothing kept by caches."""

import re
from pathlib import Path

import pytest
from stand_ins import ORIGIN, refused, said
from stand_ins.identity import tokens

import web

TEMPLATES = sorted(Path(web.__file__).parent.rglob("*.html"))
FORM = {"theme": "dark", "next": "/settings"}


async def test_pages_allow_no_script_or_style_but_ours(stage):
    stage.sign_in("*")
    answer = await stage.browser.get("/settings")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_mistake_of_ours_is_a_page_with_the_same_promises(stage, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    stage.sign_in("*")
    monkeypatch.setattr("web.shell.settings.page", broken)
    answer = await stage.browser.get("/settings")
    assert answer.status_code == 500
    assert "This is our mistake" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_template_holds_a_script_or_a_style(template):
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text)
    assert not re.search(r'<script(?![^>]* src=|[^>]* type="application/json")', text)
    assert "|safe" not in text.replace(" ", "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
async def test_a_form_of_another_site_is_refused(stage, headers):
    answer = await stage.browser.post("/settings/appearance", data=FORM, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": ORIGIN}])
async def test_a_form_of_our_own_page_is_taken(stage, headers):
    answer = await stage.browser.post("/settings/appearance", data=FORM, headers=headers)
    assert answer.status_code == 303
    assert "theme=dark" in answer.headers["set-cookie"]


async def test_the_session_is_out_of_reach_of_scripts(stage):
    stage.sign_in("*", seconds=5)
    renewed = tokens(access_token=stage.session().access)
    stage.gateway.on("POST", "/api/auth/token", said(renewed))
    cookies = (await stage.browser.get("/settings")).headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("saleswire_session="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session


async def test_what_people_typed_is_shown_as_text(stage):
    stage.sign_in("*")
    answer = await stage.browser.get("/search", params={"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_what_does_not_exist_is_said_kindly_with_a_way_on(stage):
    stage.sign_in("*")
    answer = await stage.browser.get("/orders/01900000-0000-7000-8000-00000000dead")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert 'href="/"' in answer.text


async def test_a_mistyped_address_says_that_nothing_is_there(stage):
    stage.sign_in("*")
    place = {"parameter": "order_id", "in": "path", "detail": "Input should be a valid UUID"}
    stage.gateway.on("GET", "/api/orders/SO-12", refused(422, "errors says where", errors=[place]))
    answer = await stage.browser.get("/orders/SO-12")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert "errors says where" not in answer.text


async def test_a_service_that_is_down_is_named_with_an_id_to_report(stage):
    stage.sign_in("*")
    stage.gateway.on("GET", "/api/orders/columns", refused(503, "The service does not answer right now"))
    answer = await stage.browser.get("/orders")
    assert answer.status_code == 503
    assert "The service does not answer right now" in answer.text
    assert "t1" in answer.text
