"""How far the managing of people reaches, and that nobody climbs by it."""

import pytest

PEOPLE = "/api/identity/people"
SECRET = "correct horse battery"  # as in conftest
OTHER = "another good one"


def etag(document: dict) -> dict[str, str]:
    return {"If_Match": f'"v{document["version"]}"'}


@pytest.fixture(scope="module")
async def company(office):
    """A role for managing people in each scope, two territories, two teams, and people in them."""
    for scope in ("own", "team", "territory"):
        role = {"name": f"{scope}-people", "scope": scope}
        role |= {"permissions": ["identity.manage", "identity.read", "orders.read"]}
        assert (await office.admin("POST", "/api/identity/roles", role)).status_code == 201
        weak = {"name": f"{scope}-clerk", "scope": scope, "permissions": ["orders.read"]}
        assert (await office.admin("POST", "/api/identity/roles", weak)).status_code == 201
    for name in ("East", "West"):
        await office.admin("POST", "/api/identity/territories", {"name": name})
    teams = [
        (await office.admin("POST", "/api/identity/teams", {"name": name})).json()["id"]
        for name in ("Reds", "Blues")
    ]
    east = {"territories": ["East"]}
    people = {
        "eastern-chief": await office.join("eastern-chief", "territory-people", **east),
        "red-chief": await office.join("red-chief", "team-people", team_id=teams[0]),
        "lone-chief": await office.join("lone-chief", "own-people"),
        "edda": await office.join("edda", "own-clerk", **east),
        "both": await office.join("both", "own-clerk", territories=["East", "West"]),
        "none": await office.join("none"),
        "rob": await office.join("rob", "own-clerk", team_id=teams[0]),
        "bob": await office.join("bob", "own-clerk", team_id=teams[1]),
        "strong": await office.join("strong", "leader", **east),
    }
    return {"teams": teams} | people


async def read(office, person: dict) -> dict:
    return (await office.admin("GET", f"{PEOPLE}/{person['id']}")).json()


async def every_change(office, token: str, person: dict) -> set[int]:
    """What comes of every command on this person."""
    path = f"{PEOPLE}/{person['id']}"
    seen = etag(await read(office, person))
    commands = [
        ("PATCH", path, {"name": "Changed"}),
        ("POST", f"{path}/grant-role", {"role": "own-clerk"}),
        ("POST", f"{path}/revoke-role", {"role": "own-clerk"}),
        ("PUT", f"{path}/password", {"password": OTHER}),
        ("POST", f"{path}/leave", None),
        ("POST", f"{path}/erase", None),
        ("POST", f"{path}/sign-out", None),
    ]
    return {(await office.ask(token, method, at, body, **seen)).status_code for method, at, body in commands}


@pytest.mark.parametrize(
    ("chief", "out_of_reach"),
    [
        ("eastern-chief", ["both", "none", "rob", "red-chief"]),
        ("red-chief", ["bob", "none", "edda"]),
        ("lone-chief", ["edda", "none", "rob"]),
    ],
)
async def test_who_is_out_of_reach_is_not_there_for_any_change(office, company, chief, out_of_reach):
    token = (await office.sign_in(chief))["access_token"]
    admin = (await office.admin("GET", "/api/identity/me")).json()["person"]
    for person in [*(company[name] for name in out_of_reach), admin]:
        before = await read(office, person)
        assert await every_change(office, token, person) == {404}, person["username"]
        assert await read(office, person) == before


async def test_within_reach_people_are_managed(office, company):
    for chief, name in (("eastern-chief", "edda"), ("red-chief", "rob")):
        token = (await office.sign_in(chief))["access_token"]
        person = company[name]
        path = f"{PEOPLE}/{person['id']}"
        seen = (await office.ask(token, "GET", path)).json()
        assert seen["manageable"] is True
        renamed = await office.ask(token, "PATCH", path, {"name": "New Name"}, **etag(seen))
        assert renamed.status_code == 200
        given = await office.ask(
            token, "POST", f"{path}/grant-role", {"role": "team-clerk"}, **etag(renamed.json())
        )
        assert given.status_code == 200, given.text
        await office.sign_in(name)
        assert (await office.ask(token, "POST", f"{path}/sign-out")).json() == {"sessions": 1}


async def test_somebody_who_may_do_more_is_out_of_hand(office, company):
    token = (await office.sign_in("eastern-chief"))["access_token"]
    assert await every_change(office, token, company["strong"]) == {403}
    seen = (await office.ask(token, "GET", f"{PEOPLE}/{company['strong']['id']}")).json()
    assert seen["manageable"] is False


