"""People and what they belong to: what is sent, what is asked first, and what a refusal keeps."""

import json

import pytest
from stand_ins import PERSON, identity, listed, refused, said, totalled
from stand_ins.identity import EVA as ID
from stand_ins.identity import MACHINE, ROLE, TEAM, TERRITORY

from web.sections.people.permissions import grants, others

API = f"/api/identity/people/{ID}"


@pytest.fixture
def company(stage):
    """A stage with one person, one team, two territories and two roles."""
    stage.sign_in("identity.*")
    stage.gateway.on("GET", API, said(identity.person()))
    stage.gateway.on("GET", "/api/identity/teams", listed(identity.team()))
    stage.gateway.on("GET", "/api/identity/me/giving", said(identity.giving()))
    return stage


def body(stage, method: str, path: str) -> dict:
    return json.loads(stage.gateway.sent(method, path)[-1].content)


async def test_the_page_offers_what_the_person_does_not_have_yet(company):
    shown = (await company.browser.get(f"/people/{ID}")).text
    assert '<option value="clerk">Clerk</option>' in shown
    assert "<option>seller</option>" not in shown
    assert "<option>DACH</option>" in shown
    assert "Stops working here" in shown
    assert "Erase" not in shown


async def test_who_does_not_manage_people_changes_nothing(company):
    company.sign_in("identity.read")
    shown = (await company.browser.get(f"/people/{ID}")).text
    assert "<form" not in shown.split("<main")[1].split("</main>")[0]


async def test_whom_one_does_not_reach_one_does_not_change(company):
    company.gateway.on("GET", API, said(identity.person(manageable=False)))
    shown = (await company.browser.get(f"/people/{ID}")).text
    assert "<form" not in shown.split("<main")[1].split("</main>")[0]
    assert f"/people/{ID}/edit" not in shown


async def test_of_oneself_one_changes_names_only(company):
    company.gateway.on(
        "GET", f"/api/identity/people/{PERSON}", said(identity.person(id=PERSON, manageable=False))
    )
    main = (await company.browser.get(f"/people/{PERSON}")).text.split("<main")[1].split("</main>")[0]
    assert f"/people/{PERSON}/edit" in main
    assert "<form" not in main
    form = (await company.browser.get(f"/people/{PERSON}/edit")).text
    assert 'name="name"' in form
    assert 'name="team_id"' not in form


async def test_the_forms_offer_what_one_may_give(company):
    giving = identity.giving(roles=["clerk"], teams=[], territories=["Nordics"])
    company.gateway.on("GET", "/api/identity/me/giving", said(giving))
    form = (await company.browser.get("/people/new")).text
    assert ('value="clerk"' in form, 'value="seller"' in form) == (True, False)
    assert ('value="Nordics"' in form, 'value="DACH"' in form) == (True, False)
    assert ">North<" not in form
    assert ">North<" in (await company.browser.get(f"/people/{ID}/edit")).text


async def test_a_role_is_granted_and_revoked_at_the_version_that_was_seen(company):
    for do, path in (("grant", "grant-role"), ("revoke", "revoke-role")):
        company.gateway.on("POST", f"{API}/{path}", said(identity.person()))
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
    company.gateway.on("PATCH", API, said(identity.person()))
    await company.post(f"/people/{ID}/territories", do="add", territory="DACH", version="7")
    assert body(company, "PATCH", API) == {"territories": ["Nordics", "DACH"]}
    await company.post(f"/people/{ID}/territories", do="remove", territory="Nordics", version="7")
    assert body(company, "PATCH", API) == {"territories": []}


async def test_leaving_and_erasing_need_the_version_and_signing_out_does_not(company):
    eva, ended = identity.person(active=False), {"sessions": 1}
    for step, seen, told in (("leave", '"v7"', eva), ("erase", '"v7"', eva), ("sign-out", None, ended)):
        company.gateway.on("POST", f"{API}/{step}", said(told))
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
    company.gateway.on("PATCH", API, refused(412, current=identity.person(version=8, name="Eva Lindqvist")))
    answer = await company.post(f"/people/{ID}/edit", name="Eva L.", username="eva", version="7")
    assert "Eva Lindqvist" in answer.text
    assert 'name="version" value="8"' in answer.text


async def test_a_role_is_defined_by_ticks_and_by_names(company):
    path = "/api/identity/roles"
    company.gateway.on("POST", path, said(identity.role(), 201))
    fields = {"permission": ["orders.read", "crm.read"], "others": "lots.pick, crm.read"}
    answer = await company.post("/roles/new", name="clerk", scope="team", key="k", **fields)
    assert answer.headers["location"] == f"/roles/{ROLE}"
    wanted = {"name": "clerk", "scope": "team", "permissions": ["orders.read", "crm.read", "lots.pick"]}
    assert body(company, "POST", path) == wanted


async def test_a_role_shows_what_it_allows_and_who_holds_it(company):
    company.gateway.on("GET", f"/api/identity/roles/{ROLE}", said(identity.role()))
    nora = identity.person_row(id=PERSON, name="Nora Berg", roles="clerk")
    eva = identity.person_row(roles="headclerk")
    company.gateway.on("GET", "/api/identity/people", listed(nora, eva))
    shown = (await company.browser.get(f"/roles/{ROLE}")).text.split("<main")[1]
    assert "Nora Berg" in shown
    assert "Eva Lind" not in shown
    assert f"/roles/{ROLE}/edit" in shown


