"""A ticket from the question to the answer, through the API, on real PostgreSQL and Kafka."""

from uuid import UUID, uuid4

import pytest
from desk import Desk, kind_of

from chassis.testing import Stage, body_of
from contracts.tickets import (
    TICKET,
    Department,
    TicketAnswered,
    TicketAssigned,
    TicketClosed,
    TicketOpened,
    TicketReopened,
    TicketResolved,
)


@pytest.mark.feature("PH-T-01", "PH-T-04", "PH-T-07", "PH-T-08", "PH-T-09", "PH-T-10", "PH-T-17")
async def test_a_ticket_goes_back_and_forth_until_it_is_resolved_and_closed(stage: Stage, desk: Desk) -> None:
    ticket = await desk.open(description="The client asks.", priority="high", category="delivery")
    assert (ticket["status"], ticket["version"]) == ("open", 1)
    assert ticket["number"].startswith("T-20")
    ticket = await desk.step(ticket, "assign", department="production", assignee_id=str(desk.maker.id))
    ticket = await desk.step(ticket, "answer", desk.maker, text="Which line?")
    assert ticket["status"] == "in-progress"
    ticket = await desk.step(ticket, "answer", desk.maker, text="Still waiting.", status="waiting")
    assert ticket["status"] == "waiting"
    ticket = await desk.step(ticket, "answer", text="The second one.")
    assert ticket["status"] == "in-progress"
    ticket = await desk.step(ticket, "resolve", desk.maker, text="Next Tuesday.")
    assert ticket["resolved_at"] is not None
    ticket = await desk.step(ticket, "close")
    read = (await desk.seller.get(f"/api/tickets/{ticket['id']}")).json()
    assert read == ticket
    assert read["category"] == "delivery"
    assert [(each["kind"], each["author_id"], each["text"]) for each in read["conversation"]] == [
        ("answer", str(desk.maker.id), "Which line?"),
        ("answer", str(desk.maker.id), "Still waiting."),
        ("answer", str(desk.seller.id), "The second one."),
        ("resolution", str(desk.maker.id), "Next Tuesday."),
    ]
    id = UUID(ticket["id"])
    assert (await stage.said(TicketAssigned, ticket_id=id))[0].department is Department.PRODUCTION
    assert [said.author_id for said in await stage.said(TicketAnswered, 3, ticket_id=id)] == [
        desk.maker.id,
        desk.maker.id,
        desk.seller.id,
    ]
    resolved = (await stage.said(TicketResolved, ticket_id=id))[0]
    assert str(resolved.answer_id) == read["conversation"][-1]["id"]
    assert (await stage.said(TicketClosed, ticket_id=id))[0].resolved is True


async def test_its_events_reach_the_topic_in_the_deal_of_its_order(stage: Stage, desk: Desk) -> None:
    ticket = await desk.open(order=desk.order.number)
    await desk.step(ticket, "answer", text="Anna Berg called from 0171 1234567.")
    await stage.settled()
    count = len([event for event in await stage.everything_said() if event.stream is TICKET])
    records = [
        record for record in await stage.on_topic(TICKET.topic, count) if record.key == ticket["id"].encode()
    ]
    headers = [dict(record.headers) for record in records]
    assert [h["ce_type"] for h in headers] == [b"sales.ticket.opened.v1", b"sales.ticket.answered.v1"]
    assert [h["sequence"] for h in headers] == [b"1", b"2"]
    assert {h["correlationid"].decode() for h in headers} == {str(desk.deal)}
    assert body_of(records[0])["order_id"] == str(desk.order.order_id)
    assert b"Anna" not in records[1].value


