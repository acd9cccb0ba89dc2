"""Access: who reaches what, and the projection that says so."""

from datetime import UTC, datetime
from time import time
from typing import Any, cast
from uuid import UUID

import pytest

from chassis.http import Callers
from chassis.inbound import Received
from chassis.tests.web import Web, key, web
from chassis.work import Work
from contracts.crm import PARTY, PartyRevised
from contracts.event import Message, new_id
from contracts.identity import (
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonState,
    RoleDefined,
    RoleGranted,
    RoleRevoked,
    Scope,
    SessionRevoked,
)
from contracts.values import Address
from kernel.access import Access, copied_standing, granted, person_names
from kernel.access.projections import access_projections, define_roles, fold_people, place_clients

__all__ = ["web"]


def received(sequence: int, event: Message | None, about: UUID | None = None) -> Any:
    aggregate_id = about if event is None else event.key
    assert aggregate_id is not None
    return Received(
        record=cast(Any, None),
        topic="",
        foreign=False,
        key=None,
        event_id="",
        type="" if event is None else event.type,
        sequence=sequence,
        aggregate_id=aggregate_id,
        ordered=True,
        event=event,
        id=new_id(),
        time=datetime.now(UTC),
        correlation_id=None,
        causation_id=None,
        actor=None,
        via="",
    )


async def test_several_facts_of_one_person_in_one_batch_are_folded_in_order(web: Web) -> None:
    ann, team, other = new_id(), new_id(), new_id()
    batch = [
        received(1, PersonJoined(person_id=ann, team_id=team, roles=("seller",))),
        received(2, RoleGranted(person_id=ann, role="importer")),
        received(1, PersonState(person_id=ann, sequence=1, username="ann", name="Ann")),
        received(3, PersonMoved(person_id=ann, team_id=other, territories=("North",))),
        received(4, RoleRevoked(person_id=ann, role="seller")),
        received(5, SessionRevoked(person_id=ann, session_id=new_id())),
    ]
    await web.database.run(fold_people, batch)
    [row] = await web.sql("SELECT * FROM access_person")
    assert (row["active"], row["team_id"], row["territories"]) == (True, other, ["North"])
    assert (row["roles"], row["version"], row["name"], row["name_version"]) == (["importer"], 5, "Ann", 1)
    assert len(await web.sql("SELECT 1 FROM access_revoked_session")) == 1


async def test_old_facts_change_nothing_when_they_come_again(web: Web) -> None:
    ann = new_id()
    joined = received(1, PersonJoined(person_id=ann, roles=("seller",)))
    await web.database.run(fold_people, [joined, received(2, PersonLeft(person_id=ann))])
    await web.database.run(fold_people, [joined])
    assert (await web.sql("SELECT active, version FROM access_person"))[0]["active"] is False


@pytest.mark.parametrize("name_first", [True, False])
async def test_name_and_facts_meet_in_one_row_whichever_comes_first(web: Web, name_first: bool) -> None:
    ann = new_id()
    name = received(1, PersonState(person_id=ann, sequence=1, username="ann", name="Ann"))
    facts = received(1, PersonJoined(person_id=ann, roles=("seller",)))
    for one in [name, facts] if name_first else [facts, name]:
        await web.database.run(fold_people, [one])
    [row] = await web.sql("SELECT * FROM access_person")
    assert (row["active"], row["roles"], row["name"]) == (True, ["seller"], "Ann")


async def test_an_erased_person_has_no_name(web: Web) -> None:
    ann = new_id()
    await web.database.run(
        fold_people, [received(1, PersonState(person_id=ann, sequence=1, username="ann", name="Ann"))]
    )
    assert await web.database.run(person_names, [ann, None]) == {ann: "Ann"}
    await web.database.run(fold_people, [received(2, None, ann)])
    assert await web.database.run(person_names, [ann]) == {}


async def test_a_later_definition_replaces_a_role_whole(web: Web) -> None:
    role = new_id()

    def defined(sequence: int, scope: Scope, *permissions: str) -> Any:
        return received(
            sequence, RoleDefined(role_id=role, name="seller", scope=scope, permissions=permissions)
        )

    await web.database.run(define_roles, [defined(1, Scope.OWN, "a"), defined(2, Scope.TEAM, "b")])
    await web.database.run(define_roles, [defined(1, Scope.OWN, "a")])
    [row] = await web.sql("SELECT * FROM access_role")
    assert (row["scope"], row["permissions"], row["version"]) == ("team", ["b"], 2)


async def test_a_client_lies_where_it_was_last_moved(web: Web) -> None:
    client = new_id()

    def revised(sequence: int, territory: str) -> Any:
        address = Address(country="DE")
        fields: dict[str, Any] = {"number": "C-1", "name": "x", "role": "client"}
        fields |= {"shipping_address": address, "billing_address": address, "territory": territory}
        return received(sequence, PartyRevised(party_id=client, **fields))

    assert PartyRevised.stream is PARTY
    await web.database.run(place_clients, [revised(1, "North"), revised(2, "South")])
    assert [tuple(row) for row in await web.sql("SELECT * FROM access_client")] == [(client, 2, "South")]


