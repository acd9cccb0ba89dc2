"""Problems: every failure is an RFC 9457 answer that says what to do, and nothing of our insides."""

import json
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient

from chassis.http.limits import SMALL, Takes
from chassis.http.problems import pointer
from chassis.http.routes import Router
from chassis.settings import Settings
from chassis.tests.web import TABLES, Web, client, key, note_router, web
from chassis.work.database import Database
from chassis.work.work import Work
from contracts.event import new_id

__all__ = ["client", "web"]

MIB = 1024 * 1024


async def post(client: AsyncClient, content: Any, **headers: str) -> Any:
    given = key() | {"Content-Type": "application/json"} | headers
    return await client.post("/api/notes", content=content, headers=given)


def is_problem(answer: Any, status: int, slug: str) -> bool:
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, body["status"]) == (status, status), body
    assert body["type"] == f"urn:saleswire:problem:{slug}"
    assert body["detail"]
    assert len(body["trace_id"]) == 32
    assert int(body["trace_id"], 16)
    return True


async def test_a_schema_error_points_at_its_places(client: AsyncClient) -> None:
    answer = await post(client, json.dumps({"amount": "x", "tags": ["a", 7], "owner": 1}))
    assert is_problem(answer, 422, "schema")
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/text",
        "/amount",
        "/tags/1",
        "/owner",
    }
    assert pointer(["a/b", "c~d", 0]) == "/a~1b/c~0d/0"


async def test_what_is_no_json_is_malformed(client: AsyncClient) -> None:
    assert is_problem(await post(client, b'{"text": '), 400, "malformed")
    assert is_problem(await post(client, b'{"text": "\xff"}'), 400, "malformed")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
async def test_json_that_is_not_utf_8_is_malformed(client: AsyncClient, encoding: str) -> None:
    for text in ('{"text": "a"}', '{"text": "\\ud800"}', '{"text": "\\u0000"}'):
        assert is_problem(await post(client, text.encode(encoding)), 400, "malformed")


async def test_a_parameter_of_the_wrong_kind_is_named(client: AsyncClient) -> None:
    answer = await client.get("/api/notes/not-an-id")
    assert is_problem(answer, 422, "schema")
    assert answer.json()["errors"][0]["parameter"] == "note_id"


async def test_unknown_addresses_and_methods_are_problems(client: AsyncClient) -> None:
    assert is_problem(await client.get("/api/nothing"), 404, "not-found")
    answer = await client.post("/api/notes/", json={"text": "a"}, headers=key())
    assert is_problem(answer, 404, "not-found")
    assert "location" not in answer.headers
    answer = await client.delete("/api/notes")
    assert is_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "a\\u0000b"}',
        b'{"te\\u0000xt": "a"}',
        b'{"text": "\\\\\\u0000"}',
        b'{"text": "\\ud800"}',
        b'{"text": "x", "tags": ["\\udc00\\ud800"]}',
    ],
)
async def test_text_that_cannot_be_stored_is_refused(client: AsyncClient, body: bytes) -> None:
    assert is_problem(await post(client, body), 422, "text")


@pytest.mark.parametrize("body", [b'{"text": "\\\\u0000"}', b'{"text": "\\ud83d\\ude00"}'])
async def test_text_that_only_looks_like_that_is_stored(client: AsyncClient, body: bytes) -> None:
    answer = await post(client, body)
    assert answer.status_code == 201
    assert answer.json()["text"] == json.loads(body)["text"]


async def test_a_null_character_in_an_address_is_refused(client: AsyncClient) -> None:
    assert is_problem(await client.get("/api/notes?text=%00"), 422, "text")
    assert is_problem(await client.get("/api/notes/%00"), 422, "text")


async def test_a_body_beyond_what_the_route_takes_is_too_large_declared_or_streamed(
    client: AsyncClient,
) -> None:
    assert is_problem(await post(client, b'{"text": "' + b"x" * SMALL.body + b'"}'), 413, "too-large")
    assert is_problem(await post(client, streamed(SMALL.body + 1)), 413, "too-large")


