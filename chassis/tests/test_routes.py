"""Routes: one request is one unit of work, changes name their version, access is declared."""

import asyncio

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from chassis.http.routes import check_routes
from chassis.tests.web import Web, client, key, web
from contracts.event import new_id

__all__ = ["client", "web"]


async def written(client: AsyncClient, **body: object) -> dict[str, object]:
    answer = await client.post("/api/notes", json={"text": "first"} | body, headers=key())
    assert answer.status_code == 201, answer.text
    return {**answer.json(), "etag": answer.headers["etag"]}


async def test_a_created_note_comes_with_its_version_and_address(web: Web, client: AsyncClient) -> None:
    answer = await client.post("/api/notes", json={"text": "first", "amount": "1.50"}, headers=key())
    document = answer.json()
    assert (answer.status_code, document["text"], document["version"]) == (201, "first", 1)
    assert document["amount"] == "1.50"
    assert answer.headers["etag"] == '"v1"'
    assert answer.headers["location"] == f"/api/notes/{document['id']}"
    assert answer.headers["saleswire-version"] == f"note/{document['id']}/1"
    assert [row["type"] for row in await web.sql("SELECT type FROM outbox")] == ["sales.note.written.v1"]


async def test_of_a_hundred_changes_of_one_version_one_wins_and_all_others_learn_how_it_stands(
    client: AsyncClient,
) -> None:
    document = await written(client)
    address = f"/api/notes/{document['id']}"
    answers = await asyncio.gather(
        *[client.patch(address, json={"text": f"by {n}"}, headers={"If-Match": '"v1"'}) for n in range(100)]
    )
    won = [answer for answer in answers if answer.status_code == 200]
    stale = [answer for answer in answers if answer.status_code == 412]
    assert (len(won), len(stale)) == (1, 99), {answer.status_code for answer in answers}
    assert won[0].headers["etag"] == '"v2"'
    assert all(answer.json()["current"] == won[0].json() for answer in stale)


async def test_a_change_without_if_match_is_asked_for_it(client: AsyncClient) -> None:
    document = await written(client)
    answer = await client.patch(f"/api/notes/{document['id']}", json={"text": "x"})
    assert answer.status_code == 428


@pytest.mark.parametrize("given", ["v1", "*", '"1"', 'w/"v1"', '"v1", "v2"', '"v-1"', '"v01"', ""])
async def test_an_if_match_that_is_no_version_is_malformed(client: AsyncClient, given: str) -> None:
    document = await written(client)
    answer = await client.patch(
        f"/api/notes/{document['id']}", json={"text": "x"}, headers={"If-Match": given}
    )
    assert answer.status_code == 400


async def test_an_etag_that_a_proxy_made_weak_still_names_the_version(client: AsyncClient) -> None:
    document = await written(client)
    address = f"/api/notes/{document['id']}"
    changed = await client.patch(address, json={"text": "x"}, headers={"If-Match": 'W/"v1"'})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = await client.patch(address, json={"text": "y"}, headers={"If-Match": 'W/"v1"'})
    assert stale.status_code == 412


async def test_a_commit_that_fails_is_no_success(web: Web, client: AsyncClient) -> None:
    answer = await client.post("/api/notes", json={"text": "late"}, headers=key())
    assert answer.status_code == 409
    assert await web.sql("SELECT 1 FROM note") == []
    assert await web.sql("SELECT 1 FROM idempotency") == []
    assert await web.sql("SELECT 1 FROM outbox") == []


async def test_without_the_permission_nothing_is_read_or_written(web: Web) -> None:
    async with web.client(await web.person("notes.read")) as reader:
        answer = await reader.post("/api/notes", content=b"not even json", headers=key())
        assert answer.status_code == 403
        assert "notes.write" in answer.json()["detail"]


async def test_an_identity_header_is_no_identity(web: Web) -> None:
    somebody = await web.person("notes.*")
    async with web.client(None, **{"X-User": str(somebody), "X-Person-Id": str(somebody)}) as nobody:
        assert (await nobody.get(f"/api/notes/{new_id()}")).status_code == 401


