"""What others did to one's documents: sentences, links, and reading them."""

import json

import pytest
from stand_ins import PERSON, refused, reporting, said
from stand_ins.markup import one_line
from stand_ins.reporting import COMMAND, REASON

from web.sections import SECTIONS
from web.shell.notices import notice

SIDEBAR = SECTIONS.sidebar()
ROW = reporting.notice()
API = "/api/reports/notices"


def anybody(permission):
    """Somebody who may do everything."""
    return True


def listed(*rows, unread=0, more=None):
    """A page of notices."""
    return said({"items": list(rows), "unread": unread, "next": more})


async def test_a_notice_is_a_sentence_that_leads_to_its_document(stage):
    stage.sign_in("reports.read", "billing.read")
    stage.gateway.on("GET", API, listed(ROW, unread=1))
    shown = (await stage.browser.get("/notices")).text
    assert f'href="/invoices/{ROW["document_id"]}"' in shown
    assert "was paid (EUR 1,200.50)" in shown
    assert "for SO-7 · Norrland Skog AB" in shown


@pytest.mark.parametrize(("zone", "shown"), [("Europe/Berlin", "14:00"), ("Asia/Tokyo", "22:00")])
async def test_a_time_on_a_page_is_the_company_s_and_says_whose_it_is(stage, zone, shown):
    stage.house.settings.company_zone = zone
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(ROW))
    page = one_line((await stage.browser.get("/notices")).text)
    assert f'<time datetime="{ROW["time"]}" title="2026-11-22 {shown}:00 {zone}">' in page
    assert f" · 2026-11-22 {shown}</time>" in page


async def test_reading_all_reads_no_more_than_the_page_showed(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(ROW, unread=1))
    stage.gateway.on("POST", f"{API}/read", said({"unread": 0}))
    assert f'name="up_to" value="{ROW["id"]}"' in (await stage.browser.get("/notices")).text
    answer = await stage.post("/notices/read", up_to=ROW["id"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/notices")
    [sent] = stage.gateway.sent("POST", f"{API}/read")
    assert json.loads(sent.content) == {"up_to": ROW["id"]}


async def test_a_refused_reading_is_told_on_the_page(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(ROW, unread=1))
    stage.gateway.on("POST", f"{API}/read", refused(404, "There is no such notice"))
    answer = await stage.post("/notices/read", up_to="x")
    assert answer.status_code == 404
    assert "There is no such notice" in answer.text


async def test_unread_ones_alone_and_older_pages_are_addresses(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(ROW, unread=1, more=ROW["id"]))
    shown = (await stage.browser.get("/notices?unread=true")).text
    assert dict(stage.gateway.sent("GET", API)[0].url.params) == {"limit": "50", "unread": "true"}
    assert f'href="/notices?unread=true&amp;before={ROW["id"]}"' in shown


async def test_nothing_yet_says_what_would_stand_here(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed())
    assert "No notifications yet" in (await stage.browser.get("/notices")).text


def test_each_kind_has_its_words_and_an_unknown_one_its_name():
    assert (
        notice(ROW | {"kind": "order-shipped", "words": {"complete": False}}, PERSON, SIDEBAR, anybody).words
        == "was shipped in part"
    )
    cancelled = notice(
        ROW | {"kind": "order-cancelled", "words": {"reason": "Too late"}}, PERSON, SIDEBAR, anybody
    )
    assert (cancelled.words, cancelled.tone) == ("was cancelled: Too late", "bad")
    assert notice(ROW | {"kind": "order-moved", "words": {}}, PERSON, SIDEBAR, anybody).words == "order moved"


def test_what_the_reader_began_is_named_after_nobody():
    assert notice(ROW | {"actor": PERSON}, PERSON, SIDEBAR, anybody).by == ""
    assert notice(ROW, PERSON, SIDEBAR, anybody).by == "Pavel Novak"


def stands_still(**changes):
    """A notice of an order that stands still."""
    words = {"reason": REASON, "since": "2026-03-02T09:30:00Z", "administrator": False}
    return (
        ROW | {"kind": "stands-still", "document_kind": "order", "number": "SO-7", "words": words} | changes
    )


async def test_what_stands_still_is_told_and_an_administrator_reads_what_to_type(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(stands_still()))
    shown = (await stage.browser.get("/notices")).text
    assert f"stands still. {REASON}" in shown
    assert COMMAND not in shown
    words = stands_still()["words"] | {"administrator": True}
    nameless = stands_still(document_kind="stock-item", document_id=None, number="", words=words)
    stage.gateway.on("GET", API, listed(nameless))
    shown = (await stage.browser.get("/notices")).text
    assert COMMAND in shown
    assert "<strong>Stock item</strong>" in shown
    assert "data-href" not in shown


def test_what_goes_on_says_so_and_asks_for_nothing():
    words = stands_still()["words"] | {"administrator": True}
    went = notice(stands_still(kind="goes-on", words=words), PERSON, SIDEBAR, anybody)
    assert (went.words, went.tone, went.mend) == ("goes on: nothing of it waits any more", "ok", False)


def test_a_document_that_is_closed_to_the_reader_leads_to_its_deal_or_nowhere():
    id = ROW["document_id"]
    client = ROW | {"document_kind": "credit"}
    for held, invoice, credit in (
        ({"billing.read", "crm.read"}, f"/invoices/{id}", f"/clients/{id}"),
        ({"trace.read"}, f"/trace/{id}", ""),
        (set(), "", ""),
    ):
        led = [notice(row, PERSON, SIDEBAR, held.__contains__).href for row in (ROW, client)]
        assert led == [invoice, credit]


def test_what_has_no_page_leads_to_its_deal_or_nowhere():
    led = {
        kind: notice(stands_still(document_kind=kind), PERSON, SIDEBAR, anybody).href
        for kind in ("reservation", "credit", "party")
    }
    id = ROW["document_id"]
    assert led == {"reservation": f"/trace/{id}", "credit": f"/clients/{id}", "party": ""}