@pytest.mark.feature("PH-PO-03", "PH-T-21")
async def test_an_order_is_named_by_its_id_its_number_or_its_purchase_order(desk: Desk) -> None:
    for named in (
        {"order": str(desk.order.order_id)},
        {"order": desk.order.number},
        {"customer_po": "PO-4711"},
    ):
        ticket = await desk.open(**named)
        assert ticket["order_id"] == str(desk.order.order_id)
        assert ticket["order_number"] == "SO-2026-000007"
        assert ticket["customer_po"] == "PO-4711"
        assert ticket["client"]["name"] == "Norrland Skog AB"


async def test_a_purchase_order_that_nobody_knows_is_kept_as_it_was_written(desk: Desk) -> None:
    ticket = await desk.open(customer_po="PO-unheard-of")
    assert (ticket["customer_po"], ticket["order_id"]) == ("PO-unheard-of", None)


async def test_what_the_caller_may_not_read_cannot_be_named(desk: Desk) -> None:
    for field, value, rule in (
        ("order", desk.order.number, "unknown-order"),
        ("order", str(desk.order.order_id), "unknown-order"),
        ("client_id", str(desk.client.party_id), "unknown-client"),
    ):
        answer = await desk.colleague.post("/api/tickets", {"subject": "Whose?", field: value})
        assert (answer.status_code, kind_of(answer)) == (422, rule)
        assert "Norrland" not in answer.text
    ticket = await desk.open(desk.colleague, customer_po="PO-4711")
    assert (ticket["order_id"], ticket["client"]) == (None, None)


async def test_the_client_of_a_ticket_is_that_of_its_order(desk: Desk) -> None:
    ticket = await desk.open(order=desk.order.number, client_id=str(desk.client.party_id))
    path = f"/api/tickets/{ticket['id']}"
    refused = await desk.seller.patch(path, {"client_id": None}, version=1)
    assert (refused.status_code, kind_of(refused)) == (422, "other-client")
    freed = await desk.seller.patch(path, {"order": None, "client_id": None}, version=1)
    assert (freed.json()["order_number"], freed.json()["client"]) == ("", None)


async def test_a_change_keeps_what_it_does_not_name(desk: Desk) -> None:
    ticket = await desk.open(description="As it was.", category="delivery")
    answer = await desk.seller.patch(
        f"/api/tickets/{ticket['id']}", {"priority": "urgent", "status": "waiting", "kind": "call"}, version=1
    )
    changed = answer.json()
    assert (changed["priority"], changed["status"], changed["kind"]) == ("urgent", "waiting", "call")
    assert (changed["description"], changed["category"]) == ("As it was.", "delivery")


@pytest.mark.feature("PH-T-02")
async def test_a_ticket_is_always_with_somebody_once_it_was_assigned(desk: Desk) -> None:
    ticket = await desk.open(department="purchasing")
    both = await desk.step(ticket, "assign", assignee_id=str(desk.buyer.id))
    assert (both["department"], both["assignee_id"]) == ("purchasing", str(desk.buyer.id))
    alone = await desk.step(both, "assign", department=None)
    assert (alone["department"], alone["assignee_id"]) == (None, str(desk.buyer.id))
    path = f"/api/tickets/{ticket['id']}/assign"
    nobody = await desk.seller.post(path, {"assignee_id": None}, version=alone["version"])
    assert (nobody.status_code, kind_of(nobody)) == (422, "nobody-assigned")
    stranger = await desk.seller.post(path, {"assignee_id": str(uuid4())}, version=alone["version"])
    assert (stranger.status_code, kind_of(stranger)) == (422, "unknown-person")


async def test_a_ticket_stays_with_who_has_left_until_somebody_else_is_named(
    stage: Stage, desk: Desk
) -> None:
    gone = await stage.person("tickets.*")
    ticket = await desk.step(await desk.open(), "assign", assignee_id=str(gone.id))
    await stage.execute("UPDATE access_person SET active = false WHERE id = $1", gone.id)
    moved = await desk.step(ticket, "assign", department="purchasing", assignee_id=str(gone.id))
    assert moved["assignee_id"] == str(gone.id)
    path, body = "/api/tickets", {"subject": "When does it ship?", "assignee_id": str(gone.id)}
    refused = await desk.seller.post(path, body)
    assert (refused.status_code, kind_of(refused)) == (422, "person-left")
    assert refused.json()["errors"][0]["pointer"] == "/assignee_id"


