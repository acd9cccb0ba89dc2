"""The page of currencies: what is on, and switching."""

import json

from stand_ins import Stage, billing, said

PATH = "/api/billing/currencies"
KNOWN = [billing.currency(), billing.currency(code="JPY", name="Japanese Yen", decimals=0, own=False)]


async def test_the_page_shows_what_is_on_and_offers_the_rest(stage: Stage) -> None:
    stage.sign_in("billing.read", "billing.currency")
    stage.gateway.on("GET", PATH, said(KNOWN))
    shown = (await stage.browser.get("/currencies")).text
    assert "Japanese Yen" in shown
    assert "Switch JPY off" in shown
    assert "Switch EUR off" not in shown
    assert '<option value="KWD"' in shown


async def test_a_currency_is_switched_on_by_its_code(stage: Stage) -> None:
    stage.sign_in("billing.read", "billing.currency")
    stage.gateway.on("PUT", f"{PATH}/KWD", said(KNOWN))
    answer = await stage.post("/currencies", code="kwd", enabled="on")
    assert answer.status_code == 303
    [sent] = stage.gateway.sent("PUT", f"{PATH}/KWD")
    assert json.loads(sent.content) == {"enabled": True}
