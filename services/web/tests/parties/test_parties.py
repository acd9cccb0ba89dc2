"""Clients and distributors: what their forms send, what is said when it is refused, who may do what."""

import json

import httpx2
import pytest
from stand_ins import PERSON, billing, crm, listed, refused, said
from stand_ins.crm import CLIENT as ID
from stand_ins.crm import CONTACT
from stand_ins.identity import person_row, territory
from stand_ins.reporting import REASON, standing

API = f"/api/crm/clients/{ID}"
TYPED = {
    "key": "k1",
    "name": "Baltic Dairy UAB",
    "territory": "Baltics",
    "kind": "company",
    "owner_id": PERSON,
    "preferences": "Sensors, Gateways",
    "shipping_address__name": "Baltic Dairy",
    "shipping_address__city": "Vilnius",
    "shipping_address__country": "Lithuania",
}
DUPLICATE = "urn:saleswire:problem:duplicate"
REGISTER = listed(billing.terms_row(id=CONTACT, name="30 days net"))
OTHERWISE = "Save anyway: this is a different client"


@pytest.fixture
def clients(stage):
    """A stage with one client and one contact there."""
    stage.sign_in("crm.*", "quotes.*", "billing.*")
    stage.gateway.on("GET", API, said(crm.client()))
    stage.gateway.on("GET", f"{API}/contacts", said([crm.contact()]))
    stage.gateway.on("GET", f"{API}/structure", said({"parent": None, "units": []}))
    stage.gateway.on("GET", f"/api/billing/credit/{ID}", said(billing.credit()))
    stage.gateway.on("GET", "/api/identity/territories", listed(territory(name="Baltics")))
    return stage


def body(stage, method: str, path: str) -> dict:
    return json.loads(stage.gateway.sent(method, path)[-1].content)


async def test_a_client_is_registered_once_with_what_was_typed(clients):
    clients.gateway.on("POST", "/api/crm/clients", said(crm.client(), 201))
    answer = await clients.post("/clients/new", **TYPED)
    assert answer.headers["location"] == f"/clients/{ID}"
    sent = body(clients, "POST", "/api/crm/clients")
    assert sent["preferences"] == ["Sensors", "Gateways"]
    assert sent["shipping_address"]["city"] == "Vilnius"
    assert "billing_address" not in sent
    assert sent["language"] is None
    assert clients.gateway.sent("POST", "/api/crm/clients")[0].headers["idempotency-key"] == "k1"


async def test_a_refused_client_is_told_at_its_field_and_what_was_typed_stays(clients):
    errors = [{"pointer": "/territory", "detail": "There is no such territory."}]
    clients.gateway.on("POST", "/api/crm/clients", refused(422, errors=errors))
    answer = await clients.post("/clients/new", **TYPED)
    assert answer.status_code == 422
    assert "There is no such territory." in answer.text
    assert 'value="Baltic Dairy UAB"' in answer.text
    assert 'value="Vilnius"' in answer.text
    assert "anyway" not in answer.text


async def test_a_party_keeps_the_place_that_nobody_opened(clients):
    clients.gateway.on("GET", API, said(crm.client(territory="Prussia")))
    form = (await clients.browser.get(f"/clients/{ID}/edit")).text
    assert '<option value="Prussia" selected>' in form
    assert '<option value="Baltics">' in form


async def test_a_client_is_written_to_in_its_own_language(clients):
    clients.gateway.on("GET", API, said(crm.client(language="de")))
    assert '<option value="de" selected>Deutsch' in (await clients.browser.get(f"/clients/{ID}/edit")).text
    assert "Deutsch" in (await clients.browser.get(f"/clients/{ID}")).text
    clients.gateway.on("PATCH", API, said(crm.client(version=5)))
    await clients.post(f"/clients/{ID}/edit", version="4", language="de", **TYPED)
    assert body(clients, "PATCH", API)["language"] == "de"


async def test_a_change_names_the_version_that_was_seen(clients):
    clients.gateway.on("PATCH", API, said(crm.client(version=5)))
    answer = await clients.post(f"/clients/{ID}/edit", version="4", **TYPED)
    assert answer.status_code == 303
    assert clients.gateway.sent("PATCH", API)[0].headers["if-match"] == '"v4"'


