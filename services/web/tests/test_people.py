"""People and what they belong to: what is sent, what is asked first, and what a refusal keeps."""

import json

import pytest

from web.pages.people.permissions import grants, others
from web.testing import PERSON, refused, said

ID, TEAM = "01900000-0000-7000-8000-0000000000e1", "01900000-0000-7000-8000-0000000000e2"
API = f"/api/identity/people/{ID}"
EVA = {
    "id": ID, "version": 7, "username": "eva", "name": "Eva Lind", "email": "", "team_id": TEAM,
    "territories": ["Nordics"], "roles": ["seller"], "active": True, "created_at": "2026-01-02T08:00:00Z",
    "manageable": True,
}  # fmt: skip
ROLE = {"id": TEAM, "version": 2, "name": "clerk", "scope": "team", "permissions": ["orders.read"],
        "built_in": False}  # fmt: skip


@pytest.fixture
def company(stage):
    """A stage with one person, one team, two territories and two roles."""
    stage.sign_in("identity.*")
    stage.gateway.on("GET", API, said(EVA))
    for path, names in (
        ("teams", ["North"]),
        ("territories", ["DACH", "Nordics"]),
        ("roles", ["clerk", "seller"]),
    ):
        rows = [{"id": TEAM, "name": name, "department": "Sales", "scope": "own"} for name in names]
        stage.gateway.on("GET", f"/api/identity/{path}", said({"items": rows, "next": None}))
    teams = [{"id": TEAM, "name": "North", "department": "Sales", "version": 1}]
    giving = {"roles": ["clerk", "seller"], "teams": teams, "territories": ["DACH", "Nordics"]}
    stage.gateway.on("GET", "/api/identity/me/giving", said(giving))
    return stage


def body(stage, method: str, path: str) -> dict:
    return json.loads(stage.gateway.sent(method, path)[-1].content)


async def test_the_page_offers_what_the_person_does_not_have_yet(company):
    shown = (await company.browser.get(f"/people/{ID}")).text
    assert "<option>clerk</option>" in shown
    assert "<option>seller</option>" not in shown
    assert "<option>DACH</option>" in shown
    assert "Stops working here" in shown
    assert "Erase" not in shown


async def test_who_does_not_manage_people_changes_nothing(company):
    company.sign_in("identity.read")
    shown = (await company.browser.get(f"/people/{ID}")).text
    assert "<form" not in shown.split("<main")[1].split("</main>")[0]


async def test_whom_one_does_not_reach_one_does_not_change(company):
    company.gateway.on("GET", API, said(EVA | {"manageable": False}))
    shown = (await company.browser.get(f"/people/{ID}")).text
    assert "<form" not in shown.split("<main")[1].split("</main>")[0]
    assert f"/people/{ID}/edit" not in shown


async def test_of_oneself_one_changes_names_only(company):
    company.gateway.on(
        "GET", f"/api/identity/people/{PERSON}", said(EVA | {"id": PERSON, "manageable": False})
    )
    main = (await company.browser.get(f"/people/{PERSON}")).text.split("<main")[1].split("</main>")[0]
    assert f"/people/{PERSON}/edit" in main
    assert "<form" not in main
    form = (await company.browser.get(f"/people/{PERSON}/edit")).text
    assert 'name="name"' in form
    assert 'name="team_id"' not in form


async def test_the_forms_offer_what_one_may_give(company):
    giving = {"roles": ["clerk"], "teams": [], "territories": ["Nordics"]}
    company.gateway.on("GET", "/api/identity/me/giving", said(giving))
    form = (await company.browser.get("/people/new")).text
    assert ('value="clerk"' in form, 'value="seller"' in form) == (True, False)
    assert ('value="Nordics"' in form, 'value="DACH"' in form) == (True, False)
    assert ">North<" not in form
    assert ">North<" in (await company.browser.get(f"/people/{ID}/edit")).text


async def test_a_role_is_granted_and_revoked_at_the_version_that_was_seen(company):
    for do, path in (("grant", "grant-role"), ("revoke", "revoke-role")):
        company.gateway.on("POST", f"{API}/{path}", said(EVA))
        await company.post(f"/people/{ID}/roles", do=do, role="clerk", version="7", key="k")
        assert body(company, "POST", f"{API}/{path}") == {"role": "clerk"}
        assert company.gateway.sent("POST", f"{API}/{path}")[0].headers["if-match"] == '"v7"'


async def test_a_role_that_reaches_too_far_is_refused_on_the_page(company):
    company.gateway.on("POST", f"{API}/grant-role", refused(403, "Not allowed", "Ask an administrator."))
    answer = await company.post(f"/people/{ID}/roles", do="grant", role="administrator", version="7")
    assert answer.status_code == 403
    assert "Ask an administrator." in answer.text
    assert "Eva Lind" in answer.text


