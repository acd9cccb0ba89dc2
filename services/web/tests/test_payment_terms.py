"""The register of payment terms: what its form sends, and who sees it."""

import json

from web.pages.due import due_days
from web.testing import refused, said

ID = "01900000-0000-7000-8000-0000000000a1"
API = "/api/billing/payment-terms"
TERMS = {
    "id": ID, "version": 2, "name": "Halves", "aliases": ["50/50"], "text": "In two halves",
    "withdrawn": False, "is_default": False,
    "due": {"net_days": 14, "end_of_month": False, "discount_rate": "0.02", "discount_days": 7,
            "instalments": [{"share": "0.5", "net_days": 0}, {"share": "0.5", "net_days": 14}]},
}  # fmt: skip
FORM = {
    "name": "Halves", "aliases": "50/50", "text": "In two halves", "net_days": "14", "discount": "2",
    "discount_days": "7", "instalments": "50 0\n50 % 14",
}  # fmt: skip


async def test_the_form_sends_the_rule_as_it_is_shown(stage):
    stage.sign_in("billing.terms")
    stage.gateway.on("GET", f"{API}/{ID}", said(TERMS))
    shown = (await stage.browser.get(f"/payment-terms/{ID}")).text
    assert "50 0\n50 14" in shown
    stage.gateway.on("PUT", f"{API}/{ID}", said(TERMS | {"version": 3}))
    answer = await stage.post(f"/payment-terms/{ID}", **FORM, version="2", key="k")
    assert answer.headers["location"] == "/payment-terms"
    [sent] = stage.gateway.sent("PUT", f"{API}/{ID}")
    body = json.loads(sent.content)
    assert (body["aliases"], body["due"]["discount_rate"]) == (["50/50"], "0.02")
    assert body["due"]["instalments"] == [
        {"share": "0.5", "net_days": "0"},
        {"share": "0.5", "net_days": "14"},
    ]


async def test_new_terms_begin_with_an_empty_form(stage):
    stage.sign_in("billing.terms")
    assert "New payment terms" in (await stage.browser.get("/payment-terms/new")).text


async def test_what_is_refused_stays_typed(stage):
    stage.sign_in("billing.terms")
    stage.gateway.on("POST", API, refused(422, detail="the shares of the instalments add up to 1"))
    answer = await stage.post("/payment-terms/new", **FORM | {"instalments": "50 0"}, key="k")
    assert answer.status_code == 422
    assert "add up to 1" in answer.text
    assert 'value="Halves"' in answer.text


async def test_terms_are_withdrawn(stage):
    stage.sign_in("billing.terms")
    stage.gateway.on("POST", f"{API}/{ID}/withdraw", said(TERMS | {"withdrawn": True}))
    answer = await stage.post(f"/payment-terms/{ID}/withdraw", version="2", key="k")
    assert answer.headers["location"] == "/payment-terms"


async def test_sellers_see_the_names_below_the_field(stage):
    stage.sign_in("orders.write")
    stage.gateway.on("GET", API, said({"items": [{"id": ID, "name": "Halves"}], "next": None}))
    assert '<option value="Halves">' in (await stage.browser.get("/payment-terms/names")).text


def test_only_a_plain_rule_of_ones_own_is_shown_as_days():
    assert due_days({"due": {"net_days": 10}, "terms_id": None}) == "10"
    assert due_days({"due": {"net_days": 10}, "terms_id": ID}) == ""
    assert due_days({"due": TERMS["due"], "terms_id": None}) == ""
    assert due_days({}) == ""
