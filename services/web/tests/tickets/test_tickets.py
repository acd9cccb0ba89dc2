"""Tickets: what is asked, answered, handed over and found, and for whom the views of the list are."""

import json
import re

import pytest
from stand_ins import PERSON, column, listed, refused, said, totalled
from stand_ins.markup import one_line
from stand_ins.orders import order
from stand_ins.tickets import ORDER, finding, ticket
from stand_ins.tickets import TICKET as ID

from web.lists.spec import View
from web.sections.tickets.fields import asked_words
from web.sections.tickets.knowledge import marked

API = f"/api/tickets/{ID}"
ASKED = {"subject": "When?", "kind": "query", "priority": "normal", "key": "k"}


@pytest.fixture
def asked(stage):
    """A stage with one ticket that somebody else opened."""
    stage.sign_in("tickets.*", "orders.read", "crm.read")
    stage.gateway.on("GET", API, said(ticket()))
    return stage


def body(stage, method: str, path: str) -> dict:
    return json.loads(stage.gateway.sent(method, path)[-1].content)


async def test_a_ticket_shows_its_conversation_and_what_it_is_about(asked):
    shown = (await asked.browser.get(f"/tickets/{ID}")).text
    assert "It &lt;waits&gt;." in shown
    assert "for colleagues only" in shown
    assert f'href="/orders/{ORDER}"' in shown
    assert "Take it" in shown


async def test_who_only_reads_finds_nothing_to_press(asked):
    asked.sign_in("tickets.read")
    shown = (await asked.browser.get(f"/tickets/{ID}")).text
    assert "Take it" not in shown
    assert f'href="/orders/{ORDER}"' not in shown
    assert "/say" not in shown


async def test_what_a_reader_cannot_open_is_named_but_not_linked(asked):
    asked.gateway.on("GET", API, said(ticket(order_opens=False, client_opens=False)))
    shown = (await asked.browser.get(f"/tickets/{ID}")).text
    assert f'href="/orders/{ORDER}"' not in shown
    assert 'href="/clients/' not in shown
    assert "SO-2026-000007" in shown


async def test_taking_a_ticket_assigns_it_to_oneself_and_leaves_the_department(asked):
    asked.gateway.on("POST", f"{API}/assign", said(ticket()))
    answer = await asked.post(f"/tickets/{ID}/assign", take="true", version="3", key="k")
    assert answer.headers["location"] == f"/tickets/{ID}"
    assert body(asked, "POST", f"{API}/assign") == {"assignee_id": PERSON}
    assert asked.gateway.sent("POST", f"{API}/assign")[0].headers["if-match"] == '"v3"'


async def test_who_gives_a_ticket_out_of_reach_comes_back_to_the_list(asked):
    asked.gateway.on("POST", f"{API}/assign", said(ticket()))
    asked.gateway.on("GET", API, refused(404))
    answer = await asked.post(f"/tickets/{ID}/assign", department="sales", assignee_id="", version="3")
    assert answer.headers["location"] == "/tickets"
    assert body(asked, "POST", f"{API}/assign") == {"department": "sales", "assignee_id": None}


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
async def test_what_is_written_goes_with_the_step(asked, do, fields, sent):
    asked.gateway.on("POST", f"{API}/{do}", said(ticket()))
    answer = await asked.post(f"/tickets/{ID}/say", do=do, text="Soon.", version="3", key="k", **fields)
    assert answer.status_code == 303
    assert body(asked, "POST", f"{API}/{do}") == sent


async def test_an_answer_that_came_too_late_is_still_in_its_box(asked):
    asked.gateway.on("POST", f"{API}/answer", refused(412, "Somebody was faster", current=ticket()))
    answer = await asked.post(f"/tickets/{ID}/say", do="answer", text="My long answer", version="2")
    assert answer.status_code == 412
    assert "My long answer</textarea>" in answer.text
    assert 'name="version" value="3"' in answer.text


async def test_a_new_ticket_from_an_order_knows_the_order_and_its_client(asked):
    about = order(id=ORDER, number="SO-2026-000007", client=ticket()["client"])
    asked.gateway.on("GET", f"/api/orders/{ORDER}", said(about))
    assert 'value="SO-2026-000007"' in (await asked.browser.get(f"/tickets/new?order={ORDER}")).text
    asked.gateway.on("POST", "/api/tickets", said(ticket(), 201))
    fields = ASKED | {"order": "SO-2026-000007", "client": "Norrland", "department": "production"}
    assert (await asked.post("/tickets/new", **fields)).headers["location"] == f"/tickets/{ID}"
    sent = body(asked, "POST", "/api/tickets")
    assert (sent["order"], sent["department"], sent["assignee_id"]) == ("SO-2026-000007", "production", None)
    assert "client_id" not in sent


async def test_a_client_that_nobody_knows_is_refused_at_its_field(asked):
    asked.gateway.on("GET", "/api/crm/clients", listed())
    answer = await asked.post("/tickets/new", **ASKED, client="Nobody")
    assert answer.status_code == 422
    assert 'id="e-client"' in answer.text


