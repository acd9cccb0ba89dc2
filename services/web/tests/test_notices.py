"""What others did that concerns one: sentences, links, reading them, and muting what nobody wants to hear."""

import json

import pytest
from stand_ins import PERSON, notifications, refused, said
from stand_ins.markup import one_line
from stand_ins.notifications import DEAL, MUTE, listed, thread
from stand_ins.reporting import COMMAND, REASON

from web.sections import SECTIONS
from web.shell.notices import notice

SIDEBAR = SECTIONS.sidebar()
ROW = notifications.notice()
API = "/api/notifications"


def anybody(permission):
    """Somebody who may do everything."""
    return True


def shown_as(row, may=anybody):
    """The notice as the page has it."""
    return notice(row, PERSON, SIDEBAR, may)


async def test_a_notice_is_a_sentence_that_leads_to_its_document(stage):
    stage.sign_in("billing.read")
    stage.gateway.on("GET", API, listed(thread(ROW, unread=1), unread=1))
    shown = (await stage.browser.get("/notices")).text
    assert f'href="/invoices/{ROW["document_id"]}"' in shown
    assert "was paid (EUR 1,200.50)" in shown
    assert "for SO-7 · Norrland Skog AB" in shown


async def test_the_newest_of_a_deal_leads_and_the_earlier_ones_unfold(stage):
    stage.sign_in("billing.read")
    earlier = notifications.notice(kind="order-invoiced")
    stage.gateway.on("GET", API, listed(thread(ROW, earlier, notices=30)))
    shown = one_line((await stage.browser.get("/notices")).text)
    assert shown.index("was paid") < shown.index("<summary>29 earlier</summary>") < shown.index("was issued")
    assert "And 28 before these." in shown
    assert f'data-read="thread_id={DEAL}"' in shown
    assert f'data-read="notice_id={earlier["id"]}"' in shown


@pytest.mark.parametrize(("zone", "shown"), [("Europe/Berlin", "14:00"), ("Asia/Tokyo", "22:00")])
async def test_a_time_on_a_page_is_the_company_s_and_says_whose_it_is(stage, zone, shown):
    stage.house.settings.company_zone = zone
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(thread(ROW)))
    page = one_line((await stage.browser.get("/notices")).text)
    assert f'<time datetime="{ROW["time"]}" title="22 Nov 2026, {shown}:00 {zone}">' in page
    assert f" · 22 Nov 2026, {shown}</time>" in page


