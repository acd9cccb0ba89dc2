"""Who is mentioned in a ticket is told by id, if they may read it; the words stay in tickets."""

from uuid import UUID

import pytest
from desk import Desk, kind_of

from chassis.testing import Person, Stage, until
from contracts.event import new_id
from contracts.identity import PersonState
from contracts.tickets import TicketAnswered, TicketChanged, TicketOpened
from tickets.mentions import usernames


async def named(stage: Stage, person: Person, name: str = "Pavel Novak") -> str:
    """A username for somebody, as identity tells it."""
    username = f"p.{new_id().hex[-8:]}"
    await stage.hear(PersonState(person_id=person.id, sequence=1, username=username, name=name))

    async def known() -> bool:
        both = "SELECT FROM username_copy u JOIN access_person p USING (id) WHERE username = $1 AND name = $2"
        return bool(await stage.rows(both, username, name))

    await until(known)
    return username


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@elin.sand, please", ["elin.sand"]),
        ("Ask @Pavel. Or (@elin)", ["elin", "pavel"]),
        ("mail to elin@example.com costs 5@10", []),
        ("@ @@x -@y", []),
        ("", []),
    ],
)
def test_a_mention_is_a_username_after_a_lone_at(text: str, found: list[str]) -> None:
    assert usernames(text) == found


async def test_who_may_read_the_ticket_is_told_by_id_and_the_words_stay_here(
    stage: Stage, desk: Desk
) -> None:
    maker, colleague = await named(stage, desk.maker), await named(stage, desk.colleague)
    ticket = await desk.open(description=f"@{colleague}, what do you say?", assignee_id=str(desk.maker.id))
    (opened,) = await stage.said(TicketOpened, ticket_id=UUID(ticket["id"]))
    assert opened.mentioned == (desk.colleague.id,)
    ticket = await desk.step(ticket, "answer", text=f"And you, @{maker.upper()}? @nobody knows.")
    (answered,) = await stage.said(TicketAnswered, ticket_id=UUID(ticket["id"]))
    assert answered.mentioned == (desk.maker.id,)
    assert "knows" not in answered.written()
    path = f"/api/tickets/{ticket['id']}"
    more = f"@{colleague}, what do you say? @{maker}?"
    await desk.seller.patch(path, {"description": more}, version=ticket["version"])
    (changed,) = await stage.said(TicketChanged, ticket_id=UUID(ticket["id"]))
    assert changed.mentioned == (desk.maker.id,)


async def test_who_may_not_read_it_cannot_be_mentioned(stage: Stage, desk: Desk) -> None:
    buyer = await named(stage, desk.buyer)
    ticket = await desk.open(department="production")
    path = f"/api/tickets/{ticket['id']}/answer"
    refused = await desk.seller.post(path, {"text": f"@{buyer}?"}, version=ticket["version"])
    assert (refused.status_code, kind_of(refused)) == (422, "mentioned-cannot-read")
    assert f"@{buyer} may not read this ticket" in refused.json()["detail"]
    opened = await desk.seller.post("/api/tickets", {"subject": "Who?", "description": f"@{buyer}?"})
    assert kind_of(opened) == "mentioned-cannot-read"
    many = " ".join(f"@p{number}" for number in range(21))
    crowd = await desk.seller.post(path, {"text": many}, version=ticket["version"])
    assert kind_of(crowd) == "too-many-mentioned"


async def test_the_composer_is_offered_those_who_may_read_the_ticket(stage: Stage, desk: Desk) -> None:
    family = f"Novak{new_id().hex[-6:]}"
    for person in (desk.maker, desk.buyer, desk.colleague, desk.seller):
        await named(stage, person, f"Pavel {family}")
    ticket = await desk.open(department="production")
    path = f"/api/tickets/{ticket['id']}/colleagues"
    offered = (await desk.seller.get(path, params={"q": family.lower()})).json()
    assert {each["id"] for each in offered} == {str(desk.maker.id), str(desk.colleague.id)}
    assert (await desk.seller.get(path, params={"q": "%"})).status_code == 200
    assert (await desk.buyer.get(path, params={"q": family})).status_code == 404
