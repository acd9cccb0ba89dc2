"""People and what they may do: every rule that a manager of people could break."""

import asyncio
import string
from uuid import UUID, uuid4

import pytest

from contracts.identity import (
    PersonErased,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    RoleDefined,
    TeamChanged,
)
from contracts.text import folded
from identity.roles import BUILT_IN
from identity.seed import first_administrator, first_start
from kernel.access import SCOPES, Access, granted

PEOPLE = "/api/identity/people"
SECRET = "correct horse battery"


def etag(document: dict) -> dict[str, str]:
    return {"If_Match": f'"v{document["version"]}"'}


async def test_a_person_who_joins_is_said_without_a_name_and_named_on_the_state_topic(office):
    person = await office.join("nora", "seller", email="nora@example.com")
    joined = await office.stage.said(PersonJoined, person_id=UUID(person["id"]))
    assert joined[0].roles == ("seller",)
    assert "nora" not in joined[0].written().lower()
    assert (await office.called(person))[-1] == "Nora"


@pytest.mark.parametrize("typed", ["KAI-9", "\u00a0kai-9 ", "kai\u20119", "ｋａｉ-９", "ka\u200bi-9"])
async def test_a_username_is_read_as_every_name_is(office, typed):
    if not await office.stage.rows("SELECT 1 FROM person WHERE username = 'kai-9'"):
        await office.join("Kai-9")
    assert (await office.guess(typed, SECRET)).status_code == 200


def test_folding_leaves_what_usernames_are_made_of_and_minds_no_case():
    letters = string.ascii_letters + string.digits + "._@+-"
    assert folded(letters) == letters.lower()


async def test_usernames_do_not_differ_by_case(office):
    await office.join("Kim")
    again = {"username": "KIM", "name": "Other", "password": SECRET}
    answer = await office.admin("POST", PEOPLE, again)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:saleswire:problem:username-taken")
    await office.sign_in("kIm")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"username": "a b"}, 422),
        ({"username": ""}, 422),
        ({"name": "two\nlines"}, 422),
        ({"email": "no mail"}, 422),
        ({"password": "short"}, 422),
        ({"roles": ["emperor"]}, 422),
        ({"territories": ["Atlantis"]}, 422),
        ({"team_id": str(uuid4())}, 422),
        ({"version": 7}, 422),
        ({"active": False}, 422),
    ],
)
async def test_nobody_joins_with_data_that_makes_no_sense(office, change, status):
    asked = {"username": "valid", "name": "Valid", "password": SECRET} | change
    answer = await office.admin("POST", PEOPLE, asked)
    assert answer.status_code == status
    assert await office.stage.rows("SELECT 1 FROM person WHERE username = 'valid'") == []


async def test_a_team_and_a_territory_can_be_given_to_people(office):
    team = (await office.admin("POST", "/api/identity/teams", {"name": "North"})).json()
    await office.admin("POST", "/api/identity/territories", {"name": "Germany"})
    person = await office.join("tom", "manager", team_id=team["id"], territories=["Germany"])
    assert (person["team_id"], person["territories"]) == (team["id"], ["Germany"])
    moved = await office.admin("PATCH", f"{PEOPLE}/{person['id']}", {"territories": []}, **etag(person))
    assert (moved.status_code, moved.json()["team_id"]) == (200, team["id"])
    said = await office.stage.said(PersonMoved, person_id=UUID(person["id"]))
    assert said[0].territories == ()
    changed = await office.admin(
        "PATCH", f"/api/identity/teams/{team['id']}", {"department": "Sales"}, **etag(team)
    )
    assert changed.json()["department"] == "Sales"
    assert (await office.stage.said(TeamChanged, team_id=UUID(team["id"])))[0].name == "North"


@pytest.mark.parametrize("kind", ["teams", "territories"])
async def test_a_team_and_a_territory_that_look_like_another_are_that_one(office, kind):
    path = f"/api/identity/{kind}"
    name = f"Queen's Röder {kind}"
    assert (await office.admin("POST", path, {"name": name})).status_code == 201
    for again in (
        name,
        name.upper(),
        name.replace(" ", "\u00a0"),
        name.replace("'", "\u2019"),
        f"{name}\u200b",
    ):
        refused = await office.admin("POST", path, {"name": again})
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:saleswire:problem:name-taken"), (
            again
        )