async def test_who_renames_into_another_may_say_that_it_is_meant(clients):
    assert OTHERWISE not in (await clients.browser.get(f"/clients/{ID}/edit")).text
    clients.gateway.on(
        "PATCH",
        API,
        refused(409, type=DUPLICATE, detail="C-000001 is called so too. Use it.", existing_id=CONTACT),
    )
    answer = await clients.post(f"/clients/{ID}/edit", version="4", **TYPED)
    assert "C-000001 is called so too." in answer.text
    assert f'href="/clients/{CONTACT}"' in answer.text
    assert answer.text.index(OTHERWISE) < answer.text.index('name="name"')
    clients.gateway.on("PATCH", API, said(crm.client(version=5)))
    answer = await clients.post(f"/clients/{ID}/edit", version="4", allow_duplicate="on", **TYPED)
    assert answer.status_code == 303
    sent = [json.loads(one.content) for one in clients.gateway.sent("PATCH", API)]
    assert [each["allow_duplicate"] for each in sent] == [False, True]


async def test_when_somebody_else_was_faster_both_sides_are_shown_and_nothing_is_lost(clients):
    theirs = crm.client(version=9, name="Baltic Foods UAB")
    clients.gateway.on("PATCH", API, refused(412, current=theirs))
    answer = await clients.post(f"/clients/{ID}/edit", version="4", **TYPED)
    assert answer.status_code == 412
    assert "Baltic Foods UAB" in answer.text
    assert 'name="version" value="9"' in answer.text
    assert 'name="preferences" value="Sensors, Gateways"' in answer.text


async def test_a_contact_is_added_changed_and_removed(clients):
    path = f"{API}/contacts"
    clients.gateway.on("POST", path, said(crm.contact(), 201))
    clients.gateway.on("PATCH", f"{path}/{CONTACT}", said(crm.contact()))
    clients.gateway.on("DELETE", f"{path}/{CONTACT}", lambda _: httpx2.Response(204))
    form = {"name": "Ona", "title": "Head buyer", "email": "", "phone": ""}
    await clients.post(f"/clients/{ID}/contacts", key="k2", **form)
    assert body(clients, "POST", path)["title"] == "Head buyer"
    await clients.post(f"/clients/{ID}/contacts", contact_id=CONTACT, version="1", do="save", **form)
    assert clients.gateway.sent("PATCH", f"{path}/{CONTACT}")[0].headers["if-match"] == '"v1"'
    await clients.post(f"/clients/{ID}/contacts", contact_id=CONTACT, version="1", do="remove", **form)
    assert len(clients.gateway.sent("DELETE", f"{path}/{CONTACT}")) == 1


async def test_a_credit_limit_is_set_and_lifted(clients):
    path = f"/api/billing/credit/{ID}"
    clients.gateway.on("PUT", path, said(billing.credit()))
    await clients.post(f"/clients/{ID}/credit", amount="2500,50", currency="EUR", version="2")
    assert body(clients, "PUT", path) == {"limit": {"amount": "2500.50", "currency": "EUR"}}
    await clients.post(f"/clients/{ID}/credit", amount="", currency="EUR", version="2")
    assert body(clients, "PUT", path) == {"limit": None}


async def test_who_waits_for_the_decision_of_accounting_is_told(clients):
    clients.gateway.on("GET", f"/api/billing/credit/{ID}", said(billing.credit(limit=None, undecided=True)))
    assert "Not decided: orders wait for it" in (await clients.browser.get(f"/clients/{ID}?tab=credit")).text


async def test_accounting_sets_a_clients_terms_beside_its_credit(clients):
    clients.sign_in("crm.read", "crm.terms", "billing.*")
    clients.gateway.on("GET", "/api/billing/payment-terms", REGISTER)
    clients.gateway.on("PUT", f"{API}/terms", said(crm.client(terms_id=CONTACT)))
    html = (await clients.browser.get(f"/clients/{ID}?tab=credit")).text
    assert f'action="/clients/{ID}/terms"' in html
    assert "30 days net" in html
    answer = await clients.post(f"/clients/{ID}/terms", terms_id=CONTACT, version="4")
    assert answer.headers["location"] == f"/clients/{ID}?tab=credit"
    assert clients.gateway.sent("PUT", f"{API}/terms")[0].headers["if-match"] == '"v4"'
    await clients.post(f"/clients/{ID}/terms", terms_id="", version="4")
    assert body(clients, "PUT", f"{API}/terms") == {"terms_id": None}


