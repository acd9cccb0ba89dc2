"""One's own language and clocks: chosen in the settings, seen on the next page."""

import json

from stand_ins import identity, refused, said

ME = "/api/identity/me"


def speaks(stage, **chosen):
    """Somebody who has chosen this, as identity tells it."""
    one = identity.me()
    one["person"] = identity.person(**chosen)
    stage.gateway.on("GET", ME, said(one))


async def test_the_next_page_speaks_what_one_has_chosen(stage):
    stage.sign_in()
    speaks(stage, version=7)
    shown = (await stage.browser.get("/settings")).text
    assert ('<html lang="en"' in shown, 'name="version" value="7"' in shown) == (True, True)
    assert '<option value="Europe/Berlin">' in shown
    stage.gateway.on("PATCH", ME, said(identity.person(version=8)))
    answer = await stage.post("/settings/language", language="de", zone="Asia/Tokyo", version="7")
    assert answer.headers["location"] == "/settings"
    [sent] = stage.gateway.sent("PATCH", ME)
    assert json.loads(sent.content) == {"language": "de", "zone": "Asia/Tokyo"}
    assert sent.headers["if-match"] == '"v7"'
    speaks(stage, version=8, language="de", zone="Asia/Tokyo")
    shown = (await stage.browser.get("/settings")).text
    assert '<html lang="de"' in shown
    assert '<option value="de" selected>' in shown
    assert 'value="Asia/Tokyo"' in shown


async def test_nothing_is_chosen_by_an_empty_field(stage):
    stage.sign_in()
    stage.gateway.on("PATCH", ME, said(identity.person()))
    await stage.post("/settings/language", language="", zone="", version="7")
    [sent] = stage.gateway.sent("PATCH", ME)
    assert json.loads(sent.content) == {"language": None, "zone": None}


async def test_an_unknown_zone_is_told_at_its_field_and_stays_typed(stage):
    stage.sign_in()
    errors = [{"pointer": "/zone", "detail": "no time zone is called so"}]
    stage.gateway.on("PATCH", ME, refused(422, errors=errors))
    answer = await stage.post("/settings/language", language="de", zone="Mars/Olympus", version="7")
    assert answer.status_code == 422
    assert "no time zone is called so" in answer.text
    assert 'value="Mars/Olympus"' in answer.text
    assert '<option value="de" selected>' in answer.text


async def test_who_has_chosen_nothing_reads_as_the_browser_asks_and_else_as_the_company_does(stage):
    stage.sign_in()
    one = identity.me(defaults={"language": "de", "zone": "Europe/Berlin"})
    stage.gateway.on("GET", ME, said(one))
    for asked, spoken in (("en", "en"), ("fr", "de")):
        shown = await stage.browser.get("/settings", headers={"Accept-Language": asked})
        assert f'<html lang="{spoken}"' in shown.text
