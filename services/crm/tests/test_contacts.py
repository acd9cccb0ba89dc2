"""The people at a client: noted, changed, and forgotten for good."""

from typing import Any

import pytest

from chassis.testing import Person, Stage


@pytest.mark.feature("PH-C-02")
async def test_a_contact_is_noted_changed_and_listed(leader: Person, registered: Any) -> None:
    client = await registered(leader, "Contact house")
    path = f"/api/crm/clients/{client['id']}/contacts"
    added = await leader.post(path, {"name": "Maria Anders", "title": "Sales", "email": "m@example.com"})
    assert added.status_code == 201, added.text
    contact = added.json()
    assert (contact["version"], added.headers["etag"]) == (1, '"v1"')
    assert added.headers["location"] == f"{path}/{contact['id']}"
    changed = await leader.patch(f"{path}/{contact['id']}", {"phone": "030-0074321"}, version=1)
    assert changed.json() == contact | {"phone": "030-0074321", "version": 2}
    stale = await leader.patch(f"{path}/{contact['id']}", {"phone": ""}, version=1)
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
    await leader.post(path, {"name": "Ana Trujillo"})
    assert [one["name"] for one in (await leader.get(path)).json()] == ["Ana Trujillo", "Maria Anders"]
    assert (await leader.get(f"/api/crm/clients/{client['id']}")).json()["version"] == 1


async def test_a_contact_belongs_to_its_client_only(leader: Person, registered: Any) -> None:
    client, other = await registered(leader, "First house"), await registered(leader, "Second house")
    path = f"/api/crm/clients/{client['id']}/contacts"
    contact = (await leader.post(path, {"name": "Thomas Hardy"})).json()
    elsewhere = f"/api/crm/clients/{other['id']}/contacts/{contact['id']}"
    assert (await leader.get(elsewhere)).status_code == 404
    assert (await leader.patch(elsewhere, {"name": "X"}, version=1)).status_code == 404


async def test_an_erased_contact_leaves_no_trace(crm: Stage, leader: Person, registered: Any) -> None:
    client = await registered(leader, "Forgetful house")
    path = f"/api/crm/clients/{client['id']}/contacts"
    contact = (await leader.post(path, {"name": "Laurence Lebihan"})).json()
    await crm.execute("DELETE FROM outbox")  # as after the relay sent it: states are never journaled
    one = f"{path}/{contact['id']}"
    assert (await leader.client.delete(one)).status_code == 428
    assert (await leader.client.delete(one, headers={"If-Match": '"v1"'})).status_code == 204
    assert (await leader.get(one)).status_code == 404
    sent = await crm.rows("SELECT kind, body, sequence, key FROM outbox")
    assert [(row["kind"], row["body"], row["sequence"]) for row in sent] == [("state", None, 2)]
    assert sent[0]["key"] == contact["id"].encode()
    tables = await crm.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for row in tables:
        found = await crm.rows(
            f'SELECT 1 FROM "{row["tablename"]}" AS t WHERE position($1 IN t::text) > 0 '
            f"OR position(encode($2, 'hex') IN t::text) > 0",
            "Laurence Lebihan",
            b"Laurence Lebihan",
        )
        assert not found, row["tablename"]


async def test_who_may_only_read_cannot_note_people(crm: Stage, leader: Person, registered: Any) -> None:
    client = await registered(leader, "Read-only house")
    reader = await crm.person("crm.read")
    path = f"/api/crm/clients/{client['id']}/contacts"
    assert (await reader.get(path)).status_code == 200
    assert (await reader.post(path, {"name": "X"})).status_code == 403
    assert (await reader.get(f"/api/crm/clients/{client['id']}")).status_code == 200


@pytest.mark.feature("PH-C-02")
async def test_a_client_is_found_by_the_people_there_until_they_are_forgotten(
    leader: Person, registered: Any
) -> None:
    client = await registered(leader, "Optische Werke")
    path = f"/api/crm/clients/{client['id']}/contacts"
    jona = {"name": "Jona Weiß", "email": "JW@optik.example", "phone": "+49 (0)89 123-456"}
    contact = (await leader.post(path, jona)).json()

    async def found(words: str) -> list[str]:
        answer = await leader.get("/api/crm/clients", params={"q": words})
        return [row["name"] for row in answer.json()["items"]]

    for words in ("weiss", "jw@OPTIK", "+49 (0)89 123-456", "+4989123456", "werke jona"):
        assert await found(words) == ["Optische Werke"], words
    await leader.patch(f"{path}/{contact['id']}", {"name": "Jona Schwarz"}, version=1)
    assert (await found("jona schwarz"), await found("jona weiß")) == (["Optische Werke"], [])
    await leader.client.delete(f"{path}/{contact['id']}", headers={"If-Match": '"v2"'})
    assert await found("schwarz") == []
    unchanged = (await leader.get(f"/api/crm/clients/{client['id']}")).json()
    assert unchanged["version"] == 1, "nothing that anybody sees of the client has changed"