async def test_territories_are_added_to_and_taken_from_what_is_held(company):
    company.gateway.on("PATCH", API, said(EVA))
    await company.post(f"/people/{ID}/territories", do="add", territory="DACH", version="7")
    assert body(company, "PATCH", API) == {"territories": ["Nordics", "DACH"]}
    await company.post(f"/people/{ID}/territories", do="remove", territory="Nordics", version="7")
    assert body(company, "PATCH", API) == {"territories": []}


async def test_leaving_and_erasing_need_the_version_and_signing_out_does_not(company):
    for step, seen in (("leave", '"v7"'), ("erase", '"v7"'), ("sign-out", None)):
        company.gateway.on("POST", f"{API}/{step}", said({}))
        await company.post(f"/people/{ID}/do/{step}", version="7", key="k")
        assert company.gateway.sent("POST", f"{API}/{step}")[0].headers.get("if-match") == seen
    assert (await company.post(f"/people/{ID}/do/promote", version="7")).status_code == 404


async def test_a_password_is_never_shown_again(company):
    company.gateway.on("PUT", f"{API}/password", refused(422, detail="At least ten characters."))
    answer = await company.post(f"/people/{ID}/password", password="geheim", version="7")
    assert answer.status_code == 422
    assert "geheim" not in answer.text


async def test_a_new_person_keeps_what_was_ticked_when_the_name_is_taken(company):
    company.gateway.on("POST", "/api/identity/people", refused(409, "Taken", "The username eva is taken."))
    fields = {
        "name": "Eva",
        "username": "eva",
        "roles": ["clerk", "seller"],
        "territories": ["DACH"],
        "key": "k",
    }
    answer = await company.post("/people/new", **fields)
    assert answer.status_code == 409
    assert 'value="clerk" checked' in answer.text
    assert 'value="DACH" checked' in answer.text
    sent = body(company, "POST", "/api/identity/people")
    assert (sent["roles"], sent["territories"]) == (["clerk", "seller"], ["DACH"])
    assert "password" not in sent
    assert "team_id" not in sent


async def test_somebody_who_renamed_the_person_first_is_shown(company):
    company.gateway.on("PATCH", API, refused(412, current=EVA | {"version": 8, "name": "Eva Lindqvist"}))
    answer = await company.post(f"/people/{ID}/edit", name="Eva L.", username="eva", version="7")
    assert "Eva Lindqvist" in answer.text
    assert 'name="version" value="8"' in answer.text


async def test_a_role_is_defined_by_ticks_and_by_names(company):
    path = "/api/identity/roles"
    company.gateway.on("POST", path, said(ROLE, 201))
    fields = {"permission": ["orders.read", "crm.read"], "others": "lots.pick, crm.read"}
    answer = await company.post("/roles/new", name="clerk", scope="team", key="k", **fields)
    assert answer.headers["location"] == f"/roles/{TEAM}"
    wanted = {"name": "clerk", "scope": "team", "permissions": ["orders.read", "crm.read", "lots.pick"]}
    assert body(company, "POST", path) == wanted


async def test_a_role_shows_what_it_allows_and_who_holds_it(company):
    company.gateway.on("GET", f"/api/identity/roles/{TEAM}", said(ROLE))
    people = [
        {
            "id": PERSON,
            "name": "Nora Berg",
            "username": "n",
            "roles": "clerk",
            "territories": "",
            "active": True,
        },
        {
            "id": ID,
            "name": "Eva Lind",
            "username": "e",
            "roles": "headclerk",
            "territories": "",
            "active": True,
        },
    ]
    company.gateway.on("GET", "/api/identity/people", said({"items": people, "next": None}))
    shown = (await company.browser.get(f"/roles/{TEAM}")).text.split("<main")[1]
    assert "Nora Berg" in shown
    assert "Eva Lind" not in shown
    assert f"/roles/{TEAM}/edit" in shown


async def test_a_team_is_formed_and_a_territory_opened(company):
    for what, path in (("teams", "/api/identity/teams"), ("territories", "/api/identity/territories")):
        company.gateway.on("POST", path, said({"id": TEAM, "name": "North", "version": 1}, 201))
        assert (await company.post(f"/{what}/new", name="North")).headers["location"] == f"/{what}/{TEAM}"
        assert body(company, "POST", path) == {"name": "North"}


def test_a_star_grants_what_it_covers():
    assert grants(["orders.*"], "orders.cancel")
    assert not grants(["orders.read"], "orders.cancel")
    assert others(["*", "orders.*", "lots.pick"]) == ["lots.pick"]


async def test_teams_and_territories_have_forms_that_keep_what_was_typed(company):
    for what, path in (("teams", "/api/identity/teams"), ("territories", "/api/identity/territories")):
        assert 'name="name"' in (await company.browser.get(f"/{what}/new")).text
        company.gateway.on("POST", path, refused(409, detail="The name North is taken."))
        answer = await company.post(f"/{what}/new", name="North")
        assert "The name North is taken." in answer.text
        assert 'value="North"' in answer.text