async def test_reading_all_reads_no_more_than_the_page_showed(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(thread(ROW, unread=1), unread=1))
    stage.gateway.on("POST", f"{API}/read", said({"unread": 0, "asking": 0}))
    assert f'name="up_to" value="{ROW["id"]}"' in (await stage.browser.get("/notices")).text
    answer = await stage.post("/notices/read", up_to=ROW["id"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/notices")
    [sent] = stage.gateway.sent("POST", f"{API}/read")
    assert json.loads(sent.content) == {"up_to": ROW["id"]}


async def test_one_deal_is_read_or_muted_by_its_menu(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(thread(ROW, unread=1), unread=1))
    stage.gateway.on("POST", f"{API}/read", said({"unread": 0, "asking": 0}))
    stage.gateway.on("POST", f"{API}/mutes", said(notifications.mute()))
    shown = (await stage.browser.get("/notices?only=unread")).text
    assert "Mute this deal" in shown
    answer = await stage.post("/notices/read", thread_id=DEAL, only="unread")
    assert answer.headers["location"] == "/notices?only=unread"
    await stage.post("/notices/mute", thread_id=DEAL)
    await stage.post("/notices/mute", kind="invoice-paid")
    told = [json.loads(each.content) for each in stage.gateway.sent("POST", f"{API}/mutes")]
    assert told == [{"thread_id": DEAL}, {"kind": "invoice-paid"}]


async def test_what_is_muted_is_listed_and_taken_back(stage):
    stage.sign_in("reports.read")
    kind = notifications.mute(thread_id=None, kind="order-shipped", number="")
    stage.gateway.on("GET", f"{API}/mutes", said([notifications.mute(), kind]))
    stage.gateway.on("DELETE", f"{API}/mutes/{MUTE}", said(None, 204))
    shown = (await stage.browser.get("/settings/notifications")).text
    assert "<strong>Q-7</strong>" in shown
    assert "<strong>Order shipped</strong>" in shown
    answer = await stage.post(f"/settings/notifications/{MUTE}/unmute")
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings/notifications")


async def test_a_refused_reading_is_told_on_the_page(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(thread(ROW, unread=1), unread=1))
    stage.gateway.on("POST", f"{API}/read", refused(404, "There is no such notice"))
    answer = await stage.post("/notices/read", up_to="x")
    assert answer.status_code == 404
    assert "There is no such notice" in answer.text


async def test_unread_ones_alone_and_older_pages_are_addresses(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(thread(ROW, unread=1), unread=1, more=ROW["id"]))
    shown = (await stage.browser.get("/notices?only=unread")).text
    assert dict(stage.gateway.sent("GET", API)[0].url.params) == {"limit": "30", "unread": "true"}
    assert f'href="/notices?only=unread&amp;before={ROW["id"]}"' in shown


async def test_what_is_to_be_done_is_a_tab_of_its_own(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(thread(notifications.notice(asks=True)), asking=1))
    shown = (await stage.browser.get("/notices?only=asking")).text
    assert dict(stage.gateway.sent("GET", API)[0].url.params) == {"limit": "30", "asking": "true"}
    assert '<span class="notice-asks">To do</span>' in shown
    stage.gateway.on("GET", API, listed())
    assert "Nothing to do" in (await stage.browser.get("/notices?only=asking")).text


async def test_nothing_yet_says_what_would_stand_here(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed())
    assert "No notifications yet" in (await stage.browser.get("/notices")).text


def test_each_kind_has_its_words_and_an_unknown_one_its_name():
    shipped = shown_as(ROW | {"kind": "order-shipped", "words": {"complete": False}})
    assert shipped.words == "was shipped in part"
    cancelled = shown_as(ROW | {"kind": "order-cancelled", "words": {"reason": "Too late"}})
    assert (cancelled.words, cancelled.tone) == ("was cancelled: Too late", "bad")
    assert shown_as(ROW | {"kind": "order-moved", "words": {}}).words == "Order moved"


def test_what_the_reader_began_is_named_after_nobody():
    assert shown_as(ROW | {"actor": PERSON}).by == ""
    assert shown_as(ROW).by == "Pavel Novak"


def stands_still(**changes):
    """A notice of an order that stands still."""
    words = {"reason": REASON, "since": "2026-03-02T09:30:00Z", "administrator": False}
    return (
        ROW | {"kind": "stands-still", "document_kind": "order", "number": "SO-7", "words": words} | changes
    )


async def test_what_stands_still_is_told_and_an_administrator_reads_what_to_type(stage):
    stage.sign_in("reports.read")
    stage.gateway.on("GET", API, listed(thread(stands_still())))
    shown = (await stage.browser.get("/notices")).text
    assert f"stands still. {REASON}" in shown
    assert COMMAND not in shown
    words = stands_still()["words"] | {"administrator": True}
    nameless = stands_still(document_kind="stock-item", document_id=None, number="", words=words)
    stage.gateway.on("GET", API, listed(thread(nameless)))
    shown = (await stage.browser.get("/notices")).text
    assert COMMAND in shown
    assert "<strong>Stock item</strong>" in shown
    assert "data-href" not in shown


def test_what_goes_on_says_so_and_asks_for_nothing():
    words = stands_still()["words"] | {"administrator": True}
    went = shown_as(stands_still(kind="goes-on", words=words))
    assert (went.words, went.tone, went.mend) == ("goes on: nothing of it waits any more", "ok", False)


def test_a_document_that_is_closed_to_the_reader_leads_to_its_deal_or_nowhere():
    id = ROW["document_id"]
    closed = {"document_open": False}
    client = ROW | {"document_kind": "credit"}
    for held, invoice, credit in (
        ({"billing.read", "crm.read"}, f"/invoices/{id}", f"/clients/{id}"),
        ({"trace.read"}, f"/trace/{id}", ""),
        (set(), "", ""),
    ):
        assert [shown_as(row, held.__contains__).href for row in (ROW, client)] == [invoice, credit]
    assert [shown_as(row | closed).href for row in (ROW, client)] == [f"/trace/{id}", ""]
    assert shown_as(ROW | closed | {"deal_open": False}).href == ""


def test_what_has_no_page_leads_to_its_deal_or_nowhere():
    led = {
        kind: shown_as(stands_still(document_kind=kind)).href
        for kind in ("reservation", "credit", "party", "ticket")
    }
    id = ROW["document_id"]
    assert led == {
        "reservation": f"/trace/{id}", "credit": f"/clients/{id}", "party": "", "ticket": f"/tickets/{id}",
    }  # fmt: skip