async def test_a_route_may_take_more_and_still_not_all(settings: Settings) -> None:
    router = Router(prefix="/api/sums", tag="sums")

    @router.question("", permission="notes.read", takes=Takes(body=MIB, values=150_000))
    async def add_up(body: list[int]) -> int:
        return sum(body)

    served = await broken_web(settings, router)
    async with served.client(await served.person("notes.*")) as somebody:
        answer = await somebody.post("/api/sums", json=[1] * 150_000)
        assert (answer.status_code, answer.json()) == (200, 150_000)
        assert is_problem(await somebody.post("/api/sums", json=[1] * 150_001), 413, "too-many-values")
        assert is_problem(await somebody.post("/api/sums", content=streamed(MIB + 1)), 413, "too-large")
    await served.database.stop()


async def streamed(size: int) -> Any:
    for _ in range(10):
        yield b"x" * -(-size // 10)


def unknown(fields: int) -> dict[str, int]:
    return {f"f{number}": number for number in range(fields)}


async def test_a_body_of_countless_values_is_refused_before_it_is_parsed(client: AsyncClient) -> None:
    crowd = json.dumps({"text": "a", "tags": ["x"] * 20_001}, separators=(",", ":"))
    assert len(crowd) < SMALL.body
    assert is_problem(await post(client, crowd), 413, "too-many-values")
    assert is_problem(await post(client, "[" + "{}," * 30_000 + "{}]"), 413, "too-many-values")
    quoted = json.dumps({"text": "a", "tags": [":,{[" * 20_000]})
    assert (await post(client, quoted)).status_code == 201, "marks inside a text are no values"


async def test_a_text_without_an_end_is_searched_once(client: AsyncClient) -> None:
    began = monotonic()
    for tail in ("", "\\", "\n"):
        assert is_problem(await post(client, '"' + '\\"\\\n' * 60_000 + tail), 400, "malformed")
    assert monotonic() - began < 60, "from each quote to the end it would take many minutes"


async def test_an_answer_shows_twenty_errors_and_counts_the_rest(client: AsyncClient) -> None:
    answer = await post(client, json.dumps({"text": "a"} | unknown(9_000)))
    assert is_problem(answer, 422, "schema")
    assert len(answer.json()["errors"]) == 20
    assert "8,980 more" in answer.json()["detail"]
    assert len(answer.content) < 4096


async def test_an_answer_does_not_repeat_a_name_without_end(client: AsyncClient) -> None:
    answer = await post(client, json.dumps({"text": "a", "x" * 200_000: 1}))
    assert is_problem(answer, 422, "schema")
    assert len(answer.content) < 1024


async def test_95_000_unknown_fields_get_a_short_answer(client: AsyncClient) -> None:
    answer = await post(client, json.dumps({"text": "a"} | unknown(95_000)))
    assert answer.status_code == 413
    assert len(answer.content) < 1024


async def test_json_may_nest_twenty_levels(client: AsyncClient) -> None:
    def nested(depth: int) -> bytes:
        return b'{"text": ' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"

    assert is_problem(await post(client, nested(20)), 422, "schema")
    assert is_problem(await post(client, nested(21)), 400, "too-deep")
    assert is_problem(await post(client, nested(9_000)), 400, "too-deep")
    assert is_problem(await post(client, nested(100_000)), 413, "too-many-values")
    flat = json.dumps({"text": "[" * 50, "tags": ["{"] * 50})
    assert (await post(client, flat)).status_code == 201


async def test_a_body_that_comes_too_slowly_is_given_up(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    monkeypatch.setattr("chassis.http.limits.BODY_SECONDS", 0.05)

    async def drip() -> Any:
        yield b'{"text": '
        await asyncio.sleep(30)

    assert is_problem(await post(client, drip()), 400, "slow-body")


async def test_a_constraint_that_a_rule_forgot_is_a_conflict(client: AsyncClient) -> None:
    answer = await client.post("/api/notes", json={"text": "unthinkable"}, headers=key())
    assert is_problem(answer, 409, "constraint")
    assert "note_" not in answer.text


async def broken_web(settings: Settings, *more: Router) -> Web:
    router = Router(prefix="/api/broken", tag="broken")

    @router.query("/bug", permission="notes.read")
    async def bug(work: Work) -> dict[str, str]:
        raise RuntimeError("secret inside")

    @router.query("/slow", permission="notes.read")
    async def slow(work: Work) -> dict[str, str]:
        await work.connection.exec_driver_sql("SET statement_timeout = 50")
        await work.connection.exec_driver_sql("SELECT pg_sleep(10)")
        return {}

    @router.query("/locked/{id}", permission="notes.read")
    async def locked(work: Work, id: UUID) -> dict[str, str]:
        await work.connection.exec_driver_sql("SELECT count(*) FROM note")
        return {}

    served = Web(settings, note_router(), router, *more)
    await served.sql(TABLES.split("CREATE FUNCTION", maxsplit=1)[0])
    return served


async def test_a_bug_shows_its_trace_id_and_nothing_else(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    served = await broken_web(settings)
    async with served.client(await served.person("notes.*")) as somebody:
        answer = await somebody.get("/api/broken/bug")
    assert is_problem(answer, 500, "internal-error")
    assert "secret" not in answer.text
    [record] = [record for record in caplog.records if record.name == "saleswire.http"]
    assert vars(record)["trace_id"] == answer.json()["trace_id"]
    await served.database.stop()


async def test_timeouts_of_the_database_ask_to_come_again(settings: Settings) -> None:
    served = await broken_web(settings)
    holding = Database(settings)
    async with served.client(await served.person("notes.*")) as somebody:
        async with holding.engine.connect() as connection:
            await connection.exec_driver_sql("LOCK TABLE note")
            answer = await somebody.get(f"/api/broken/locked/{new_id()}")
        assert is_problem(answer, 503, "busy")
        assert answer.headers["retry-after"] == "1"
        assert is_problem(await somebody.get("/api/broken/slow"), 503, "busy")
    await holding.stop()
    await served.database.stop()


async def test_an_exhausted_pool_asks_to_come_again(settings: Settings) -> None:
    served = await broken_web(settings.model_copy(update={"pool_size": 1}))
    pool: Any = served.database.engine.pool
    pool._timeout = 0.1  # seconds, instead of three
    async with served.client(await served.person("notes.*")) as somebody:
        address = f"/api/notes/{new_id()}"
        assert (await somebody.get(address)).status_code == 404
        async with served.database.engine.connect():
            assert is_problem(await somebody.get(address), 503, "busy")
    await served.database.stop()


async def test_an_absent_database_asks_to_come_again(settings: Settings) -> None:
    address = settings.database_url.get_secret_value()
    for gone in ("postgresql://nobody@127.0.0.1:1/none", address + "_gone"):
        served = Web(Settings(database_url=gone))
        async with served.client(new_id()) as somebody:
            assert is_problem(await somebody.get(f"/api/notes/{new_id()}"), 503, "busy")
        await served.database.stop()


async def test_answers_carry_security_headers(client: AsyncClient) -> None:
    for answer in (await client.get("/api/notes"), await client.get("/api/nothing")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"


async def test_requests_are_counted_by_route_and_never_by_address(web: Web, client: AsyncClient) -> None:
    await client.get(f"/api/notes/{new_id()}")
    await client.get("/api/whatever")
    metrics = web.telemetry.exposition().decode()
    assert 'http_requests_total{method="GET",route="/api/notes/{note_id}",status="404"} 1.0' in metrics
    assert 'route="unmatched",status="404"' in metrics


async def test_a_problem_speaks_the_language_of_who_asked(client: AsyncClient) -> None:
    german = {"Accept-Language": "de-AT,en;q=0.5"}
    answer = await post(client, json.dumps({"amount": "1,5", "tags": ["a", 7]}), **german)
    body = answer.json()
    assert (body["title"], body["detail"]) == (
        "Das ist nicht erlaubt",
        "Die Anfrage passt nicht zu ihrer Beschreibung; errors sagt, wo.",
    )
    assert {error["pointer"]: error["detail"] for error in body["errors"]} == {
        "/text": "Dieses Feld ist nötig",
        "/amount": "Schreiben Sie es in Ziffern, etwa 12.50.",
        "/tags/1": "Hier muss ein Text stehen",
    }
    missing = await client.get("/api/nothing", headers=german)
    assert missing.json()["title"] == "Das gibt es nicht"
    assert (await client.get("/api/nothing")).json()["title"] == "There is no such thing"


async def test_of_many_mistakes_the_rest_is_counted_in_the_language_of_who_asked(client: AsyncClient) -> None:
    content = json.dumps({"text": "a", "tags": [7] * 25})
    answer = await post(client, content, **{"Accept-Language": "de"})
    assert answer.json()["detail"].endswith("errors zeigt die ersten 20; es sind 5 weitere.")