async def test_a_change_says_only_what_was_changed_about_the_order(asked):
    asked.gateway.on("PATCH", API, said(ticket()))
    seen = {"order_was": "SO-2026-000007", "customer_po": "PO-1", "customer_po_was": "PO-1", "version": "3"}
    await asked.post(f"/tickets/{ID}/edit", **ASKED, **seen, order="SO-2026-000007")
    assert not {"order", "customer_po", "client_id"} & body(asked, "PATCH", API).keys()
    await asked.post(f"/tickets/{ID}/edit", **ASKED, **seen, order="")
    assert body(asked, "PATCH", API)["order"] is None


async def test_the_knowledge_marks_the_words_and_nothing_else(asked):
    asked.gateway.on("GET", "/api/tickets/knowledge", said({"items": [finding()]}))
    shown = (await asked.browser.get("/tickets/knowledge?subject=When does it ship?")).text
    assert "<mark>ships</mark> &lt;b&gt;" in shown
    assert (
        dict(asked.gateway.sent("GET", "/api/tickets/knowledge")[0].url.params)["q"] == "When or does or ship"
    )
    assert marked("⟦a⟧") == "<mark>a</mark>"


def test_a_subject_becomes_a_question_for_any_of_its_words():
    assert asked_words("Is the pump, or the seal, broken?") == "the or pump or the or seal or broken"


def test_views_are_for_whoever_looks():
    maker, seller = {"id": "me", "roles": ["production"]}, {"id": "me", "roles": ["seller"]}
    assert View("Mine", "assignee_id=me").query_of(maker) == "assignee_id=me"
    assert View("", "department={departments}").query_of(maker) == "department=production"
    assert View("", "department={departments}").query_of(seller) == "department=sales"
    assert View("", "department={departments}").query_of({"id": "me", "roles": ["importer"]}) == ""


async def test_a_filter_by_colleague_and_state_is_read_as_names_and_words(asked):
    states = ["open", "in-progress", "waiting"]
    known = [
        column(key="id", label="Id", kind="uuid", operators=["eq"]),
        column(key="status", label="Status", kind="enum", operators=["eq"], values=states),
        column(key="assignee_id", label="Assigned to", kind="uuid", operators=["eq"]),
    ]
    asked.gateway.on("GET", "/api/tickets/columns", said(known))
    asked.gateway.on("GET", "/api/tickets", listed())
    asked.gateway.on("GET", "/api/tickets/totals", totalled(0))
    address = f"/tickets?assignee_id={PERSON}&status={','.join(states)}"
    shown = one_line((await asked.browser.get(address)).text)
    assert "Assigned to is</span><strong>Nora Berg</strong>" in shown
    assert "<strong>open, in progress, waiting</strong>" in shown


async def test_after_an_at_colleagues_who_may_read_the_ticket_are_offered(asked):
    found = [{"id": PERSON, "username": "pavel.novak", "name": "Pavel Novak"}]
    asked.gateway.on("GET", f"{API}/colleagues", said(found))
    assert f'data-mention="/tickets/{ID}/mentions"' in (await asked.browser.get(f"/tickets/{ID}")).text
    offered = one_line((await asked.browser.get(f"/tickets/{ID}/mentions?q=pa")).text)
    assert 'data-text="pavel.novak"' in offered
    assert "Pavel Novak" in offered
    assert dict(asked.gateway.sent("GET", f"{API}/colleagues")[0].url.params) == {"q": "pa"}


async def test_a_mention_of_somebody_who_may_not_read_it_is_told_at_the_answer(asked):
    detail = "@eva may not read this ticket, so nobody would be told."
    errors = [{"pointer": "/text", "detail": detail}]
    asked.gateway.on("POST", f"{API}/answer", refused(422, "Refused", detail, errors=errors))
    answer = await asked.post(f"/tickets/{ID}/say", do="answer", text="@eva?", version="3")
    assert answer.status_code == 422
    assert detail in answer.text


@pytest.mark.feature("PH-T-12")
async def test_a_button_in_the_row_opens_the_details_of_a_ticket(asked):
    known = [
        column(key=key, label=label, kind="text")
        for key, label in (("number", "Number"), ("subject", "Subject"), ("client_name", "Client"))
    ]
    row = {
        "id": ID,
        "number": "T-2026-000001",
        "subject": "When?",
        "client_name": "Norrland",
        "status": "open",
    }
    asked.gateway.on("GET", "/api/tickets/columns", said(known))
    asked.gateway.on("GET", "/api/tickets", listed(row))
    asked.gateway.on("GET", "/api/tickets/totals", totalled(1))
    shown = one_line((await asked.browser.get("/tickets")).text)
    assert f'data-peek="/tickets/-/peek/{ID}"' in shown
    assert re.search(r'aria-label="Peek at [^"]*"\s*data-peek-open', shown)
    details = one_line((await asked.browser.get(f"/tickets/-/peek/{ID}")).text)
    assert "<dt>Client</dt>" in details
    assert "Norrland" in details
    assert f'href="/tickets/{ID}">Open the' in details