async def test_a_public_operation_needs_no_token(web: Web) -> None:
    async with web.client() as nobody:
        assert (await nobody.get("/api/notes/about")).json() == {"what": "notes"}


async def test_an_unknown_query_parameter_is_refused_with_the_known_ones(client: AsyncClient) -> None:
    answer = await client.get(f"/api/notes/{new_id()}", params={"verbos": "1"})
    assert answer.status_code == 400
    assert "verbose" in answer.json()["detail"]


async def test_a_read_waits_for_the_version_it_names(web: Web, client: AsyncClient) -> None:
    document = await written(client)
    address, wanted = f"/api/notes/{document['id']}", new_id()
    assert (await client.get(address, headers={"Wait-For": f"order/{wanted}/3"})).status_code == 200
    assert web.waited == [("order", wanted, 3)]
    web.applied = False
    late = await client.get(address, headers={"Wait-For": f"order/{wanted}/4"})
    assert late.status_code == 503
    assert late.headers["retry-after"] == "1"


@pytest.mark.parametrize(
    "given",
    [
        *("order", "order/1/1", f"order/{new_id()}/0", f"order/{new_id()}/x", ","),
        ", ".join(f"order/{new_id()}/1" for _ in range(21)),
    ],
)
async def test_a_malformed_wait_is_said_so(client: AsyncClient, given: str) -> None:
    answer = await client.get(f"/api/notes/{new_id()}", headers={"Wait-For": given})
    assert answer.status_code == 400


async def test_through_what_a_person_acted_is_kept_with_the_event(web: Web, client: AsyncClient) -> None:
    await client.post("/api/notes", json={"text": "x"}, headers=key() | {"Saleswire-Via": "import"})
    assert [row["via"] for row in await web.sql("SELECT via FROM outbox")] == ["import"]
    odd = await client.post("/api/notes", json={"text": "x"}, headers=key() | {"Saleswire-Via": "timer:x"})
    assert odd.status_code == 400


@pytest.mark.parametrize(
    ("client_id", "said", "kept"),
    [
        ("web", "web", "web"),
        ("script", "web", "api"),
        ("script", "script", "script"),
        ("web", "import", "api"),
        ("somebody", "web", "api"),
        (None, "import", "api"),
    ],
)
async def test_only_who_was_let_in_by_the_pages_acts_through_the_pages(
    web: Web, client: AsyncClient, client_id: str | None, said: str, kept: str
) -> None:
    claims = web.issuer.claims(web.settings, await web.person("notes.*"), client_id=client_id)
    headers = key() | {"Saleswire-Via": said, "Authorization": f"Bearer {web.issuer.sign(claims)}"}
    assert (await client.post("/api/notes", json={"text": "x"}, headers=headers)).status_code == 201
    assert [row["via"] for row in await web.sql("SELECT via FROM outbox")] == [kept]


async def test_a_service_whose_route_declares_no_permission_does_not_start() -> None:
    app = FastAPI(openapi_url=None)

    @app.get("/api/open")
    async def open_door() -> str:
        return "come in"

    with pytest.raises(RuntimeError, match="/api/open declares no permission"):
        check_routes(app)


async def test_the_description_names_headers_permission_and_problems(web: Web) -> None:
    operation = web.app.openapi()["paths"]["/api/notes/{note_id}/close"]["post"]
    headers = {one["name"] for one in operation["parameters"] if one["in"] == "header" and one["required"]}
    assert headers == {"Idempotency-Key", "If-Match"}
    assert operation["x-permission"] == "notes.write"
    assert operation["operationId"] == "close_note"
    said = set(operation["responses"])
    assert said == {"200", "400", "401", "403", "404", "409", "412", "413", "422", "428", "429", "503"}
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("NoteView")


async def test_a_trace_continues_into_problem_and_outbox(web: Web, client: AsyncClient) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    assert (await client.get(f"/api/notes/{new_id()}", headers=headers)).json()["trace_id"] == trace
    await client.post("/api/notes", json={"text": "x"}, headers=key() | headers)
    assert trace in (await web.sql("SELECT traceparent FROM outbox"))[0]["traceparent"]