async def test_a_team_shows_its_members_and_is_renamed(company):
    path = f"/api/identity/teams/{TEAM}"
    team = {"id": TEAM, "version": 3, "name": "North", "department": "Sales"}
    company.gateway.on("GET", path, said(team))
    company.gateway.on("GET", "/api/identity/people", said({"items": [], "next": None}))
    assert "Nobody is in it yet" in (await company.browser.get(f"/teams/{TEAM}")).text
    assert 'value="Sales"' in (await company.browser.get(f"/teams/{TEAM}/edit")).text
    company.gateway.on("PATCH", path, refused(412, current=team | {"version": 4, "department": "Service"}))
    answer = await company.post(f"/teams/{TEAM}/edit", name="North", department="Shipping", version="3")
    assert "Service" in answer.text
    assert 'name="version" value="4"' in answer.text


async def test_a_territory_shows_who_sells_there_and_its_clients(company):
    company.sign_in("identity.*", "crm.read")
    path = f"/api/identity/territories/{TEAM}"
    company.gateway.on("GET", path, said({"id": TEAM, "version": 1, "name": "North"}))
    plain = {"username": "n", "roles": "", "active": True}
    rows = [{"id": ID, "name": "Eva Lind", "territories": "DACH, North"} | plain,
            {"id": PERSON, "name": "Ove Ek", "territories": "North Sea"} | plain]  # fmt: skip
    company.gateway.on("GET", "/api/identity/people", said({"items": rows, "next": None}))
    company.gateway.on("GET", "/api/crm/clients/totals", said({"count": 2, "sums": {}}))
    shown = (await company.browser.get(f"/territories/{TEAM}")).text
    assert "Eva Lind" in shown
    assert "Ove Ek" not in shown
    assert "2 clients" in shown


async def test_the_forms_of_a_person_and_a_role_show_what_is_there(company):
    assert 'value="Eva Lind"' in (await company.browser.get(f"/people/{ID}/edit")).text
    company.gateway.on("GET", f"/api/identity/roles/{TEAM}", said(ROLE))
    for path in (f"/roles/{TEAM}/edit", f"/roles/new?copy={TEAM}"):
        assert 'value="orders.read" checked' in (await company.browser.get(path)).text


MACHINE = {
    "id": ID, "client_id": "shop", "name": "Web shop", "scope": "all", "permissions": ["orders.read"],
    "active": True, "last_used_at": None,
    "secrets": [{"created_at": "2026-01-02T08:00:00Z", "expires_at": None, "last_used_at": None}],
}  # fmt: skip
MACHINES = "/api/identity/machines"


async def test_the_secret_of_a_new_machine_is_on_the_page_once(company):
    company.gateway.on("POST", MACHINES, said(MACHINE | {"client_secret": "seen-once"}, 201))
    company.gateway.on("GET", f"{MACHINES}/{ID}", said(MACHINE))
    sent = {"name": "Web shop", "client_id": "shop", "scope": "all", "permission": "orders.read"}
    made = await company.post("/machines/new", **sent, others="trace.read")
    assert "seen-once" in made.text
    assert body(company, "POST", MACHINES)["permissions"] == ["orders.read", "trace.read"]
    later = (await company.browser.get(f"/machines/{ID}")).text
    assert "seen-once" not in later
    assert "Never" in later


async def test_a_machine_gets_another_secret_or_is_revoked(company):
    company.gateway.on("GET", MACHINES, said([MACHINE]))
    company.gateway.on("GET", f"{MACHINES}/{ID}", said(MACHINE))
    company.gateway.on(
        "POST", f"{MACHINES}/{ID}/renew-secret", said(MACHINE | {"client_secret": "fresh-one"})
    )
    company.gateway.on("POST", f"{MACHINES}/{ID}/revoke", said(MACHINE | {"active": False}))
    assert "Web shop" in (await company.browser.get("/machines")).text
    assert "fresh-one" in (await company.post(f"/machines/{ID}/renew", overlap="0")).text
    assert body(company, "POST", f"{MACHINES}/{ID}/renew-secret") == {"overlap_seconds": 0}
    assert (await company.post(f"/machines/{ID}/revoke", key="k")).status_code == 303


async def test_a_machine_that_may_do_too_much_is_refused_on_the_form(company):
    company.gateway.on("POST", MACHINES, refused(403, "Not allowed", "Ask an administrator."))
    answer = await company.post("/machines/new", name="Root", client_id="root", scope="all", permission="*")
    assert answer.status_code == 403
    assert "Ask an administrator." in answer.text
    assert 'value="root"' in answer.text
