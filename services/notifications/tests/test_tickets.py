"""Tickets tell those whom they concern: who is to answer, who asked, who takes part, who is mentioned."""

from typing import Any
from uuid import UUID

import pytest
from story import kinds, notices, page

from chassis.testing import Person, Stage, example
from contracts.event import Event, new_id
from contracts.identity import TeamFormed
from contracts.tickets import (
    Department,
    Priority,
    TicketAnswered,
    TicketAssigned,
    TicketChanged,
    TicketClosed,
    TicketFacts,
    TicketOpened,
    TicketReopened,
    TicketResolved,
    TicketStatus,
)
from notifications import reach

WORKS = ("tickets.read", "tickets.write")


async def somebody(stage: Stage, department: str = "", *more: str) -> Person:
    """Somebody who works on tickets, perhaps in a department."""
    if not department:
        return await stage.person(*WORKS, *more)
    team = TeamFormed(team_id=new_id(), name=department, department=department)
    await stage.hear(team)
    return await stage.person(*WORKS, *more, team_id=team.team_id)


def facts(kind: type[TicketFacts], id: UUID, opener: Person, **more: Any) -> TicketFacts:
    """A ticket as an event has it."""
    plain: dict[str, Any] = {
        "number": "T-1", "subject": "When does it ship?", "opened_by": opener.id, "assignee_id": None,
        "department": None, "priority": Priority.NORMAL, "status": TicketStatus.OPEN, "mentioned": (),
        "due_on": None, "order_id": None, "order_number": "", "client": None,
    }  # fmt: skip
    return example(kind, ticket_id=id, **(plain | more))


def step(kind: type[Event], id: UUID, **more: Any) -> Event:
    """What happens to it."""
    return example(kind, ticket_id=id, number="T-1", **more)


async def do(stage: Stage, who: Person, *events: Event) -> None:
    """Somebody does it."""
    await stage.hear(*events, actor=who.id)


async def test_whoever_is_to_answer_is_asked_until_it_is_resolved(stage: Stage) -> None:
    opener, maker = await somebody(stage), await somebody(stage)
    id = new_id()
    urgent = {"assignee_id": maker.id, "priority": Priority.URGENT}
    await do(stage, opener, facts(TicketOpened, id, opener, **urgent))
    (one,) = await notices(maker)
    assert (one["kind"], one["asks"], one["number"]) == ("ticket-assigned", True, "T-1")
    assert (one["title"], one["words"]["priority"]) == ("When does it ship?", "urgent")
    assert (one["document_open"], one["deal_open"]) == (True, False)
    assert await notices(opener) == []
    await do(stage, maker, step(TicketResolved, id, mentioned=()))
    assert (await page(maker))["asking"] == 0
    assert await kinds(maker, asking="true") == []
    assert await kinds(opener) == ["ticket-resolved"]


async def test_a_department_is_asked_until_somebody_has_it(stage: Stage) -> None:
    opener, maker = await somebody(stage), await somebody(stage, "production")
    other, buyer = await somebody(stage, "Production "), await somebody(stage, "purchasing")
    id = new_id()
    await do(stage, opener, facts(TicketOpened, id, opener, department=Department.PRODUCTION))
    for person in (maker, other):
        assert id in {UUID(each["document_id"]) for each in await notices(person, asking="true")}
    assert await notices(buyer) == []
    assigned = {"department": Department.PRODUCTION, "assignee_id": other.id}
    await do(stage, maker, step(TicketAssigned, id, **assigned))
    assert id not in {UUID(each["document_id"]) for each in await notices(maker)}
    mine = [each for each in await notices(other, asking="true") if each["document_id"] == str(id)]
    assert [each["kind"] for each in mine] == ["ticket-assigned"]


async def test_answers_are_told_to_who_asked_answers_or_took_part_and_not_to_who_wrote(stage: Stage) -> None:
    opener, maker, third = [await somebody(stage, "", "tickets.all") for _ in range(3)]
    stranger = await somebody(stage, "", "tickets.all")
    id = new_id()
    await do(stage, opener, facts(TicketOpened, id, opener, assignee_id=maker.id))
    for author in (third, maker):
        said = {"author_id": author.id, "status": TicketStatus.IN_PROGRESS, "mentioned": ()}
        await do(stage, author, step(TicketAnswered, id, **said))
    assert await kinds(opener) == ["ticket-answered"] * 2
    assert sorted(await kinds(maker)) == ["ticket-answered", "ticket-assigned"]
    assert await kinds(third) == ["ticket-answered"]
    assert await notices(stranger) == []
    (thread,) = (await page(opener))["items"]
    assert (thread["thread_id"], thread["notices"]) == (str(id), 2)


