"""Everything that tickets says, by real commands, and that it looks as the golden examples promise."""

from desk import Desk

import contracts.tickets
from chassis.testing import Stage, unlike_their_examples


async def test_every_event_of_tickets_is_said_and_looks_like_its_example(stage: Stage, desk: Desk) -> None:
    ticket = await desk.open(order=desk.order.number, department="production", priority="high")
    path = f"/api/tickets/{ticket['id']}"
    ticket = (await desk.seller.patch(path, {"priority": "urgent"}, version=ticket["version"])).json()
    ticket = await desk.step(ticket, "assign", department="production", assignee_id=str(desk.maker.id))
    ticket = await desk.step(ticket, "answer", desk.maker, text="Which line?")
    ticket = await desk.step(ticket, "resolve", desk.maker, text="Next Tuesday.")
    ticket = await desk.step(ticket, "reopen", text="It was Thursday.")
    await desk.step(ticket, "close")
    assert await unlike_their_examples(stage, contracts.tickets) == []
