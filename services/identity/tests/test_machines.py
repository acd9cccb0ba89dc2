"""Machine clients: permissions of their own, a secret that is seen once, and an end."""

import pytest

MACHINES, PEOPLE = "/api/identity/machines", "/api/identity/people"


async def added(office, client_id: str, *permissions: str, **more: object) -> dict:
    asked = {"client_id": client_id, "name": "Web shop", "permissions": permissions or ["identity.read"]}
    answer = await office.admin("POST", MACHINES, asked | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def token(office, client_id: str, secret: str):
    return await office.form(
        "/api/auth/token", grant_type="client_credentials", client_id=client_id, client_secret=secret
    )


async def test_a_machine_does_what_it_was_allowed_and_no_more(office):
    shop = await added(office, "shop", "identity.read")
    access = (await token(office, "shop", shop["client_secret"])).json()["access_token"]
    assert (await office.ask(access, "GET", PEOPLE)).status_code == 200
    newcomer = {"username": "nobody-yet", "name": "N"}
    assert (await office.ask(access, "POST", PEOPLE, newcomer)).status_code == 403
    me = (await office.ask(access, "GET", "/api/identity/me")).json()
    assert me["permissions"] == [{"permission": "identity.read", "scope": "all"}]


async def test_the_secret_is_shown_once_and_kept_nowhere(office):
    shop = await added(office, "once")
    seen = await office.admin("GET", f"{MACHINES}/{shop['id']}")
    assert "client_secret" not in seen.json()
    [kept] = await office.stage.rows(
        "SELECT encode(digest, 'hex') AS digest FROM machine_secret WHERE person_id = $1::uuid", shop["id"]
    )
    assert shop["client_secret"] not in kept["digest"]
    answers = await office.stage.rows("SELECT convert_from(body, 'UTF8') AS body FROM idempotency")
    assert not any(shop["client_secret"] in answer["body"] for answer in answers)


async def test_a_renewed_secret_leaves_time_to_change_it_everywhere(office):
    shop = await added(office, "renewing")
    path = f"{MACHINES}/{shop['id']}"
    renewed = (await office.admin("POST", f"{path}/renew-secret", {"overlap_seconds": 3600})).json()
    for secret in (shop["client_secret"], renewed["client_secret"]):
        assert (await token(office, "renewing", secret)).status_code == 200
    at_once = (await office.admin("POST", f"{path}/renew-secret", {"overlap_seconds": 0})).json()
    statuses = [
        (await token(office, "renewing", one["client_secret"])).status_code
        for one in (shop, renewed, at_once)
    ]
    assert statuses == [401, 401, 200]


async def test_one_sees_when_a_machine_came_last(office):
    shop = await added(office, "seldom")
    assert shop["last_used_at"] is None
    await token(office, "seldom", shop["client_secret"])
    seen = (await office.admin("GET", f"{MACHINES}/{shop['id']}")).json()
    assert seen["last_used_at"] == seen["secrets"][0]["last_used_at"] is not None


async def test_a_revoked_machine_is_out_with_its_running_tokens(office):
    shop = await added(office, "gone")
    access = (await token(office, "gone", shop["client_secret"])).json()["access_token"]
    revoked = await office.admin("POST", f"{MACHINES}/{shop['id']}/revoke")
    assert (revoked.status_code, revoked.json()["active"]) == (200, False)
    assert (await token(office, "gone", shop["client_secret"])).status_code == 401
    assert (await office.ask(access, "GET", PEOPLE)).status_code == 401
    again = await office.admin("POST", f"{MACHINES}/{shop['id']}/renew-secret", {})
    assert again.status_code == 409


async def test_a_machine_has_no_password_and_a_person_no_secret(office):
    shop = await added(office, "headless")
    seen = (await office.admin("GET", f"{PEOPLE}/{shop['id']}")).json()
    version = {"If_Match": f'"v{seen["version"]}"'}
    refused = await office.admin(
        "PUT", f"{PEOPLE}/{shop['id']}/password", {"password": "long enough now"}, **version
    )
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:saleswire:problem:machine")
    person = await office.join("no-machine", "seller")
    assert (await office.admin("GET", f"{MACHINES}/{person['id']}")).status_code == 404
    assert (await office.admin("POST", f"{MACHINES}/{person['id']}/renew-secret", {})).status_code == 404


@pytest.mark.parametrize("permissions", [["*"], ["identity.*", "lost.read"]])
async def test_nobody_makes_a_machine_that_may_do_more_than_they(office, permissions):
    if not await office.stage.rows("SELECT 1 FROM person WHERE username = 'imp'"):
        await office.join("imp", "importer")
    access = (await office.sign_in("imp"))["access_token"]
    asked = {"client_id": "too-strong", "name": "Root", "permissions": permissions}
    assert (await office.ask(access, "POST", MACHINES, asked)).status_code == 403
