"""Finding tickets again: the list with its filters, and the knowledge of resolved ones."""

from typing import Any

import pytest
from desk import Desk, order

from chassis.inbound import replay
from chassis.testing import Person, Stage
from contracts.event import new_id
from contracts.orders import OrderAnnotated, OrderEdited, OrderReassigned
from tickets.projections import project

COPIES = ["order_copy", "party_copy", "team_copy"]


async def numbers(who: Person, **query: str) -> list[str]:
    """Numbers of the tickets that a question to the list finds."""
    answer = await who.get("/api/tickets", params=query)
    assert answer.status_code == 200, answer.text
    return [row["number"] for row in answer.json()["items"]]


async def known(who: Person, q: str) -> list[Any]:
    """What the knowledge has about it."""
    answer = await who.get("/api/tickets/knowledge", params={"q": q})
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


@pytest.mark.feature("PH-T-03")
async def test_each_department_has_a_list_of_its_open_tickets(stage: Stage, desk: Desk) -> None:
    category = f"Queue {new_id()}"
    made = {
        department: [await desk.open(category=category, department=department) for _ in range(2)]
        for department in ("purchasing", "production")
    }
    await desk.open(category=category)
    nearly, away = made["purchasing"]
    await desk.step(nearly, "answer", desk.buyer, text="Which size?")
    await desk.step(away, "resolve", text="Done.")
    under_way = {"category": category, "status": "open,in-progress,waiting", "sort": "number"}
    assert await numbers(desk.seller, **under_way, department="purchasing") == [nearly["number"]]
    production = [each["number"] for each in made["production"]]
    assert await numbers(desk.seller, **under_way, department="production") == production
    assert await numbers(desk.maker, **under_way) == production
    assert await numbers(desk.buyer, **under_way) == [nearly["number"]]
    counted = await desk.seller.get(
        "/api/tickets/totals", params={"category": category, "department": "purchasing"}
    )
    assert counted.json()["count"] == 2


@pytest.mark.feature("PH-T-06", "PH-T-13", "PH-T-14", "PH-T-15", "PH-T-18", "PH-T-19")
async def test_the_list_shows_what_people_look_for(stage: Stage, desk: Desk) -> None:
    await stage.execute("UPDATE access_person SET name = 'Maja Stål' WHERE id = $1", desk.maker.id)
    await desk.open(subject="Nothing of all that")
    ticket = await desk.open(
        subject="Bracket missing",
        order=desk.order.number,
        department="production",
        assignee_id=str(desk.maker.id),
        kind="issue",
        category="quality",
        due_on="2026-12-24",
        related="Sawmill north",
    )
    (row,) = (await desk.seller.get("/api/tickets", params={"id": ticket["id"]})).json()["items"]
    expected = {
        "number": ticket["number"],
        "subject": "Bracket missing",
        "category": "quality",
        "kind": "issue",
        "order_number": "SO-2026-000007",
        "customer_po": "PO-4711",
        "related": "Sawmill north",
        "client_name": "Norrland Skog AB",
        "status": "open",
        "department": "production",
        "assignee": "Maja Stål",
        "priority": "normal",
        "due_on": "2026-12-24",
        "answers": 0,
    }
    assert {name: row[name] for name in expected} == expected
    assert row["created_at"] == ticket["created_at"]
    for query in (
        {"number": ticket["number"]},
        {"order_number": "SO-2026-000007", "subject": "Bracket missing"},
        {"customer_po": "PO-4711", "q": "bracket stål"},
        {"department": "production", "kind": "issue", "status": "open"},
        {"q": "sawmill"},
        {"assignee.has": "maja", "due_on.lte": "2026-12-24"},
    ):
        assert await numbers(desk.seller, **query) == [ticket["number"]], query
    for query in (
        {"number": f"{ticket['number']}0"},
        {"order_number": "SO-2026-000007", "subject": "Bracket"},
        {"customer_po": "PO-4711", "q": "bracket birch"},
        {"department": "production", "kind": "issue", "status": "closed"},
        {"q": "sawmills"},
        {"assignee.has": "maja", "due_on.lt": "2026-12-24"},
    ):
        assert await numbers(desk.seller, **query) == [], query
    totals = await desk.seller.get("/api/tickets/totals", params={"kind": "issue"})
    assert totals.json() == {"count": 1, "sums": {}}
    read = (await desk.seller.get(f"/api/tickets/{row['id']}")).json()
    assert read == ticket | {"assignee": "Maja Stål", "customer_po": "PO-4711"}


