"""The page of the company's profile."""

import json
from html import unescape

import pytest
from stand_ins import PERSON, identity, refused, said

from web.sections import SECTIONS

API = "/api/identity/company"
TYPED = {
    "legal_name": "Halden AS", "address__city": "Halden", "address__country": "Norway", "iban": "NO1",
    "foot": "Directors: A\r\n\r\nB", "language": "de", "version": "3", "key": "k",
}  # fmt: skip


async def test_administrators_save_what_they_see(stage):
    stage.sign_in("identity.manage")
    stage.gateway.on("GET", API, said(identity.company()))
    stage.gateway.on("PUT", API, said(identity.company(version=4)))
    shown = (await stage.browser.get("/company")).text
    for text in (
        'value="NO9386011117947"',
        "Directors: A\nB</textarea>",
        'value="Tista 4"',
        '<option value="en" selected>English',
    ):
        assert text in shown
    answer = await stage.post("/company", **TYPED)
    assert answer.headers["location"] == "/company"
    [sent] = stage.gateway.sent("PUT", API)
    body = json.loads(sent.content)
    assert sent.headers["if-match"] == '"v3"'
    assert (body["legal_name"], body["foot"], body["bic"]) == ("Halden AS", ["Directors: A", "B"], "")
    assert (body["address"]["country"], body["language"]) == ("Norway", "de")
    assert body["logo"] == "<svg/>"


async def test_a_logo_is_chosen_and_left_out(stage):
    stage.sign_in("identity.manage")
    stage.gateway.on("GET", API, said(identity.company()))
    stage.gateway.on("PUT", API, said(identity.company(version=4)))
    for name, content, sent in (
        ("l.svg", b"\xef\xbb\xbf<svg>1</svg>", "<svg>1</svg>"),
        ("l.png", b"\x89PNG1", "data:image/png;base64,iVBORzE="),
    ):
        assert (await stage.post("/company", **TYPED, files={"logo": (name, content)})).status_code == 303
        assert json.loads(stage.gateway.sent("PUT", API)[-1].content)["logo"] == sent
    await stage.post("/company", **TYPED, no_logo="true")
    assert json.loads(stage.gateway.sent("PUT", API)[-1].content)["logo"] == ""
    wrong = await stage.post("/company", **TYPED, files={"logo": ("l.gif", b"GIF\xff")})
    assert (wrong.status_code, "neither an SVG nor a PNG" in wrong.text) == (422, True)


async def test_what_is_refused_is_told_at_its_field_and_stays_typed(stage):
    stage.sign_in("identity.manage")
    stage.gateway.on("GET", API, said(identity.company()))
    errors = [{"pointer": "/iban", "detail": "this is no IBAN"}]
    stage.gateway.on("PUT", API, refused(422, errors=errors))
    answer = await stage.post("/company", **TYPED)
    assert answer.status_code == 422
    assert "this is no IBAN" in answer.text
    assert 'value="Halden AS"' in answer.text


async def test_both_sides_are_shown_when_somebody_else_was_faster(stage):
    stage.sign_in("identity.manage")
    stage.gateway.on("GET", API, said(identity.company()))
    stage.gateway.on("PUT", API, refused(412, current=identity.company(version=4, legal_name="Other AS")))
    answer = await stage.post("/company", **TYPED)
    assert "Other AS" in answer.text
    assert "Halden AS" in answer.text


async def test_the_settings_lead_administrators_to_it(stage):
    stage.sign_in("identity.manage")
    assert 'href="/company">Company profile' in (await stage.browser.get("/settings")).text


@pytest.mark.feature("FO-R-10")
async def test_everybody_finds_whom_the_administrator_named_for_help(stage):
    stage.sign_in("identity.manage")
    stage.gateway.on("GET", API, said(identity.company()))
    stage.gateway.on("PUT", API, said(identity.company(version=4)))
    await stage.post("/company", **TYPED, help_contact="Nora, room 12 <b>")
    assert json.loads(stage.gateway.sent("PUT", API)[0].content)["help_contact"] == "Nora, room 12 <b>"
    stage.gateway.on("GET", API, said(identity.company(help_contact="Nora, room 12 <b>")))
    stage.sign_in("orders.read")
    assert 'href="/help"' in (await stage.browser.get("/settings")).text
    assert "Nora, room 12 &lt;b&gt;" in (await stage.browser.get("/help")).text


@pytest.mark.feature("PH-G-06")
async def test_the_help_page_says_what_each_open_section_is_for(stage):
    stage.sign_in("*")
    stage.gateway.on("GET", API, said(identity.company()))
    shown = unescape((await stage.browser.get("/help")).text)
    for link in SECTIONS.sidebar().links:
        assert link.purpose in shown, link.key
    stage.house.me.forget(f"{PERSON}s")
    stage.sign_in("orders.read")
    assert "Currencies" not in (await stage.browser.get("/help")).text
