"""Who reads and writes which ticket: sales all of them, others their own and their department's."""

import asyncio
import csv
import io

import pytest
from desk import OTHERS, Desk

from chassis.testing import Person, Stage
from contracts.event import new_id
from contracts.identity import TeamChanged, TeamFormed


async def reads(person: Person, ticket_id: str) -> bool:
    """Whether the person reads it, which every way of reading must agree on."""
    found = (await person.get(f"/api/tickets/{ticket_id}")).status_code
    assert found in (200, 404)
    only = {"id": ticket_id}
    listed = [row["id"] for row in (await person.get("/api/tickets", params=only)).json()["items"]]
    total = (await person.get("/api/tickets/totals", params=only)).json()["count"]
    export = (await person.get("/api/tickets/export.csv", params=only | {"cols": "id"})).content
    exported = [row["Id"] for row in csv.DictReader(io.StringIO(export.decode("utf-8-sig")))]
    assert [bool(listed), bool(total), bool(exported)] == [found == 200] * 3
    return found == 200


@pytest.mark.feature("PH-T-11")
async def test_everybody_in_sales_reads_every_ticket(desk: Desk) -> None:
    ticket = await desk.open(desk.maker, subject="From production", department="purchasing")
    assert await reads(desk.seller, ticket["id"])
    assert await reads(desk.colleague, ticket["id"])


async def test_a_department_reads_what_is_assigned_to_it_and_nothing_else(desk: Desk) -> None:
    ticket = await desk.open(department="production")
    assert await reads(desk.maker, ticket["id"])
    assert not await reads(desk.buyer, ticket["id"])
    handed_over = await desk.step(ticket, "assign", desk.maker, department="purchasing")
    assert handed_over["department"] == "purchasing"
    assert await reads(desk.buyer, ticket["id"])
    assert not await reads(desk.maker, ticket["id"])


async def test_who_opened_it_or_is_to_answer_it_reads_it(desk: Desk) -> None:
    opened = await desk.open(desk.maker, department="purchasing")
    assigned = await desk.open(assignee_id=str(desk.maker.id))
    assert await reads(desk.maker, opened["id"])
    assert await reads(desk.maker, assigned["id"])
    assert not await reads(desk.buyer, assigned["id"])


async def test_a_role_named_after_a_department_belongs_to_it(stage: Stage, desk: Desk) -> None:
    ticket = await desk.open(department="accounting")
    clerk = await stage.person(*OTHERS)
    assert not await reads(clerk, ticket["id"])
    await stage.execute(
        "INSERT INTO access_role (name, version, scope, permissions) VALUES ('accounting', 1, 'all', $1)",
        list(OTHERS),
    )
    await stage.execute("UPDATE access_person SET roles = '{accounting}' WHERE id = $1", clerk.id)
    stage.service.callers.drop()
    assert await reads(clerk, ticket["id"])


async def test_a_team_that_changes_its_department_reads_other_tickets(stage: Stage, desk: Desk) -> None:
    team = TeamFormed(team_id=new_id(), name="Hall 3", department="Shipping")
    await stage.hear(team)
    packer = await stage.person(*OTHERS, team_id=team.team_id)
    ticket = await desk.open(department="shipping")
    assert await reads(packer, ticket["id"])
    await stage.hear(TeamChanged(team_id=team.team_id, name="Hall 3", department="Operations"))
    assert not await reads(packer, ticket["id"])


async def test_what_one_does_not_read_one_cannot_write_nor_tell_from_nothing(desk: Desk) -> None:
    ticket = await desk.open(department="production")
    missing = {"id": str(new_id())}
    for verb, body in (("answer", {"text": "Mine."}), ("assign", {"department": "sales"}), ("close", {})):
        for version in (1, 99):
            answers = [
                await desk.buyer.post(f"/api/tickets/{one['id']}/{verb}", body, version=version)
                for one in (ticket, missing)
            ]
            assert [answer.status_code for answer in answers] == [404, 404]
    assert (await desk.buyer.patch(f"/api/tickets/{ticket['id']}", {}, version=1)).status_code == 404


async def test_lists_that_are_read_at_the_same_time_are_not_mixed_up(desk: Desk) -> None:
    for department in ("production", "purchasing") * 3:
        await desk.open(subject="Side by side", department=department)

    async def departments(person: Person) -> set[str]:
        rows = (await person.get("/api/tickets", params={"subject": "Side by side"})).json()["items"]
        return {row["department"] for row in rows}

    everybody = [desk.maker, desk.buyer, desk.seller] * 8
    found = await asyncio.gather(*(departments(person) for person in everybody))
    assert found == [{"production"}, {"purchasing"}, {"production", "purchasing"}] * 8


async def test_reading_is_not_writing(stage: Stage, desk: Desk) -> None:
    ticket = await desk.open()
    auditor, nobody = await stage.person("tickets.read", "tickets.all"), await stage.person("orders.read")
    assert await reads(auditor, ticket["id"])
    answer = await auditor.post(f"/api/tickets/{ticket['id']}/answer", {"text": "No."}, version=1)
    assert answer.status_code == 403
    assert (await nobody.get("/api/tickets")).status_code == 403
    assert (await nobody.get("/api/tickets/knowledge", params={"q": "ship"})).status_code == 403
