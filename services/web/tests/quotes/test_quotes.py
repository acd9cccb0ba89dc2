"""The page of a quote: the next step for whoever may take it, and its header edited in place."""

import httpx2
import pytest
from stand_ins import PERSON, Stage, listed, refused, reporting, said
from stand_ins.markup import one_line
from stand_ins.orders import ID, order_row
from stand_ins.quotes import OPTION, QUOTE, SELLER, body, line, quote, revision, shows, somebody_was_faster

PAGE = f"/quotes/{QUOTE}"
API = f"/api/quotes/{QUOTE}"


def again(stage: Stage, *permissions: str) -> None:
    """Somebody with other permissions looks."""
    stage.house.me.forget(f"{PERSON}s")
    stage.sign_in(*permissions)


async def test_a_draft_offers_to_be_sent_and_edited_to_those_who_may(stage: Stage) -> None:
    shows(stage)
    stage.sign_in(*SELLER)
    page = (await stage.browser.get(PAGE)).text
    assert "Mark as sent" in page
    assert f'href="{PAGE}/edit"' in page
    assert f'action="{PAGE}/field"' in page
    again(stage, "quotes.read")
    page = (await stage.browser.get(PAGE)).text
    assert "Mark as sent" not in page
    assert f"{PAGE}/edit" not in page
    assert f"{PAGE}/field" not in page


@pytest.mark.feature("QU-W-07")
async def test_a_sent_quote_waits_for_the_clients_word(stage: Stage) -> None:
    shows(stage, status="sent")
    stage.sign_in("quotes.read", "quotes.write")
    page = (await stage.browser.get(PAGE)).text
    assert f"{PAGE}/revise" in page
    assert f"{PAGE}/accept" not in page
    again(stage, *SELLER)
    page = (await stage.browser.get(PAGE)).text
    assert f"{PAGE}/accept" in page
    assert "Why the client declined" in page


@pytest.mark.feature("FO-P-02", "PH-Q-13")
async def test_an_accepted_quote_leads_to_its_order_and_only_once(stage: Stage) -> None:
    shows(stage, status="accepted")
    stage.sign_in(*SELLER, "orders.read")
    assert f"/orders/new?quote={QUOTE}" in (await stage.browser.get(PAGE)).text
    stage.gateway.on("GET", "/api/orders", listed(order_row()))
    assert "Generate SO" in (await stage.browser.get(PAGE)).text
    stage.gateway.on("GET", "/api/orders", listed(order_row(status="pending")))
    page = (await stage.browser.get(PAGE)).text
    assert "Generate SO" not in page
    assert f'href="/orders/{ID}"' in page


async def test_a_step_goes_with_the_version_that_was_seen_and_a_key(stage: Stage) -> None:
    stage.sign_in(*SELLER)
    stage.gateway.on("POST", f"{API}/send", said(quote(status="sent", version=4)))
    answer = await stage.post(f"{PAGE}/send", version="3", key="k1")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    (sent,) = stage.gateway.sent("POST", f"{API}/send")
    assert (sent.headers["if-match"], sent.headers["idempotency-key"]) == ('"v3"', "k1")


async def test_declining_says_why(stage: Stage) -> None:
    stage.sign_in(*SELLER)
    stage.gateway.on("POST", f"{API}/decline", said(quote(status="declined")))
    await stage.post(f"{PAGE}/decline", version="3", key="k1", reason="Too late")
    assert body(stage.gateway.sent("POST", f"{API}/decline")[0]) == {"reason": "Too late"}


async def test_a_refused_step_is_told_on_the_page(stage: Stage) -> None:
    shows(stage)
    stage.sign_in(*SELLER)
    stage.gateway.on("POST", f"{API}/send", refused(422, "Refused", "A quote without lines cannot be sent."))
    answer = await stage.post(f"{PAGE}/send", version="3", key="k1")
    assert answer.status_code == 422
    assert "A quote without lines cannot be sent." in answer.text


async def test_a_new_revision_opens_in_the_editor(stage: Stage) -> None:
    stage.sign_in(*SELLER)
    stage.gateway.on("POST", f"{API}/revise", said(quote(revision=2)))
    assert (await stage.post(f"{PAGE}/revise", version="3")).headers["location"] == f"{PAGE}/edit"