@pytest.mark.feature("PH-T-20")
async def test_priorities_sort_by_urgency_and_pages_follow_each_other(desk: Desk) -> None:
    for priority in ("normal", "urgent", "low", "high"):
        await desk.open(subject=f"Sorted {priority}", priority=priority, category="sorted")
    asked = {"category": "sorted", "sort": "-priority", "cols": "priority", "limit": "3"}
    first = (await desk.seller.get("/api/tickets", params=asked)).json()
    rest = (await desk.seller.get("/api/tickets", params=asked | {"cursor": first["next"]})).json()
    found = [row["priority"] for row in first["items"] + rest["items"]]
    assert found == ["urgent", "high", "normal", "low"]
    assert rest["next"] is None
    theirs = await desk.maker.get("/api/tickets", params=asked | {"cursor": first["next"]})
    assert theirs.status_code == 400


async def test_every_column_sorts_both_ways_and_filters(desk: Desk) -> None:
    columns = (await desk.seller.get("/api/tickets/columns")).json()
    for column in columns:
        for sort in (column["key"], "-" + column["key"]) if column["sortable"] else ():
            assert await numbers(desk.seller, sort=sort, limit="2")
    described = {column["key"]: column for column in columns}
    assert described["priority"]["values"] == ["low", "normal", "high", "urgent"]
    assert described["order_id"]["leads_to"] == "/api/orders"
    assert described["order_id"]["named_by"] == "order_number"
    assert (await desk.seller.get("/api/tickets", params={"colour": "blue"})).status_code == 400
    assert (await desk.seller.get("/api/tickets", params={"priority": "unknown"})).status_code == 400


async def test_a_purchase_order_number_that_the_order_gets_later_finds_its_ticket(
    stage: Stage, desk: Desk
) -> None:
    drafted = order("SO-2026-000008", desk.client, desk.seller.id)
    await stage.hear(drafted)
    ticket = await desk.open(order="SO-2026-000008")
    await stage.hear(
        order("SO-2026-000008", desk.client, desk.seller.id, "PO-late", OrderEdited, drafted.order_id)
    )
    assert await numbers(desk.seller, customer_po="PO-late") == [ticket["number"]]
    read = (await desk.seller.get(f"/api/tickets/{ticket['id']}")).json()
    assert read["customer_po"] == "PO-late"


async def test_a_purchase_order_number_that_comes_after_placing_finds_its_ticket_too(
    stage: Stage, desk: Desk
) -> None:
    drafted = order("SO-2026-000009", desk.client, desk.seller.id)
    await stage.hear(drafted)
    ticket = await desk.open(order="SO-2026-000009")
    late = OrderAnnotated(order_id=drafted.order_id, changed=("customer_po",), customer_po="PO-later")
    await stage.hear(late)
    assert await numbers(desk.seller, customer_po="PO-later") == [ticket["number"]]


async def test_whoever_looks_after_an_order_now_may_name_it(stage: Stage, desk: Desk) -> None:
    drafted = order("SO-2026-000021", desk.client, desk.colleague.id)
    await stage.hear(drafted)
    handed = OrderReassigned(
        order_id=drafted.order_id, previous_owner_id=desk.colleague.id, owner_id=desk.seller.id
    )
    await stage.hear(handed)
    assert (await desk.open(order="SO-2026-000021"))["order_number"] == "SO-2026-000021"


async def test_a_reader_is_told_which_order_and_client_of_a_ticket_they_may_open(desk: Desk) -> None:
    ticket = await desk.open(order=str(desk.order.order_id), department="production")
    assert (ticket["order_opens"], ticket["client_opens"]) == (True, True)
    seen = (await desk.maker.get(f"/api/tickets/{ticket['id']}")).json()
    assert (seen["order_opens"], seen["client_opens"]) == (True, False)
    seen = (await desk.colleague.get(f"/api/tickets/{ticket['id']}")).json()
    assert (seen["order_opens"], seen["client_opens"]) == (False, False)


async def test_two_orders_of_one_purchase_order_are_not_guessed_between(stage: Stage, desk: Desk) -> None:
    twice = [order(f"SO-2026-00001{n}", desk.client, desk.seller.id, "PO-twice") for n in (0, 1)]
    await stage.hear(*twice)
    assert (await desk.open(customer_po="PO-twice"))["order_id"] is None