async def test_a_team_may_write_its_own_name_otherwise_and_take_no_others(office):
    path = "/api/identity/teams"
    mine = (await office.admin("POST", path, {"name": "Alpine Sales"})).json()
    await office.admin("POST", path, {"name": "Coast Sales"})
    own = await office.admin("PATCH", f"{path}/{mine['id']}", {"name": "ALPINE Sales"}, **etag(mine))
    assert own.json()["name"] == "ALPINE Sales"
    taken = await office.admin("PATCH", f"{path}/{mine['id']}", {"name": "coast  sales"}, **etag(own.json()))
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:saleswire:problem:name-taken")


async def test_a_new_name_raises_the_version_and_reaches_the_services(office):
    person = await office.join("olga")
    path = f"{PEOPLE}/{person['id']}"
    renamed = await office.admin("PATCH", path, {"name": "Olga Neu"}, **etag(person))
    assert renamed.json()["version"] == person["version"] + 1
    await office.stage.said(PersonRenamed, person_id=UUID(person["id"]))
    stale = await office.admin("PATCH", path, {"name": "Lost"}, **etag(person))
    assert stale.status_code == 412
    assert stale.json()["current"]["name"] == "Olga Neu"
    missing = await office.admin("PATCH", path, {"name": "Lost"})
    assert missing.status_code == 428
    same = await office.admin("PATCH", path, {"name": "Olga Neu"}, **etag(renamed.json()))
    assert same.json()["version"] == renamed.json()["version"]
    assert (await office.called(person))[-1] == "Olga Neu"


async def test_a_role_that_was_revoked_is_refused(office):
    person = await office.join("max", "manager")
    token = (await office.sign_in("max"))["access_token"]
    assert (await office.ask(token, "GET", PEOPLE)).status_code == 200
    path = f"{PEOPLE}/{person['id']}/revoke-role"
    answer = await office.admin("POST", path, {"role": "manager"}, **etag(person))
    assert (await office.ask(token, "GET", PEOPLE)).status_code == 403
    again = await office.admin("POST", path, {"role": "manager"}, **etag(answer.json()))
    assert again.status_code == 409


async def test_who_leaves_has_no_access_and_cannot_sign_in(office):
    person = await office.join("lea", "seller")
    tokens = await office.sign_in("lea")
    answer = await office.admin("POST", f"{PEOPLE}/{person['id']}/leave", **etag(person))
    assert answer.json()["active"] is False
    await office.stage.said(PersonLeft, person_id=UUID(person["id"]))
    refused = await office.ask(tokens["access_token"], "GET", "/api/identity/me")
    assert refused.status_code in (401, 403)
    for form in (
        {"grant_type": "password", "username": "lea", "password": SECRET},
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]},
    ):
        assert (await office.form("/api/auth/token", **form)).status_code == 400


async def test_who_is_erased_has_no_name_anywhere(office):
    person = await office.join("emil", email="emil@example.com")
    path = f"{PEOPLE}/{person['id']}"
    early = await office.admin("POST", f"{path}/erase", **etag(person))
    assert early.status_code == 409
    left = (await office.admin("POST", f"{path}/leave", **etag(person))).json()
    erased = await office.admin("POST", f"{path}/erase", **etag(left))
    assert (erased.json()["name"], erased.json()["username"]) == ("", None)
    await office.stage.said(PersonErased, person_id=UUID(person["id"]))
    assert (await office.called(person))[-1] is None
    rows = await office.stage.rows("SELECT p::text AS row FROM person p WHERE id = $1", UUID(person["id"]))
    assert "mil" not in rows[0]["row"]
    assert await office.stage.rows("SELECT 1 FROM credential WHERE person_id = $1", UUID(person["id"])) == []
    await office.join("emil")  # the username is free again


async def test_the_last_administrator_stays(office):
    admin = (await office.admin("GET", "/api/identity/me")).json()["person"]
    path = f"{PEOPLE}/{admin['id']}"
    for step, body in (("revoke-role", {"role": "administrator"}), ("leave", None)):
        answer = await office.admin("POST", f"{path}/{step}", body, **etag(admin))
        assert answer.json()["type"] == "urn:saleswire:problem:last-administrator"


