"""Tickets: what is asked, answered, handed over and found, and for whom the views of the list are."""

import json

import pytest

from web.lists.spec import View
from web.pages.tickets.fields import asked_words
from web.pages.tickets.knowledge import marked
from web.testing import PERSON, refused, said

ID, CLIENT = "01900000-0000-7000-8000-0000000000f1", "01900000-0000-7000-8000-0000000000f2"
API = f"/api/tickets/{ID}"
ANSWER = {"id": ID, "kind": "note", "author_id": PERSON, "author": "Eva", "text": "It <waits>.",
          "created_at": "2026-11-22T09:00:00Z"}  # fmt: skip
TICKET = {
    "id": ID, "version": 3, "number": "T-2026-000001", "subject": "When does it ship?", "description": "",
    "category": "", "kind": "call", "priority": "high", "status": "open", "department": "production",
    "assignee_id": None, "assignee": "", "opened_by": CLIENT, "opener": "Eva Lind",
    "created_at": "2026-11-22T08:00:00Z", "due_on": None, "related": "", "order_id": CLIENT,
    "order_number": "SO-2026-000007", "customer_po": "PO-1",
    "client": {"id": CLIENT, "number": "C-1", "name": "Norrland"}, "resolved_at": None, "closed_at": None,
    "conversation": [ANSWER],
}  # fmt: skip
ASKED = {"subject": "When?", "kind": "query", "priority": "normal", "key": "k"}


@pytest.fixture
def ticket(stage):
    """A stage with one ticket that somebody else opened."""
    stage.sign_in("tickets.*", "orders.read", "crm.read")
    stage.gateway.on("GET", API, said(TICKET))
    return stage


def body(stage, method: str, path: str) -> dict:
    return json.loads(stage.gateway.sent(method, path)[-1].content)


async def test_a_ticket_shows_its_conversation_and_what_it_is_about(ticket):
    shown = (await ticket.browser.get(f"/tickets/{ID}")).text
    assert "It &lt;waits&gt;." in shown
    assert "for colleagues only" in shown
    assert f'href="/orders/{CLIENT}"' in shown
    assert "Take it" in shown


async def test_who_only_reads_finds_nothing_to_press(ticket):
    ticket.sign_in("tickets.read")
    shown = (await ticket.browser.get(f"/tickets/{ID}")).text
    assert "Take it" not in shown
    assert f'href="/orders/{CLIENT}"' not in shown
    assert "/say" not in shown


async def test_taking_a_ticket_assigns_it_to_oneself_and_leaves_the_department(ticket):
    ticket.gateway.on("POST", f"{API}/assign", said(TICKET))
    answer = await ticket.post(f"/tickets/{ID}/assign", take="true", version="3", key="k")
    assert answer.headers["location"] == f"/tickets/{ID}"
    assert body(ticket, "POST", f"{API}/assign") == {"assignee_id": PERSON}
    assert ticket.gateway.sent("POST", f"{API}/assign")[0].headers["if-match"] == '"v3"'


async def test_who_gives_a_ticket_out_of_reach_comes_back_to_the_list(ticket):
    ticket.gateway.on("POST", f"{API}/assign", said(TICKET))
    ticket.gateway.on("GET", API, refused(404))
    answer = await ticket.post(f"/tickets/{ID}/assign", department="sales", assignee_id="", version="3")
    assert answer.headers["location"] == "/tickets"
    assert body(ticket, "POST", f"{API}/assign") == {"department": "sales", "assignee_id": None}


@pytest.mark.parametrize(
    ("do", "fields", "sent"),
    [
        ("answer", {"internal": "true"}, {"text": "Soon.", "internal": True}),
        ("answer", {"status": "waiting"}, {"text": "Soon.", "internal": False, "status": "waiting"}),
        ("resolve", {}, {"text": "Soon."}),
        ("reopen", {}, {"text": "Soon."}),
        ("close", {}, {"text": "Soon."}),
    ],
)
async def test_what_is_written_goes_with_the_step(ticket, do, fields, sent):
    ticket.gateway.on("POST", f"{API}/{do}", said(TICKET))
    answer = await ticket.post(f"/tickets/{ID}/say", do=do, text="Soon.", version="3", key="k", **fields)
    assert answer.status_code == 303
    assert body(ticket, "POST", f"{API}/{do}") == sent