async def test_terms_that_were_withdrawn_stay_chosen_until_others_are_set(clients):
    clients.gateway.on("GET", "/api/billing/payment-terms", REGISTER)
    clients.gateway.on("GET", API, said(crm.client(terms_id=ID)))
    html = (await clients.browser.get(f"/clients/{ID}?tab=credit")).text
    assert f'<option value="{ID}" selected>Withdrawn terms' in html


async def test_withdrawn_terms_stay_when_something_else_is_edited(clients):
    clients.gateway.on("GET", "/api/billing/payment-terms", REGISTER)
    clients.gateway.on("GET", API, said(crm.client(terms_id=ID)))
    html = (await clients.browser.get(f"/clients/{ID}/edit")).text
    assert f'<option value="{ID}" selected>Withdrawn terms' in html


async def test_a_client_is_made_part_of_the_organisation_that_was_picked(clients):
    clients.gateway.on("GET", "/api/crm/clients", listed(crm.client_row(id=CONTACT, number="C-000009")))
    clients.gateway.on("PATCH", API, said(crm.client(version=5)))
    form = (await clients.browser.get(f"/clients/{ID}/edit")).text
    assert 'data-pick="/orders/new/suggestions/client"' in form
    answer = await clients.post(f"/clients/{ID}/edit", version="4", parent="C-000009 Baltic", **TYPED)
    assert answer.status_code == 303
    assert body(clients, "PATCH", API)["parent_id"] == CONTACT


async def test_an_organisation_that_nothing_is_called_is_told_at_its_field(clients):
    clients.gateway.on("GET", "/api/crm/clients", listed())
    answer = await clients.post(f"/clients/{ID}/edit", version="4", parent="Nowhere", **TYPED)
    assert answer.status_code == 422
    assert 'id="e-parent"' in answer.text
    assert 'value="Nowhere"' in answer.text
    assert not clients.gateway.sent("PATCH", API)


async def test_an_organisation_out_of_reach_stays_when_something_else_is_edited(clients):
    clients.gateway.on("GET", API, said(crm.client(parent_id=CONTACT)))
    clients.gateway.on("PATCH", API, said(crm.client(version=5)))
    await clients.post(f"/clients/{ID}/edit", version="4", parent="", parent_was="", **TYPED)
    assert "parent_id" not in body(clients, "PATCH", API)


@pytest.mark.feature("PH-C-12")
async def test_a_client_leads_to_its_organisation_its_units_and_its_people(clients):
    parent, unit = crm.named(id=CONTACT, name="Baltic Group"), crm.named(id=PERSON, name="Baltic Butter")
    clients.gateway.on("GET", f"{API}/structure", said({"parent": parent, "units": [unit]}))
    html = (await clients.browser.get(f"/clients/{ID}")).text
    assert f'<a href="/clients/{CONTACT}"' in html
    assert "Part of" in html
    assert f'<a href="/clients/{PERSON}"' in html
    assert "Ona" in (await clients.browser.get(f"/clients/{ID}?tab=contacts")).text


async def test_neither_machines_nor_people_who_left_are_offered_as_representatives(clients):
    offered = {"id": CONTACT, "active": True, "machine": False}
    people = [
        person_row(id=PERSON, name="Nora Berg"),
        person_row(**offered | {"name": "Web shop", "machine": True}),
        person_row(**offered | {"name": "Gone Long", "active": False}),
    ]
    clients.gateway.on("GET", "/api/identity/people", listed(*people))
    form = (await clients.browser.get(f"/clients/{ID}/edit")).text
    assert "Nora Berg</option>" in form
    assert "Web shop" not in form
    assert "Gone Long" not in form


async def test_who_may_only_read_sees_no_way_to_change(clients):
    clients.sign_in("crm.read")
    html = (await clients.browser.get(f"/clients/{ID}?tab=contacts")).text
    assert "Baltic Dairy UAB" in html
    assert f"/clients/{ID}/edit" not in html
    assert "New contact" not in html
    assert "Credit" not in html


async def test_a_client_that_stands_still_says_so(clients):
    assert "stands still" not in (await clients.browser.get(f"/clients/{ID}")).text
    clients.gateway.on(
        "GET", f"/api/reports/standing/{ID}", said([standing(ID, "party"), standing(ID, "credit")])
    )
    assert (await clients.browser.get(f"/clients/{ID}")).text.count(REASON) == 2


async def test_a_client_is_shown_while_nobody_can_say_whether_it_stands_still(clients):
    clients.gateway.on("GET", f"/api/reports/standing/{ID}", refused(503, "Reporting is away"))
    assert (await clients.browser.get(f"/clients/{ID}")).status_code == 200