async def test_nobody_gives_what_they_do_not_hold(office):
    await office.join("hanna", "importer")
    admin = (await office.admin("GET", "/api/identity/me")).json()["person"]
    seller = await office.join("sven", "seller")
    token = (await office.sign_in("hanna"))["access_token"]
    attempts = [
        ("POST", PEOPLE, {"username": "evil", "name": "E", "roles": ["administrator"]}, {}),
        ("POST", f"{PEOPLE}/{seller['id']}/grant-role", {"role": "administrator"}, etag(seller)),
        ("PUT", f"{PEOPLE}/{admin['id']}/password", {"password": "taken over now"}, etag(admin)),
        ("PATCH", f"{PEOPLE}/{admin['id']}", {"username": "mine"}, etag(admin)),
        ("POST", f"{PEOPLE}/{admin['id']}/leave", None, etag(admin)),
        ("POST", "/api/identity/roles", {"name": "root", "scope": "all", "permissions": ["*"]}, {}),
    ]
    for method, path, body, headers in attempts:
        answer = await office.ask(token, method, path, body, **headers)
        assert answer.status_code == 403, (path, answer.text)
    allowed = await office.ask(
        token, "POST", f"{PEOPLE}/{seller['id']}/grant-role", {"role": "production"}, **etag(seller)
    )
    assert allowed.status_code == 200


async def test_a_seller_may_read_colleagues_and_change_nobody(office):
    seller = await office.join("willi", "seller")
    token = (await office.sign_in("willi"))["access_token"]
    listed = await office.ask(token, "GET", f"{PEOPLE}?username=admin")
    assert [item["username"] for item in listed.json()["items"]] == ["admin"]
    path = f"{PEOPLE}/{seller['id']}"
    for method, where, body in (
        ("POST", PEOPLE, {"username": "x1", "name": "X"}),
        ("PATCH", path, {"name": "X"}),
        ("POST", f"{path}/grant-role", {"role": "leader"}),
        ("PUT", f"{path}/password", {"password": SECRET}),
        ("POST", f"{path}/sign-out", None),
        ("POST", "/api/identity/signing-keys/rotate", None),
    ):
        answer = await office.ask(token, method, where, body, **etag(seller))
        assert answer.status_code == 403, where


async def test_people_without_a_token_see_nothing(office):
    async with office.client() as client:
        for path in (PEOPLE, "/api/identity/me", "/api/identity/roles", "/api/auth/userinfo"):
            assert (await client.get(path)).status_code == 401


async def test_a_role_of_the_companys_own_can_be_changed_and_a_built_in_one_cannot(office):
    asked = {"name": "auditor", "scope": "all", "permissions": ["orders.read"]}
    role = (await office.admin("POST", "/api/identity/roles", asked)).json()
    path = f"/api/identity/roles/{role['id']}"
    body = {"scope": "team", "permissions": ["orders.read", "billing.read"]}
    changed = await office.admin("PATCH", path, body, **etag(role))
    assert (changed.json()["scope"], changed.json()["version"]) == ("team", 2)
    assert (await office.stage.said(RoleDefined, 2, role_id=UUID(role["id"])))[-1].scope == "team"
    listed = await office.admin("GET", "/api/identity/roles?name=leader&cols=id,version")
    leader = listed.json()["items"][0]
    refused = await office.admin("PATCH", f"/api/identity/roles/{leader['id']}", body, **etag(leader))
    assert refused.json()["type"] == "urn:saleswire:problem:role-built-in"


async def test_preferences_are_ones_own_and_bounded(office):
    await office.join("petra")
    mine = (await office.sign_in("petra"))["access_token"]
    path = "/api/identity/preferences/theme"
    saved = await office.ask(mine, "PUT", path, {"value": {"dark": True}})
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    assert (await office.ask(mine, "PUT", path, {"value": None})).json()["version"] == 2
    assert (await office.ask(mine, "GET", path)).json()["value"] is None
    assert (await office.admin("GET", path)).status_code == 404
    large = {"value": "x" * 40_000}
    assert (await office.ask(mine, "PUT", path, large)).status_code == 422
    bad = await office.ask(mine, "PUT", "/api/identity/preferences/..%20x", {"value": 1})
    assert bad.status_code in (404, 422)
    assert (await office.ask(mine, "DELETE", path)).status_code == 204
    assert (await office.ask(mine, "GET", "/api/identity/preferences")).json() == []