async def test_nobody_changes_what_they_may_do_themselves(office, company):
    admin = (await office.admin("GET", "/api/identity/me")).json()["person"]
    chief, token = company["eastern-chief"], (await office.sign_in("eastern-chief"))["access_token"]
    path, seen = f"{PEOPLE}/{chief['id']}", etag(chief)
    attempts = [
        ("PATCH", path, {"territories": ["East", "West"]}),
        ("PATCH", path, {"territories": []}),
        ("PATCH", path, {"team_id": company["teams"][0]}),
        ("POST", f"{path}/grant-role", {"role": "own-clerk"}),
        ("POST", f"{path}/revoke-role", {"role": "territory-people"}),
        ("PUT", f"{path}/password", {"password": OTHER}),
    ]
    for method, at, body in attempts:
        assert (await office.ask(token, method, at, body, **seen)).status_code == 403, (method, at, body)
    for method, at, body in [
        ("POST", "/grant-role", {"role": "seller"}),
        ("PATCH", "", {"team_id": company["teams"][0]}),
    ]:
        answer = await office.admin(method, f"{PEOPLE}/{admin['id']}{at}", body, **etag(admin))
        assert answer.status_code == 403
    renamed = await office.ask(token, "PATCH", path, {"name": "Eastern Chief"}, **seen)
    assert renamed.status_code == 200


async def test_what_one_gives_lies_within_ones_own(office, company):
    east = (await office.sign_in("eastern-chief"))["access_token"]
    red = (await office.sign_in("red-chief"))["access_token"]
    edda, rob = await read(office, company["edda"]), await read(office, company["rob"])
    reds, blues = company["teams"]
    attempts = [
        (east, "PATCH", f"/{edda['id']}", {"territories": ["East", "West"]}, etag(edda)),
        (east, "PATCH", f"/{edda['id']}", {"team_id": blues}, etag(edda)),
        (east, "POST", f"/{edda['id']}/grant-role", {"role": "seller"}, etag(edda)),
        (east, "POST", "", {"username": "w1", "name": "W", "territories": ["West"]}, {}),
        (east, "POST", "", {"username": "w2", "name": "W"}, {}),
        (red, "PATCH", f"/{rob['id']}", {"team_id": blues}, etag(rob)),
        (red, "PATCH", f"/{rob['id']}", {"territories": ["East"]}, etag(rob)),
        (red, "POST", f"/{rob['id']}/grant-role", {"role": "territory-clerk"}, etag(rob)),
        (red, "POST", "", {"username": "w3", "name": "W", "team_id": blues}, {}),
    ]
    for token, method, at, body, headers in attempts:
        answer = await office.ask(token, method, PEOPLE + at, body, **headers)
        assert answer.status_code == 403, (at, body, answer.text)
    joined = {"username": "eve", "name": "Eve", "territories": ["East"], "roles": ["own-clerk"]}
    assert (await office.ask(east, "POST", PEOPLE, joined)).status_code == 201
    joined = {"username": "ray", "name": "Ray", "team_id": reds, "roles": ["team-clerk"]}
    assert (await office.ask(red, "POST", PEOPLE, joined)).status_code == 201


async def test_the_companys_structure_and_keys_are_for_who_manages_all_of_it(office, company):
    token = (await office.sign_in("eastern-chief"))["access_token"]
    team = (await office.admin("GET", f"/api/identity/teams/{company['teams'][0]}")).json()
    role = {"name": "mine", "scope": "own", "permissions": ["orders.read"]}
    for method, path, body in (
        ("POST", "/api/identity/teams", {"name": "Mine"}),
        ("PATCH", f"/api/identity/teams/{team['id']}", {"department": "Mine"}),
        ("POST", "/api/identity/territories", {"name": "Mine"}),
        ("POST", "/api/identity/roles", role),
        ("POST", "/api/identity/signing-keys/rotate", None),
    ):
        assert (await office.ask(token, method, path, body, **etag(team))).status_code == 403, path


async def test_what_one_may_give_is_said_for_the_forms(office, company):
    token = (await office.sign_in("eastern-chief"))["access_token"]
    giving = (await office.ask(token, "GET", "/api/identity/me/giving")).json()
    assert giving["territories"] == ["East"]
    assert giving["teams"] == []
    assert {"own-clerk", "team-clerk", "territory-clerk"} <= set(giving["roles"])
    assert not {"seller", "administrator"} & set(giving["roles"])
    everything = (await office.admin("GET", "/api/identity/me/giving")).json()
    assert {"East", "West"} <= set(everything["territories"])
    assert set(company["teams"]) <= {team["id"] for team in everything["teams"]}
    assert "administrator" in everything["roles"]