async def test_an_answer_that_came_too_late_is_still_in_its_box(ticket):
    ticket.gateway.on("POST", f"{API}/answer", refused(412, "Somebody was faster", current=TICKET))
    answer = await ticket.post(f"/tickets/{ID}/say", do="answer", text="My long answer", version="2")
    assert answer.status_code == 412
    assert "My long answer</textarea>" in answer.text
    assert 'name="version" value="3"' in answer.text


async def test_a_new_ticket_from_an_order_knows_the_order_and_its_client(ticket):
    order = {"number": "SO-2026-000007", "client": {"id": CLIENT, "name": "Norrland"}}
    ticket.gateway.on("GET", f"/api/orders/{CLIENT}", said(order))
    assert 'value="SO-2026-000007"' in (await ticket.browser.get(f"/tickets/new?order={CLIENT}")).text
    ticket.gateway.on("POST", "/api/tickets", said(TICKET, 201))
    fields = ASKED | {"order": "SO-2026-000007", "client": "Norrland", "department": "production"}
    assert (await ticket.post("/tickets/new", **fields)).headers["location"] == f"/tickets/{ID}"
    sent = body(ticket, "POST", "/api/tickets")
    assert (sent["order"], sent["department"], sent["assignee_id"]) == ("SO-2026-000007", "production", None)
    assert "client_id" not in sent


async def test_a_client_that_nobody_knows_is_refused_at_its_field(ticket):
    ticket.gateway.on("GET", "/api/crm/clients", said({"items": [], "next": None}))
    answer = await ticket.post("/tickets/new", **ASKED, client="Nobody")
    assert answer.status_code == 422
    assert 'id="e-client"' in answer.text


async def test_a_change_says_only_what_was_changed_about_the_order(ticket):
    ticket.gateway.on("PATCH", API, said(TICKET))
    seen = {"order_was": "SO-2026-000007", "customer_po": "PO-1", "customer_po_was": "PO-1", "version": "3"}
    await ticket.post(f"/tickets/{ID}/edit", **ASKED, **seen, order="SO-2026-000007")
    assert not {"order", "customer_po", "client_id"} & body(ticket, "PATCH", API).keys()
    await ticket.post(f"/tickets/{ID}/edit", **ASKED, **seen, order="")
    assert body(ticket, "PATCH", API)["order"] is None


async def test_the_knowledge_marks_the_words_and_nothing_else(ticket):
    finding = {"id": ID, "number": "T-1", "subject": "Ships?", "category": "", "kind": "call",
               "order_number": "", "client_name": "", "resolved_at": "2026-11-22T09:00:00Z",
               "excerpt": "It ⟦ships⟧ <b>"}  # fmt: skip
    ticket.gateway.on("GET", "/api/tickets/knowledge", said({"items": [finding]}))
    shown = (await ticket.browser.get("/tickets/knowledge?subject=When does it ship?")).text
    assert "<mark>ships</mark> &lt;b&gt;" in shown
    assert (
        dict(ticket.gateway.sent("GET", "/api/tickets/knowledge")[0].url.params)["q"]
        == "When or does or ship"
    )
    assert marked("⟦a⟧") == "<mark>a</mark>"


def test_a_subject_becomes_a_question_for_any_of_its_words():
    assert asked_words("Is the pump, or the seal, broken?") == "the or pump or the or seal or broken"


def test_views_are_for_whoever_looks():
    maker, seller = {"id": "me", "roles": ["production"]}, {"id": "me", "roles": ["seller"]}
    assert View("Mine", "assignee_id={me}").query_of(maker) == "assignee_id=me"
    assert View("", "department={departments}").query_of(maker) == "department=production"
    assert View("", "department={departments}").query_of(seller) == "department=sales"
    assert View("", "department={departments}").query_of({"id": "me", "roles": ["importer"]}) == ""