async def test_a_resolved_ticket_rests_until_it_is_reopened(stage: Stage, desk: Desk) -> None:
    ticket = await desk.step(await desk.open(), "resolve")
    for verb, body in (
        ("answer", {"text": "One more."}),
        ("assign", {"department": "sales"}),
        ("resolve", {}),
    ):
        answer = await desk.seller.post(f"/api/tickets/{ticket['id']}/{verb}", body, version=2)
        assert (answer.status_code, kind_of(answer)) == (409, "ticket-resolved")
    assert (await desk.seller.patch(f"/api/tickets/{ticket['id']}", {}, version=2)).status_code == 409
    ticket = await desk.step(ticket, "reopen", text="It still does not ship.")
    assert (ticket["status"], ticket["resolved_at"]) == ("open", None)
    assert ticket["conversation"][0]["kind"] == "reopening"
    assert len(await stage.said(TicketReopened, ticket_id=UUID(ticket["id"]))) == 1


async def test_a_ticket_that_leads_nowhere_is_closed_unresolved(stage: Stage, desk: Desk) -> None:
    ticket = await desk.step(await desk.open(), "close", text="Asked twice.")
    assert (ticket["status"], ticket["resolved_at"]) == ("closed", None)
    assert (await stage.said(TicketClosed, ticket_id=UUID(ticket["id"])))[0].resolved is False
    again = await desk.seller.post(f"/api/tickets/{ticket['id']}/close", {}, version=2)
    assert (again.status_code, kind_of(again)) == (409, "ticket-closed")


async def test_a_note_changes_nothing_but_the_conversation(desk: Desk) -> None:
    ticket = await desk.open(department="production")
    noted = await desk.step(ticket, "answer", desk.maker, text="Ask me, not the client.", internal=True)
    assert (noted["status"], noted["conversation"][0]["kind"]) == ("open", "note")


async def test_a_conversation_ends_somewhere(desk: Desk) -> None:
    ticket = await desk.open()
    for number in range(5):
        ticket = await desk.step(ticket, "answer", text=f"Answer {number}")
    path = f"/api/tickets/{ticket['id']}/answer"
    answer = await desk.seller.post(path, {"text": "One too many"}, version=ticket["version"])
    assert (answer.status_code, kind_of(answer)) == (422, "conversation-too-long")


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "  "},
        {"subject": "x" * 201},
        {"subject": "x", "priority": "unknown"},
        {"subject": "x", "department": "kitchen"},
        {"subject": "x", "status": "closed"},
        {"subject": "x", "description": "x" * 10_001},
    ],
    ids=["blank", "long", "priority", "department", "field", "description"],
)
async def test_what_is_no_ticket_is_refused(desk: Desk, wrong: dict[str, str]) -> None:
    assert (await desk.seller.post("/api/tickets", wrong)).status_code == 422


async def test_the_same_key_opens_one_ticket(stage: Stage, desk: Desk) -> None:
    body = {"subject": "Only once"}
    first = await desk.seller.post("/api/tickets", body, key="only-once")
    second = await desk.seller.post("/api/tickets", body, key="only-once")
    assert first.json() == second.json()
    assert len(await stage.said(TicketOpened, subject="Only once")) == 1


async def test_a_stale_answer_gets_the_ticket_as_it_stands(desk: Desk) -> None:
    ticket = await desk.open()
    await desk.step(ticket, "answer", text="First.")
    late = await desk.seller.post(f"/api/tickets/{ticket['id']}/answer", {"text": "Late."}, version=1)
    assert late.status_code == 412
    assert late.json()["current"]["conversation"][0]["text"] == "First."