async def test_one_field_is_saved_alone_and_percent_is_a_fraction(stage: Stage) -> None:
    stage.sign_in(*SELLER)
    stage.gateway.on("PATCH", API, said(quote()))
    await stage.post(f"{PAGE}/field", version="3", success_rate="62,5 %")
    (sent,) = stage.gateway.sent("PATCH", API)
    assert (body(sent), sent.headers["if-match"]) == ({"success_rate": "0.625"}, '"v3"')


async def test_what_is_no_number_is_told_and_not_sent(stage: Stage) -> None:
    shows(stage)
    stage.sign_in(*SELLER)
    answer = await stage.post(f"{PAGE}/field", version="3", success_rate="sure")
    assert answer.status_code == 422
    assert "“sure” is not a number" in answer.text
    assert not stage.gateway.sent("PATCH", API)


async def test_two_people_at_one_field_see_both_sides(stage: Stage) -> None:
    shows(stage, version=4, terms="60 days")
    stage.sign_in(*SELLER)
    stage.gateway.on("PATCH", API, somebody_was_faster(terms="60 days"))
    answer = await stage.post(f"{PAGE}/field", version="3", terms="7 days")
    assert answer.status_code == 412
    assert "Save mine over it" in answer.text
    assert '<td class="wrap was">60 days</td><td class="wrap is">7 days</td>' in one_line(answer.text)
    assert 'name="version" value="4"' in answer.text


async def test_approvals_say_the_rule_the_floor_and_who_granted(stage: Stage) -> None:
    shows(stage)
    again(stage, "quotes.read")
    page = (await stage.browser.get(f"{PAGE}?tab=approvals")).text
    assert "Adjusted" in page
    assert "212.80" in page  # 224 less 5 %
    assert "Nora Berg" in page
    assert "List, version" in page
    assert 'href="/price-lists/' not in page
    again(stage, "quotes.read", "catalog.read")
    assert 'href="/price-lists/' in (await stage.browser.get(f"{PAGE}?tab=approvals")).text


async def test_two_revisions_are_compared_line_by_line(stage: Stage) -> None:
    shows(stage, revision=3)
    stage.sign_in("quotes.read")
    was = revision(1, lines=[line(), line(OPTION, "2", position=2)])
    now = revision(3, True, lines=[line(quantity="50", net="10640.00")], terms="14 days")
    for each in (was, now):
        stage.gateway.on("GET", f"{API}/revisions/{each['revision']}", said(each))
    page = one_line((await stage.browser.get(f"{PAGE}/compare?from=1&to=3")).text)
    assert '<del class="was">40 pcs</del><ins class="is">50 pcs</ins>' in page
    assert "Removed" in page
    assert '<td class="wrap was">30 days net</td><td class="wrap is">14 days</td>' in page


async def test_the_paper_is_passed_through(stage: Stage) -> None:
    stage.sign_in("quotes.read")
    shows(stage)
    stage.gateway.on("GET", f"{API}/pdf", lambda _: httpx2.Response(200, content=b"%PDF"))
    assert f'src="{PAGE}/paper"' in (await stage.browser.get(f"{PAGE}/pdf")).text
    assert (await stage.browser.get(f"{PAGE}/paper")).content == b"%PDF"


async def test_a_cancelled_order_is_shown_and_not_generated_again(stage: Stage) -> None:
    shows(stage, status="accepted")
    stage.sign_in(*SELLER)
    stage.gateway.on("GET", "/api/orders", listed(order_row(status="cancelled")))
    page = (await stage.browser.get(PAGE)).text
    assert "Generate SO" not in page
    assert "Open the cancelled order" in page


async def test_the_editor_is_closed_to_those_who_may_not_write(stage: Stage) -> None:
    shows(stage)
    stage.sign_in("quotes.read")
    assert (await stage.browser.get("/quotes/new")).status_code == 403
    assert (await stage.browser.get(f"{PAGE}/edit")).status_code == 403


async def test_a_quote_that_stands_still_says_so(stage: Stage) -> None:
    shows(stage)
    stage.sign_in(*SELLER)
    told = reporting.trace(standing=[reporting.standing(QUOTE, "quote")])
    stage.gateway.on("GET", f"/api/trace/{QUOTE}", said(told))
    assert reporting.REASON in (await stage.browser.get(PAGE)).text
