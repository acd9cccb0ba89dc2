"""Language and time zone: a person chooses them, or has the company's."""

from uuid import UUID

import pytest

from contracts.identity import PersonSettingsChanged

ME, PEOPLE = "/api/identity/me", "/api/identity/people"


def etag(person):
    """The header that names the version."""
    return {"If_Match": f'"v{person["version"]}"'}


def chosen(person):
    """What somebody reads and whose clocks they see."""
    return person["language"], person["zone"]


async def test_a_person_chooses_the_language_and_the_clocks_and_every_service_hears_of_it(office):
    person = await office.join("lena", "seller")
    token = (await office.sign_in("lena"))["access_token"]
    assert chosen((await office.ask(token, "GET", ME)).json()["person"]) == (None, None)
    wanted = {"language": "de", "zone": "Asia/Tokyo"}
    answer = await office.ask(token, "PATCH", ME, wanted, **etag(person))
    assert (answer.status_code, chosen(answer.json())) == (200, ("de", "Asia/Tokyo"))
    assert answer.headers["etag"] == f'"v{person["version"] + 1}"'
    [said] = await office.stage.said(PersonSettingsChanged, person_id=UUID(person["id"]))
    assert "Tokyo" not in said.written()
    state = (await office.states(person))[-1]
    assert (chosen(state), state["sequence"]) == (("de", "Asia/Tokyo"), person["version"] + 1)
    assert chosen((await office.ask(token, "GET", ME)).json()["person"]) == ("de", "Asia/Tokyo")


async def test_what_is_left_out_stays_and_null_goes_back_to_the_companys(office):
    person = await office.join("piet", language="de", zone="Europe/Paris")
    assert chosen(person) == ("de", "Europe/Paris")
    token = (await office.sign_in("piet"))["access_token"]
    answer = await office.ask(token, "PATCH", ME, {"zone": None}, **etag(person))
    assert chosen(answer.json()) == ("de", None)
    same = await office.ask(token, "PATCH", ME, {"language": "de"}, **etag(answer.json()))
    assert same.json()["version"] == answer.json()["version"]


async def test_a_choice_names_the_version_that_was_seen(office):
    person = await office.join("sven")
    token = (await office.sign_in("sven"))["access_token"]
    await office.ask(token, "PATCH", ME, {"language": "de"}, **etag(person))
    stale = await office.ask(token, "PATCH", ME, {"language": "en"}, **etag(person))
    assert (stale.status_code, stale.json()["current"]["language"]) == (412, "de")
    assert (await office.ask(token, "PATCH", ME, {"language": "en"})).status_code == 428


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"language": "tlh"}, "/language"),
        ({"language": "DE"}, "/language"),
        ({"language": ""}, "/language"),
        ({"zone": "Mars/Olympus"}, "/zone"),
        ({"zone": "../etc/passwd"}, "/zone"),
        ({"name": "Somebody"}, "/name"),
    ],
)
async def test_what_nobody_here_speaks_and_no_clock_shows_is_refused_at_its_field(office, wrong, field):
    me = (await office.admin("GET", ME)).json()["person"]
    answer = await office.admin("PATCH", ME, wrong, **etag(me))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, field)


async def test_a_refusal_speaks_the_language_of_who_asked(office):
    me = (await office.admin("GET", ME)).json()["person"]
    told = {"Accept_Language": "de"} | etag(me)
    answer = await office.admin("PATCH", ME, {"zone": "Mars/Olympus"}, **told)
    assert "so heißt keine Zeitzone" in answer.json()["errors"][0]["detail"]
    other = await office.admin("POST", "/api/identity/machines", {"client_id": "X"}, Accept_Language="de")
    assert [error["detail"] for error in other.json()["errors"]] == [
        "Der Text passt nicht zum Muster '^[a-z][a-z0-9-]{1,47}$'",
        "Dieses Feld ist nötig",
        "Dieses Feld ist nötig",
    ]
    await office.join("uwe")
    taken = {"username": "uwe", "name": "Uwe"}
    assert (await office.admin("POST", PEOPLE, taken, Accept_Language="de")).json()["detail"] == (
        "Der Benutzername uwe ist vergeben."
    )
    assert (await office.admin("POST", PEOPLE, taken)).json()["detail"] == "The username uwe is taken."


async def test_a_list_of_people_is_exported_under_heads_of_the_readers_language(office):
    export = await office.admin("GET", f"{PEOPLE}/export.csv?cols=name,active,roles", Accept_Language="de")
    assert export.text.splitlines()[0].lstrip("\ufeff") == "Name,Arbeitet hier,Rollen"


async def test_who_signs_in_wrongly_is_told_in_their_language(office):
    wrong = {"username": "nobody", "password": "wrong"}
    async with office.client() as client:
        answer = await client.post("/api/auth/token", data=wrong, headers={"Accept-Language": "de"})
    assert answer.json()["detail"] == "Benutzername oder Passwort ist falsch."


async def test_an_administrator_chooses_for_others_and_leaves_what_is_not_named(office):
    person = await office.join("timo")
    path = f"{PEOPLE}/{person['id']}"
    answer = await office.admin("PATCH", path, {"language": "en", "zone": "UTC"}, **etag(person))
    assert chosen(answer.json()) == ("en", "UTC")
    renamed = await office.admin("PATCH", path, {"name": "Timo Neu"}, **etag(answer.json()))
    assert chosen(renamed.json()) == ("en", "UTC")
    listed = await office.admin("GET", f"{PEOPLE}?language=en&cols=id,language,zone")
    assert [one["id"] for one in listed.json()["items"]] == [person["id"]]


async def test_who_is_forgotten_leaves_no_choice_behind(office):
    person = await office.join("vera", language="de", zone="Europe/Riga")
    path = f"{PEOPLE}/{person['id']}"
    left = (await office.admin("POST", f"{path}/leave", None, **etag(person))).json()
    erased = await office.admin("POST", f"{path}/erase", None, **etag(left))
    assert chosen(erased.json()) == (None, None)


async def test_everybody_is_told_the_companys_language_and_clocks(office):
    defaults = (await office.admin("GET", ME)).json()["defaults"]
    assert defaults == {"language": "en", "zone": office.stage.settings.company_zone}
