"""The register of payment terms: what its form sends, and who sees it."""

import json

import pytest
from stand_ins import billing, listed, refused, said
from stand_ins.billing import TERMS as ID
from stand_ins.markup import one_line

from web.deals.due import due_days

API = "/api/billing/payment-terms"
FORM = {
    "name": "Halves", "aliases": "50/50", "text": "In two halves", "net_days": "14", "discount": "2",
    "discount_days": "7", "instalments": "50 0\n50 % 14",
}  # fmt: skip


async def test_the_form_sends_the_rule_as_it_is_shown(stage):
    stage.sign_in("billing.terms")
    stage.gateway.on("GET", f"{API}/{ID}", said(billing.terms()))
    shown = (await stage.browser.get(f"/payment-terms/{ID}")).text
    assert "50 0\n50 14" in shown
    stage.gateway.on("PUT", f"{API}/{ID}", said(billing.terms(version=3)))
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


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"net_days": "soon"}, "net_days"),
        ({"net_days": "1.5"}, "net_days"),
        ({"discount_days": "a week"}, "discount_days"),
        ({"discount": "two"}, "discount"),
        ({"instalments": "half 0\n50 14"}, "instalments"),
        ({"instalments": "50\n50 14"}, "instalments"),
    ],
)
async def test_what_is_no_number_is_told_at_its_field_before_anything_is_sent(stage, typed, field):
    stage.sign_in("billing.terms")
    answer = await stage.post("/payment-terms/new", **FORM | typed, key="k")
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 1
    assert f'id="e-{field}"' in answer.text
    assert not stage.gateway.sent("POST", API)


async def test_a_share_that_is_refused_marks_the_instalments_by_their_name(stage):
    stage.sign_in("billing.terms")
    errors = [{"pointer": "/due/instalments/1/share", "detail": "Too much."}]
    stage.gateway.on("POST", API, refused(422, errors=errors))
    answer = await stage.post("/payment-terms/new", **FORM, key="k")
    assert '<p class="error" id="e-instalments">Too much.</p>' in answer.text
    assert "Instalments: Too much." in one_line(answer.text)


async def test_no_discount_may_be_typed(stage):
    stage.sign_in("billing.terms")
    stage.gateway.on("POST", API, said(billing.terms(), 201))
    await stage.post("/payment-terms/new", **FORM | {"discount": "", "discount_days": ""}, key="k")
    due = json.loads(stage.gateway.sent("POST", API)[0].content)["due"]
    assert float(due["discount_rate"]) == 0


async def test_terms_are_withdrawn(stage):
    stage.sign_in("billing.terms")
    stage.gateway.on("POST", f"{API}/{ID}/withdraw", said(billing.terms(withdrawn=True)))
    answer = await stage.post(f"/payment-terms/{ID}/withdraw", version="2", key="k")
    assert answer.headers["location"] == "/payment-terms"


async def test_sellers_see_the_names_below_the_field(stage):
    stage.sign_in("orders.write")
    stage.gateway.on("GET", API, listed(billing.terms_row()))
    assert '<option value="Halves">' in (await stage.browser.get("/payment-terms/names")).text


def test_only_a_plain_rule_of_ones_own_is_shown_as_days():
    assert due_days({"net_days": 10}, None) == "10"
    assert due_days({"net_days": 10}, ID) == ""
    assert due_days(billing.terms()["due"], None) == ""
    assert due_days(None, None) == ""
