"""What others did to one's documents: sentences, links, and reading them."""

import json

from web.pages.notices import notice
from web.testing import PERSON, refused, said

ROW = {
    "id": "01900000-0000-7000-8000-0000000000aa", "kind": "invoice-paid", "document_kind": "invoice",
    "document_id": "01900000-0000-7000-8000-0000000000bb", "number": "INV-7", "client_id": None,
    "client_name": "Norrland Skog AB", "actor": "somebody", "actor_name": "Pavel Novak",
    "words": {"amount": "1200.50", "currency": "EUR", "order_number": "SO-7"},
    "time": "2026-11-22T13:00:00Z", "read_at": None,
}  # fmt: skip
API = "/api/reports/notices"


def listed(*rows, unread=0, more=None):
    """A page of notices."""
    return said({"items": list(rows), "unread": unread, "next": more})


async def test_a_notice_is_a_sentence_that_leads_to_its_document(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(ROW, unread=1))
    shown = (await stage.browser.get("/notices")).text
    assert f'href="/invoices/{ROW["document_id"]}"' in shown
    assert "was paid (EUR 1,200.50)" in shown
    assert "for SO-7 · Norrland Skog AB" in shown


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
        notice(ROW | {"kind": "order-shipped", "words": {"complete": False}}, PERSON).words
        == "was shipped in part"
    )
    cancelled = notice(ROW | {"kind": "order-cancelled", "words": {"reason": "Too late"}}, PERSON)
    assert (cancelled.words, cancelled.tone) == ("was cancelled: Too late", "bad")
    assert notice(ROW | {"kind": "order-moved", "words": {}}, PERSON).words == "order moved"


def test_what_the_reader_began_is_named_after_nobody():
    assert notice(ROW | {"actor": PERSON}, PERSON).by == ""
    assert notice(ROW, PERSON).by == "Pavel Novak"
