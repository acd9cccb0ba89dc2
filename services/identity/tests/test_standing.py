"""What opens a door of identity is in its own tables, and nowhere else."""

from uuid import UUID

from contracts.identity import RoleGranted

PEOPLE = "/api/identity/people"


async def test_a_role_that_somebody_else_says_on_kafka_opens_nothing(office):
    mallory = await office.join("mallory")
    token = (await office.sign_in("mallory"))["access_token"]
    id = UUID(mallory["id"])
    office.stage.sequences[id] = mallory["version"]
    await office.stage.hear(RoleGranted(person_id=id, role="administrator"))
    refused = await office.ask(token, "GET", PEOPLE)
    assert refused.status_code == 403
    me = (await office.ask(token, "GET", "/api/identity/me")).json()
    assert (me["roles"], me["permissions"]) == ([], [])


async def test_what_was_granted_holds_at_once(office):
    person = await office.join("wilma")
    token = (await office.sign_in("wilma"))["access_token"]
    assert (await office.ask(token, "GET", PEOPLE)).status_code == 403
    path = f"{PEOPLE}/{person['id']}/grant-role"
    version = {"If_Match": f'"v{person["version"]}"'}
    assert (await office.admin("POST", path, {"role": "seller"}, **version)).status_code == 200
    assert (await office.ask(token, "GET", PEOPLE)).status_code == 200


async def test_identity_reads_nothing_from_kafka(office):
    assert office.stage.service.subscriptions == {}