async def test_a_team_is_formed_and_a_territory_opened(company):
    for what, told in (("teams", identity.team()), ("territories", identity.territory())):
        path = f"/api/identity/{what}"
        company.gateway.on("POST", path, said(told, 201))
        answer = await company.post(f"/{what}/new", name="North")
        assert answer.headers["location"] == f"/{what}/{told['id']}"
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
    company.gateway.on("GET", path, said(identity.team()))
    company.gateway.on("GET", "/api/identity/people", listed())
    assert "Nobody is in it yet" in (await company.browser.get(f"/teams/{TEAM}")).text
    assert 'value="Sales"' in (await company.browser.get(f"/teams/{TEAM}/edit")).text
    theirs = identity.team(version=4, department="Service")
    company.gateway.on("PATCH", path, refused(412, current=theirs))
    answer = await company.post(f"/teams/{TEAM}/edit", name="North", department="Shipping", version="3")
    assert "Service" in answer.text
    assert 'name="version" value="4"' in answer.text


async def test_a_territory_shows_who_sells_there_and_its_clients(company):
    company.sign_in("identity.*", "crm.read")
    path = f"/api/identity/territories/{TERRITORY}"
    company.gateway.on("GET", path, said(identity.territory()))
    eva = identity.person_row(territories="DACH, North")
    ove = identity.person_row(id=PERSON, name="Ove Ek", territories="North Sea")
    company.gateway.on("GET", "/api/identity/people", listed(eva, ove))
    company.gateway.on("GET", "/api/crm/clients/totals", totalled(2))
    shown = (await company.browser.get(f"/territories/{TERRITORY}")).text
    assert "Eva Lind" in shown
    assert "Ove Ek" not in shown
    assert "2 clients" in shown


async def test_the_forms_of_a_person_and_a_role_show_what_is_there(company):
    assert 'value="Eva Lind"' in (await company.browser.get(f"/people/{ID}/edit")).text
    company.gateway.on("GET", f"/api/identity/roles/{ROLE}", said(identity.role()))
    for path in (f"/roles/{ROLE}/edit", f"/roles/new?copy={ROLE}"):
        assert 'value="orders.read" checked' in (await company.browser.get(path)).text


MACHINES = "/api/identity/machines"


async def test_the_secret_of_a_new_machine_is_on_the_page_once(company):
    company.gateway.on("POST", MACHINES, said(identity.with_secret(), 201))
    company.gateway.on("GET", f"{MACHINES}/{MACHINE}", said(identity.machine()))
    sent = {"name": "Web shop", "client_id": "shop", "scope": "all", "permission": "orders.read"}
    made = await company.post("/machines/new", **sent, others="trace.read")
    assert "seen-once" in made.text
    assert body(company, "POST", MACHINES)["permissions"] == ["orders.read", "trace.read"]
    later = (await company.browser.get(f"/machines/{MACHINE}")).text
    assert "seen-once" not in later
    assert "Never" in later


async def test_a_machine_gets_another_secret_or_is_revoked(company):
    company.gateway.on("GET", MACHINES, said([identity.machine()]))
    company.gateway.on("GET", f"{MACHINES}/{MACHINE}", said(identity.machine()))
    company.gateway.on(
        "POST", f"{MACHINES}/{MACHINE}/renew-secret", said(identity.with_secret(client_secret="fresh-one"))
    )
    company.gateway.on("POST", f"{MACHINES}/{MACHINE}/revoke", said(identity.machine(active=False)))
    assert "Web shop" in (await company.browser.get("/machines")).text
    assert "fresh-one" in (await company.post(f"/machines/{MACHINE}/renew", overlap="0")).text
    assert body(company, "POST", f"{MACHINES}/{MACHINE}/renew-secret") == {"overlap_seconds": 0}
    assert (await company.post(f"/machines/{MACHINE}/revoke", key="k")).status_code == 303


async def test_a_machine_that_may_do_too_much_is_refused_on_the_form(company):
    company.gateway.on("POST", MACHINES, refused(403, "Not allowed", "Ask an administrator."))
    answer = await company.post("/machines/new", name="Root", client_id="root", scope="all", permission="*")
    assert answer.status_code == 403
    assert "Ask an administrator." in answer.text
    assert 'value="root"' in answer.text


async def test_a_person_is_given_a_language_and_clocks_or_the_companys(company):
    company.gateway.on("GET", API, said(identity.person(language="de", zone="Asia/Tokyo")))
    shown = (await company.browser.get(f"/people/{ID}")).text
    assert ("Deutsch" in shown, "Asia/Tokyo" in shown) == (True, True)
    form = (await company.browser.get(f"/people/{ID}/edit")).text
    assert '<option value="de" selected>Deutsch' in form
    assert 'value="Asia/Tokyo"' in form
    company.gateway.on("PATCH", API, said(identity.person(version=8)))
    typed = {"name": "Eva", "username": "eva", "language": "en", "zone": ""}
    await company.post(f"/people/{ID}/edit", version="7", **typed)
    sent = body(company, "PATCH", API)
    assert (sent["language"], sent["zone"]) == ("en", None)