@pytest.mark.feature("PH-T-05")
async def test_a_resolved_ticket_is_found_by_the_words_of_its_subject_and_answers(desk: Desk) -> None:
    ticket = await desk.open(subject="Firmware of the sensors", description="They lose their calibration.")
    ticket = await desk.step(ticket, "answer", text="Is it frost?")
    assert await known(desk.seller, "calibration") == []
    ticket = await desk.step(ticket, "resolve", text="Firmware 4.2 heats the housing <b>slowly</b>.")
    for question in ("sensor firmware", '"heats the housing"', "frosts", "calibration -banana"):
        (found,) = await known(desk.colleague, question)
        assert found["number"] == ticket["number"], question
    assert "⟦housing⟧" in (await known(desk.seller, "housing"))[0]["excerpt"]
    assert await known(desk.seller, "calibration banana") == []
    ticket = await desk.step(ticket, "close")
    assert len(await known(desk.seller, "calibration")) == 1
    await desk.step(ticket, "reopen")
    assert await known(desk.seller, "calibration") == []


@pytest.mark.feature("PH-DV-25")
async def test_what_is_asked_about_a_device_is_found_by_its_number_and_helps_the_next_one(
    desk: Desk,
) -> None:
    asked = await desk.open(subject="Which cable?", related="GW-4500", department="production")
    await desk.open(subject="Which screw?", related="GW-4700", department="production")
    about = {"q": "GW-4500"}
    assert await numbers(desk.seller, **about) == await numbers(desk.maker, **about) == [asked["number"]]
    assert await known(desk.seller, "GW-4500") == []
    await desk.step(asked, "resolve", desk.maker, text="Three metres, shielded.")
    (found,) = await known(desk.colleague, "GW-4500")
    assert (found["number"], found["subject"]) == (asked["number"], "Which cable?")
    assert "shielded" in (await known(desk.colleague, "GW-4500 shielded"))[0]["excerpt"]


async def test_the_subject_counts_more_than_an_aside(desk: Desk) -> None:
    aside = await desk.open(subject="Paint", description="By the way, the gearbox is fine.")
    about = await desk.open(subject="Gearbox")
    for ticket in (about, aside):
        await desk.step(ticket, "resolve")
    assert [found["subject"] for found in await known(desk.seller, "gearbox")] == ["Gearbox", "Paint"]


async def test_a_department_learns_from_its_own_tickets_only(desk: Desk) -> None:
    for department in ("production", "purchasing"):
        await desk.step(
            await desk.open(subject=f"Zirconium for {department}", department=department), "resolve"
        )
    assert [found["subject"] for found in await known(desk.maker, "zirconium")] == [
        "Zirconium for production"
    ]
    assert len(await known(desk.seller, "zirconium")) == 2


async def test_a_question_without_a_word_is_answered_in_words(desk: Desk) -> None:
    for q, status in (("the", 200), ('"((& | !', 200), ("-", 200), ("", 422), ("  ", 422), ("x" * 201, 422)):
        answer = await desk.seller.get("/api/tickets/knowledge", params={"q": q})
        assert answer.status_code == status, q
    assert (await desk.seller.get("/api/tickets/knowledge")).status_code == 422
    assert (
        await desk.seller.get("/api/tickets/knowledge", params={"q": "a", "limit": "101"})
    ).status_code == 422


async def test_copies_replayed_from_the_first_event_are_the_same(stage: Stage, desk: Desk) -> None:
    before = [await stage.rows(f"SELECT * FROM {table} ORDER BY id") for table in COPIES]
    await stage.execute("UPDATE order_copy SET number = 'wrong'")
    await replay("tickets", project, stage.settings, COPIES)
    assert [await stage.rows(f"SELECT * FROM {table} ORDER BY id") for table in COPIES] == before


async def test_an_internal_note_is_neither_searched_nor_shown_by_the_knowledge(desk: Desk) -> None:
    word = f"w{new_id().hex[:12]}"
    ticket = await desk.open(subject=f"Leaking pump {word}", department="purchasing")
    ticket = await desk.step(ticket, "answer", desk.buyer, text="Never tell: marzipanium", internal=True)
    await desk.step(ticket, "resolve", text="Replace the seal.")
    (found,) = await known(desk.seller, word)
    assert "marzipanium" not in found["excerpt"]
    assert await known(desk.seller, "marzipanium") == []