def test_the_widest_role_wins_and_wildcards_count() -> None:
    roles = [("own", ["quotes.write", "*"]), ("team", ["quotes.*"]), ("galaxy", ["orders.read"])]
    caller = Access(new_id(), permissions=granted(roles))
    assert caller.scope("quotes.write") == "team"
    assert caller.scope("orders.read") == "own"
    assert Access(new_id(), permissions=granted([("all", ["quotes.*"])])).scope("orders.read") is None


async def test_people_are_remembered_until_the_projection_says_otherwise(web: Web) -> None:
    now = [0.0]
    callers = Callers(web.database, copied_standing, clock=lambda: now[0])
    ann, session = await web.person("notes.read"), new_id()
    assert (await callers.standing(ann, session)).caller is not None
    await web.sql("UPDATE access_person SET active = false")
    assert (await callers.standing(ann, session)).caller is not None
    now[0] = 5.1
    assert (await callers.standing(ann, session)).caller is None

    project = access_projections(callers.drop)

    async def join(work: Work) -> None:
        await project.run(work, [received(2, PersonJoined(person_id=ann, roles=(f"role {ann}",)))])

    await web.database.run(join)
    assert (await callers.standing(ann, session)).caller is not None


async def test_somebody_unknown_or_gone_has_no_access(web: Web) -> None:
    gone = await web.person("notes.*")
    await web.sql("UPDATE access_person SET active = false WHERE id = $1", gone)
    for token in (web.issuer.token(web.settings, gone), earlier_token(web, new_id())):
        async with web.client(Authorization=f"Bearer {token}") as somebody:
            answer = await somebody.get(f"/api/notes/{new_id()}")
            assert answer.status_code == 403
            assert "administrator" in answer.json()["detail"]


def earlier_token(web: Web, person: UUID) -> str:
    """A token of a minute ago."""
    return web.issuer.sign(web.issuer.claims(web.settings, person, iat=int(time()) - 60))


async def test_somebody_new_is_asked_to_come_again_while_the_news_travels(web: Web) -> None:
    async with web.client(new_id()) as newcomer:
        answer = await newcomer.get(f"/api/notes/{new_id()}")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["type"] == "urn:saleswire:problem:access-on-its-way"


async def test_a_role_nobody_has_defined_here_yet_is_waited_for_too(web: Web) -> None:
    ann = await web.person("notes.*")
    await web.sql("UPDATE access_person SET roles = roles || 'on-its-way'::text WHERE id = $1", ann)
    async with web.client(ann) as client:
        assert (await client.get("/api/notes")).status_code == 503
    async with web.client(Authorization=f"Bearer {earlier_token(web, ann)}") as client:
        assert (await client.get("/api/notes")).status_code == 200


async def test_each_scope_reaches_its_documents_and_no_others(web: Web) -> None:
    team, other_team, north, south = new_id(), new_id(), new_id(), new_id()
    await web.sql("INSERT INTO access_client VALUES ($1, 1, 'North'), ($2, 1, 'South')", north, south)
    writers = {
        "mine": await web.person("notes.*", scope="own", team=team),
        "colleague": await web.person("notes.*", scope="own", team=team),
        "stranger": await web.person("notes.*", scope="own", team=other_team),
    }
    notes: dict[str, str] = {}
    for who, writer in writers.items():
        async with web.client(writer) as session:
            for where, client_id in {"north": north, "south": south}.items():
                body = {"text": who, "client_id": str(client_id)}
                answer = await session.post("/api/notes", json=body, headers=key())
                notes[f"{who} {where}"] = answer.json()["id"]
    mine = {"mine north", "mine south"}
    expected = {
        "own": mine,
        "team": mine | {"colleague north", "colleague south"},
        "territory": mine | {"colleague north", "stranger north"},
        "all": set(notes),
    }
    for scope, reached in expected.items():
        await web.sql("UPDATE access_role SET scope = $1 WHERE name = $2", scope, f"role {writers['mine']}")
        await web.sql("UPDATE access_person SET territories = '{North}' WHERE id = $1", writers["mine"])
        web.service.callers.drop()
        async with web.client(writers["mine"]) as session:
            answers = {name: await session.get(f"/api/notes/{id}") for name, id in notes.items()}
            read = {name for name, answer in answers.items() if answer.status_code == 200}
            assert read == reached, scope
            listed = (await session.get("/api/notes", params={"cols": "text"})).json()["items"]
            assert {item["id"] for item in listed} == {notes[name] for name in reached}, scope
            assert (await session.get("/api/notes/totals")).json()["count"] == len(reached), scope
            lines = (await session.get("/api/notes/export.csv", params={"cols": "id"})).text.split()
            assert set(lines[1:]) == {notes[name] for name in reached}, scope
            for name, id in notes.items():
                answer = await session.patch(
                    f"/api/notes/{id}", json={"text": "x"}, headers={"If-Match": '"v99"'}
                )
                assert answer.status_code == (412 if name in reached else 404), (scope, name)
