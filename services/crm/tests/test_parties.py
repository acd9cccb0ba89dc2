"""Clients and distributors through the API."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.testing import Person, Stage
from contracts.crm import ClientRegistered, DistributorRegistered, PartyRevised

FULL = {
    "kind": "public",
    "industry": "Health",
    "scale": "5,000 employees",
    "segment": "A",
    "preferences": ["Scales", "DV-100"],
    "external_ref": "ALFKI",
    "language": "de",
    "notes": "Pays by return",
}


@pytest.mark.feature("PH-C-03", "PH-DI-11")
async def test_a_client_keeps_all_that_was_said_about_it(crm: Stage, leader: Person, registered: Any) -> None:
    parent = await registered(leader, "Charité Holding")
    client = await registered(leader, "Charité", parent_id=parent["id"], **FULL)
    assert {name: client[name] for name in FULL} == FULL
    assert client["number"].startswith("C-0")
    assert (client["role"], client["owner_id"], client["version"]) == ("lead", str(leader.id), 1)
    assert client["billing_address"] == client["shipping_address"]
    read = await leader.get(f"/api/crm/clients/{client['id']}")
    assert (read.json(), read.headers["etag"]) == (client, '"v1"')
    [said] = await crm.said(ClientRegistered, party_id=UUID(client["id"]))
    assert (said.territory, said.preferences, said.parent_id, said.language) == (
        "Germany",
        ("Scales", "DV-100"),
        UUID(parent["id"]),
        "de",
    )
    assert "Pays by return" not in said.written()


async def test_a_party_has_a_language_of_its_own_or_the_companys(
    crm: Stage, leader: Person, register: Any, registered: Any
) -> None:
    plain = await registered(leader, "Sans Langue", "distributors", segment="Languages")
    spoken = await registered(leader, "Mit Sprache", "distributors", segment="Languages", language="de")
    assert (plain["language"], spoken["language"]) == (None, "de")
    path = "/api/crm/distributors"
    found = await leader.get(f"{path}?segment=Languages&language=de&cols=id,language")
    assert found.json()["items"] == [{"id": spoken["id"], "language": "de"}]
    cleared = await leader.patch(f"{path}/{spoken['id']}", {"language": None}, version=1)
    assert cleared.json()["language"] is None
    assert [one.language for one in await crm.said(PartyRevised, party_id=UUID(spoken["id"]))] == [None]
    wrong = await register(leader, "Klingons", language="tlh")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/language")


async def test_a_distributor_is_numbered_and_listed_apart(
    crm: Stage, leader: Person, registered: Any
) -> None:
    made = await registered(leader, "Weigh & Sons", "distributors")
    assert (made["number"][:2], made["role"]) == ("D-", "distributor")
    assert (await leader.get(f"/api/crm/clients/{made['id']}")).status_code == 404
    assert (await leader.get(f"/api/crm/distributors/{made['id']}")).json() == made
    assert (await leader.get("/api/crm/clients?name=Weigh%20%26%20Sons")).json()["items"] == []
    assert await crm.said(DistributorRegistered, party_id=UUID(made["id"]))


async def test_a_change_keeps_what_it_does_not_name(crm: Stage, leader: Person, registered: Any) -> None:
    made = await registered(leader, "Ernst Handel", **FULL)
    path = f"/api/crm/clients/{made['id']}"
    changed = await leader.patch(path, {"territory": "Austria"}, version=1)
    assert changed.json() == made | {"territory": "Austria", "version": 2}
    [said] = await crm.said(PartyRevised, party_id=UUID(made["id"]))
    assert (said.territory, said.segment) == ("Austria", "A")
    same = await leader.patch(path, {"territory": "Austria"}, version=2)
    assert same.json()["version"] == 2
    stale = await leader.patch(path, {"territory": "France"}, version=1)
    assert (stale.status_code, stale.json()["current"]["territory"]) == (412, "Austria")
    assert (await leader.patch(path, {"name": None}, version=2)).status_code == 422
    assert (await leader.patch(path, {"number": "C-1"}, version=2)).status_code == 422


async def test_the_same_name_in_the_same_territory_is_a_duplicate(
    leader: Person, register: Any, registered: Any
) -> None:
    first = await registered(leader, "Alfreds Futterkiste")
    again = await register(leader, "ALFREDS Futterkiste")
    assert (again.status_code, again.json()["existing_id"]) == (409, first["id"])
    assert again.json()["type"] == "urn:saleswire:problem:duplicate"
    assert f"{first['number']} is called Alfreds Futterkiste, too" in again.json()["detail"]
    given = {name: first[name] for name in ("name", "territory", "shipping_address")}
    german = await leader.post("/api/crm/clients", given, **{"Accept-Language": "de"})
    assert german.json()["detail"].startswith(f"{first['number']} heißt in Germany auch Alfreds Futterkiste.")
    assert (await register(leader, "Alfreds Futterkiste", territory="Austria")).status_code == 201
    assert (await register(leader, "Alfreds Futterkiste", "distributors")).status_code == 201
    assert (await register(leader, "Alfreds Futterkiste", allow_duplicate=True)).status_code == 201


@pytest.mark.parametrize("name", ["ALFA\u00a0 Mar", "Alfa Mar"])
async def test_who_renames_into_anothers_name_is_told_and_may_mean_it(
    leader: Person, registered: Any, territory: str, name: str
) -> None:
    first, other = [await registered(leader, one, territory=territory) for one in ("Alfa Mar", "Beta Mar")]
    path = f"/api/crm/clients/{other['id']}"
    refused = await leader.patch(path, {"name": name}, version=1)
    assert (refused.status_code, refused.json()["existing_id"]) == (409, first["id"])
    assert refused.json()["type"] == "urn:saleswire:problem:duplicate"
    meant = await leader.patch(path, {"name": name, "allow_duplicate": True}, version=1)
    assert (meant.status_code, meant.json()["version"]) == (200, 2)
    assert (await leader.patch(path, {"name": "alfa mar", "segment": "B"}, version=2)).status_code == 200


async def test_a_party_does_not_move_to_where_another_has_its_name(
    leader: Person, registered: Any, territory: str
) -> None:
    here, there = "Italy", territory
    await registered(leader, "Centro", territory=there)
    moving = await registered(leader, "CENTRO", territory=here)
    path = f"/api/crm/clients/{moving['id']}"
    assert (await leader.patch(path, {"territory": there}, version=1)).status_code == 409
    assert (await leader.patch(path, {"name": "Centro"}, version=1)).status_code == 200  # its own name


async def test_of_two_who_take_one_name_at_once_one_is_told(
    leader: Person, registered: Any, territory: str
) -> None:
    made = [await registered(leader, name, territory=territory) for name in ("Uno", "Due")]
    answers = await asyncio.gather(
        *(leader.patch(f"/api/crm/clients/{one['id']}", {"name": "Tre"}, version=1) for one in made)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_of_two_who_register_one_client_at_once_one_is_told(leader: Person, register: Any) -> None:
    answers = await asyncio.gather(*[register(leader, "Berglunds snabbköp") for _ in range(2)])
    assert sorted(answer.status_code for answer in answers) == [201, 409]


@pytest.mark.parametrize(
    "typed", ["O\u2019Hara  Röder ", "o\u02bchara\u00a0röder", "O'Hara Ro\u0308der", "O'Ha\u200bra Röder"]
)
async def test_a_name_that_looks_the_same_is_the_same(leader: Person, register: Any, typed: str) -> None:
    await register(leader, "O'Hara Röder")
    assert (await register(leader, typed)).status_code == 409
    assert (await register(leader, f"O'Hara Roder {uuid4()}")).status_code == 201


async def test_a_name_may_not_turn_the_line_or_the_direction(leader: Person, register: Any) -> None:
    for name in ("Kerr\nLtd", "Kerr\u202eLtd", "Kerr\0Ltd", "\u2067Kerr"):
        answer = await register(leader, name)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/name"


async def test_a_duplicate_out_of_reach_stays_hidden(
    crm: Stage, leader: Person, register: Any, registered: Any
) -> None:
    await registered(leader, "Hidden GmbH")
    seller = await crm.person("crm.*", scope="own")
    answer = await register(seller, "Hidden GmbH")
    assert answer.status_code == 409
    assert "existing_id" not in answer.json()


async def test_an_organisation_has_parents_and_units_but_no_circles(leader: Person, registered: Any) -> None:
    group = await registered(leader, "Group")
    unit = await registered(leader, "Unit", parent_id=group["id"])
    of_group = (await leader.get(f"/api/crm/clients/{group['id']}/structure")).json()
    assert [one["name"] for one in of_group["units"]] == ["Unit"]
    of_unit = (await leader.get(f"/api/crm/clients/{unit['id']}/structure")).json()
    assert of_unit["parent"]["number"] == group["number"]
    circle = await leader.patch(f"/api/crm/clients/{group['id']}", {"parent_id": unit["id"]}, version=1)
    assert (circle.status_code, circle.json()["type"]) == (422, "urn:saleswire:problem:parent")
    assert circle.json()["errors"][0]["pointer"] == "/parent_id"
    unknown = await leader.patch(
        f"/api/crm/clients/{group['id']}",
        {"parent_id": "0199aaaa-0000-7000-8000-000000000000"},
        version=1,
    )
    assert unknown.json()["type"] == "urn:saleswire:problem:unknown-parent"


@pytest.mark.feature("PH-C-05", "PH-C-10", "PH-DI-02", "PH-DI-09", "PH-DI-10", "PH-DI-14")
@pytest.mark.parametrize("sort", ["clients", "distributors"])
async def test_lists_find_by_name_number_place_and_interest(
    leader: Person, registered: Any, sort: str
) -> None:
    made = await registered(leader, "Königlich Essen", sort, preferences=["Tofu press"], segment="Findable")
    await registered(leader, "Lehmanns Marktstand", sort, segment="Findable")
    path = f"/api/crm/{sort}"
    for query in (
        "q=nigl",
        f"q={made['number']}",
        "q=tofu",
        "name.has=essen",
        "interests.has=tofu",
        f"external_ref=&id={made['id']}",
    ):
        found = await leader.get(f"{path}?segment=Findable&{query}")
        assert [item["name"] for item in found.json()["items"]] == ["Königlich Essen"], query
    by_place = await leader.get(f"{path}?segment=Findable&city=Berlin&country=Germany&sort=-name")
    assert [item["name"] for item in by_place.json()["items"]] == ["Lehmanns Marktstand", "Königlich Essen"]
    elsewhere = await leader.get(f"{path}?segment=Findable&city=Bergen")
    assert elsewhere.json()["items"] == []
    export = await leader.get(f"{path}/export.csv?segment=Findable&cols=number,name")
    assert export.text.splitlines()[1] == f"{made['number']},Königlich Essen"
    heads = f"{path}/export.csv?segment=Findable&cols=number,owner_id,kind"
    german = await leader.get(heads, headers={"Accept-Language": "de"})
    assert german.text.splitlines()[0].lstrip("\ufeff") == "Nummer,Verantwortlich,Typ"


async def test_whoever_registers_a_client_reaches_it_at_once(crm: Stage, registered: Any) -> None:
    for scope in ("own", "team", "territory"):
        seller = await crm.person("crm.*", scope=scope, territories=["Germany"])
        made = await registered(seller, f"New for {scope}")
        assert (await seller.get(f"/api/crm/clients/{made['id']}")).status_code == 200
        assert (await seller.patch(f"/api/crm/clients/{made['id']}", {"segment": "B"}, version=1)).is_success
        listed = (await seller.get("/api/crm/clients")).json()["items"]
        assert made["id"] in [item["id"] for item in listed]


async def test_the_territory_decides_who_reaches_a_client(
    crm: Stage, leader: Person, registered: Any
) -> None:
    here = await crm.person("crm.*", scope="territory", territories=["Portugal"])
    made = await registered(leader, "Furia Bacalhau", territory="Portugal")
    path = f"/api/crm/clients/{made['id']}"
    assert (await here.get(path)).status_code == 200
    await leader.patch(path, {"territory": "Spain"}, version=1)
    for answer in (
        await here.get(path),
        await here.get(f"{path}/structure"),
        await here.get(f"{path}/contacts"),
        await here.patch(path, {"name": "Mine"}, version=2),
        await here.post(f"{path}/contacts", {"name": "Me"}),
    ):
        assert answer.status_code == 404
    assert (await here.get("/api/crm/clients")).json()["items"] == []
    assert (await here.get("/api/crm/clients/totals")).json()["count"] == 0


async def test_nobody_saves_a_client_out_of_his_own_reach(
    crm: Stage, leader: Person, register: Any, registered: Any
) -> None:
    seller = await crm.person("crm.*", scope="own")
    refused = await register(seller, "Given away", owner_id=str(leader.id))
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:saleswire:problem:out-of-scope")
    made = await registered(seller, "Kept")
    moved = await seller.patch(f"/api/crm/clients/{made['id']}", {"owner_id": str(leader.id)}, version=1)
    assert moved.status_code == 422
    assert (await seller.get(f"/api/crm/clients/{made['id']}")).json() == made


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " "},
        {"kind": "alien"},
        {"role": "distributor"},
        {"territory": ""},
        {"shipping_address": {"city": "Berlin"}},
        {"number": "C-1"},
    ],
)
async def test_what_is_no_client_is_refused(leader: Person, register: Any, fields: dict[str, Any]) -> None:
    answer = await register(leader, **({"name": "Wrong"} | fields))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(f"/{next(iter(fields))}")


async def test_a_repeated_registration_is_one_client(crm: Stage, leader: Person, register: Any) -> None:
    body = {
        "name": "Once",
        "territory": "Italy",
        "shipping_address": {"country": "Italy"},
        "allow_duplicate": True,
    }
    answers = [await leader.post("/api/crm/clients", body, key="same") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(await crm.said(ClientRegistered, name="Once")) == 1


@pytest.mark.parametrize("short", ["c-{}", "C{}", "{}"])
async def test_a_party_is_found_by_its_number_in_short(leader: Person, registered: Any, short: str) -> None:
    client = await registered(leader, f"Short of numbers {short}")
    typed = short.format(int(client["number"].removeprefix("C-")))
    rows = (await leader.get("/api/crm/clients", params={"q": f"{typed} short"})).json()["items"]
    assert [row["number"] for row in rows] == [client["number"]]