async def test_what_a_team_shares_is_read_by_all_and_written_by_its_manager(office):
    team = (await office.admin("POST", "/api/identity/teams", {"name": "Sharers"})).json()
    await office.join("share-manager", "manager", team_id=team["id"])
    await office.join("share-seller", "seller", team_id=team["id"])
    await office.join("share-leader", "leader")
    manager, seller, loner = [
        (await office.sign_in(name))["access_token"]
        for name in ("share-manager", "share-seller", "share-leader")
    ]
    path = "/api/identity/team-preferences/views.quotes"
    kept = await office.ask(manager, "PUT", path, {"value": [{"name": "Open"}]})
    assert (kept.status_code, kept.headers["etag"], kept.json()["version"]) == (200, '"v1"', 1)
    read = await office.ask(seller, "GET", path)
    assert (read.json(), read.headers["etag"]) == (kept.json(), '"v1"')
    assert (await office.ask(seller, "PUT", path, {"value": 1})).status_code == 403
    assert (await office.ask(seller, "DELETE", path)).status_code == 403
    assert (await office.ask(seller, "GET", "/api/identity/preferences")).json() == []
    nobodys = await office.ask(loner, "PUT", path, {"value": 1})
    assert (nobodys.status_code, nobodys.json()["type"]) == (409, "urn:saleswire:problem:no-team")
    assert (await office.ask(loner, "GET", path)).status_code == 404
    assert (await office.ask(loner, "GET", "/api/identity/team-preferences")).json() == []
    assert (await office.ask(manager, "PUT", path, {"value": "x" * 40_000})).status_code == 422
    assert (await office.ask(manager, "DELETE", path)).status_code == 204
    assert (await office.ask(seller, "GET", path)).status_code == 404


async def test_several_first_starts_at_once_make_one_administrator_and_define_a_changed_role_once(office):
    service, settings = office.stage.service, office.stage.settings
    before = await office.stage.rows("SELECT count(*) AS n FROM role")
    await office.stage.execute("UPDATE role SET permissions = '{orders.read}' WHERE name = 'production'")
    await asyncio.gather(*(first_start(service) for _ in range(4)))
    await asyncio.gather(*(service.database.run(first_administrator, settings, "hash") for _ in range(4)))
    assert await office.stage.rows("SELECT count(*) AS n FROM role") == before
    people = await office.stage.rows("SELECT count(*) AS n FROM person WHERE username = 'admin'")
    assert people[0]["n"] == 1
    said = await office.stage.said(RoleDefined, 2, name="production")
    assert [set(each.permissions) for each in said] == [set(BUILT_IN["production"].permissions)] * 2


async def test_an_unknown_name_costs_as_much_as_a_wrong_password(office, monkeypatch):
    checked: list[str] = []
    passwords = office.stage.app.state.sign_in.passwords
    verify = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda h, s: checked.append(h) or verify(h, s))
    await office.form("/api/auth/token", grant_type="password", username="never-seen", password="x")
    assert len(checked) == 1
    assert checked[0].startswith("$argon2id$")


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_role_reads_the_names_of_colleagues(name):
    caller = Access(uuid4(), permissions=granted([BUILT_IN[name]]))
    assert caller.may("identity.read")
    assert BUILT_IN[name].scope in SCOPES


def test_only_the_leader_reads_why_deals_were_lost():
    able = {
        name
        for name, definition in BUILT_IN.items()
        if Access(uuid4(), permissions=granted([definition])).holds_by_name("lost.read")
    }
    assert able == {"leader"}


@pytest.mark.feature("PH-T-11")
def test_everybody_works_on_tickets_and_sales_reads_all_of_them():
    callers = {name: Access(uuid4(), permissions=granted([role])) for name, role in BUILT_IN.items()}
    assert all(who.may("tickets.read") and who.may("tickets.write") for who in callers.values())
    able = {name for name, who in callers.items() if who.may("tickets.all")}
    assert able == {"seller", "manager", "leader", "administrator", "importer"}
