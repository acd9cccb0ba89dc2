"""A party names only people who work here and territories that were opened."""

import asyncio
from typing import Any
from uuid import uuid4

from chassis.testing import Person, Stage
from contracts.event import new_id
from contracts.identity import PersonJoined, PersonLeft, TerritoryOpened

LONG_AGO = "018f0000-0000-7000-8000-000000000000"


def rule(answer: Any) -> tuple[int, str, str]:
    """Status, rule and field of a refusal."""
    said = answer.json()
    return answer.status_code, said["type"].rsplit(":", 1)[-1], said["errors"][0]["pointer"]


async def test_a_party_lies_only_in_a_territory_that_was_opened(live: Stage, register: Any) -> None:
    leader = await live.person()
    refused = await register(leader, "Far away", territory="Nowhere")
    assert rule(refused) == (422, "unknown-territory", "/territory")
    assert "Choose one of: Germany" in refused.json()["detail"]
    await live.hear(TerritoryOpened(territory_id=new_id(), name="Nowhere"))
    made = await register(leader, "Far away", territory="Nowhere")
    assert made.status_code == 201
    moved = await leader.patch(f"/api/crm/clients/{made.json()['id']}", {"territory": "Mars"}, version=1)
    assert rule(moved) == (422, "unknown-territory", "/territory")


async def test_who_has_just_opened_a_territory_may_wait_for_it(live: Stage, register: Any) -> None:
    leader, opened = await live.person(), TerritoryOpened(territory_id=new_id(), name="Svalbard")
    body = {"name": "Icy", "territory": "Svalbard", "shipping_address": {"country": "Norway"}}
    ahead = {"Wait-For": f"territory/{opened.territory_id}/1"}
    asking = asyncio.create_task(leader.post("/api/crm/clients", body, **ahead))
    await live.hear(opened)
    assert (await asking).status_code == 201


async def test_what_lies_in_a_territory_from_before_stays_and_may_be_changed(
    crm: Stage, leader: Person, registered: Any
) -> None:
    made = await registered(leader, "Old place")
    await crm.execute("UPDATE party SET territory = 'Prussia' WHERE id = $1", made["id"])
    path = f"/api/crm/clients/{made['id']}"
    same = {"territory": "Prussia", "segment": "A"}
    assert (await leader.patch(path, same, version=1)).json()["segment"] == "A"


async def test_a_party_is_looked_after_only_by_who_works_here(live: Stage, register: Any) -> None:
    leader, seller = await live.person(), new_id()
    young = await register(leader, "Newcomer's", owner_id=str(seller))
    assert (young.status_code, young.headers["retry-after"]) == (409, "1")
    await live.hear(PersonJoined(person_id=seller))
    made = (await register(leader, "Newcomer's", owner_id=str(seller))).json()
    assert made["owner_id"] == str(seller)
    await live.hear(PersonLeft(person_id=seller))
    for owner, slug in (
        (str(seller), "person-left"),
        (LONG_AGO, "unknown-person"),
        (str(uuid4()), "unknown-person"),
    ):
        assert rule(await register(leader, "Nobody's", owner_id=owner)) == (422, slug, "/owner_id")
    path = f"/api/crm/clients/{made['id']}"
    kept = await leader.patch(path, {"owner_id": str(seller), "segment": "A"}, version=1)
    assert kept.json()["segment"] == "A"