async def test_who_is_waited_for_is_asked_until_the_next_answer(stage: Stage) -> None:
    opener, maker = await somebody(stage), await somebody(stage)
    id = new_id()
    await do(stage, opener, facts(TicketOpened, id, opener, assignee_id=maker.id))
    waits = {"author_id": maker.id, "status": TicketStatus.WAITING, "mentioned": ()}
    await do(stage, maker, step(TicketAnswered, id, **waits))
    assert await kinds(opener, asking="true") == ["ticket-waiting"]
    goes_on = {"author_id": opener.id, "status": TicketStatus.IN_PROGRESS, "mentioned": ()}
    await do(stage, opener, step(TicketAnswered, id, **goes_on))
    assert await kinds(opener, asking="true") == []


async def test_who_is_mentioned_is_told_and_who_may_not_read_it_is_not(stage: Stage) -> None:
    opener, reader = await somebody(stage), await somebody(stage, "", "tickets.all")
    outsider = await somebody(stage)
    id = new_id()
    both = {"mentioned": (reader.id, outsider.id)}
    await do(stage, opener, facts(TicketOpened, id, opener, **both))
    assert await kinds(reader) == ["mentioned"]
    assert await notices(outsider) == []
    answered = {"author_id": opener.id, "status": TicketStatus.OPEN, "mentioned": (reader.id,)}
    await do(stage, opener, step(TicketAnswered, id, **answered))
    assert await kinds(reader) == ["mentioned"] * 2


async def test_reopened_it_asks_again_and_given_up_it_says_so(stage: Stage) -> None:
    opener, maker = await somebody(stage), await somebody(stage)
    id = new_id()
    await do(stage, opener, facts(TicketOpened, id, opener, assignee_id=maker.id))
    await do(stage, maker, step(TicketResolved, id, mentioned=()))
    await do(stage, opener, step(TicketReopened, id, mentioned=()))
    assert await kinds(maker, asking="true") == ["ticket-reopened"]
    await do(stage, opener, step(TicketClosed, id, resolved=False, mentioned=()))
    assert sorted(await kinds(maker)) == ["ticket-assigned", "ticket-closed", "ticket-reopened"]
    assert await kinds(maker, asking="true") == []


async def test_that_a_resolved_one_is_put_away_is_no_news(stage: Stage) -> None:
    opener, maker = await somebody(stage), await somebody(stage)
    id = new_id()
    await do(stage, opener, facts(TicketOpened, id, opener, assignee_id=maker.id))
    await do(stage, maker, step(TicketResolved, id, mentioned=()), step(TicketClosed, id, resolved=True))
    assert await kinds(opener) == ["ticket-resolved"]


async def test_another_priority_is_told_and_another_subject_is_not(stage: Stage) -> None:
    opener, maker = await somebody(stage), await somebody(stage)
    id = new_id()
    await do(stage, opener, facts(TicketOpened, id, opener, assignee_id=maker.id))
    await do(stage, opener, facts(TicketChanged, id, opener, assignee_id=maker.id, subject="When?"))
    assert await kinds(maker) == ["ticket-assigned"]
    high = {"assignee_id": maker.id, "priority": Priority.HIGH}
    await do(stage, opener, facts(TicketChanged, id, opener, **high))
    told = {each["kind"]: each for each in await notices(maker)}
    assert told["ticket-priority"]["words"]["priority"] == "high"


async def test_what_still_asks_is_shown_however_much_came_after_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "NEWEST", 2)
    opener, maker = await somebody(stage), await somebody(stage)
    first, later = new_id(), [new_id() for _ in range(3)]
    for id in (first, *later):
        await stage.hear(facts(TicketOpened, id, opener, assignee_id=maker.id), actor=opener.id)
    for id in later:
        await stage.hear(step(TicketResolved, id), actor=opener.id)
    asked = [each["document_id"] for each in await notices(maker, asking="true")]
    assert asked == [str(first)]
    assert len(await notices(maker)) == 3
