"""The client: what it repeats, with which key, and what it does not; on a loop and without one."""

import json
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx2
import pytest

from client import ApiClient, BlockingApiClient, RefusedByApi, Unreachable
from client.repeating import Patience

Reply = Callable[[httpx2.Request], httpx2.Response]
Answered = Callable[[Reply], None]


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Callable[[Reply], None]:
    """``answered(reply)``: from now on, clients' requests are answered by a function."""

    def by(reply: Reply) -> None:
        kind = partial(httpx2.AsyncClient, transport=httpx2.MockTransport(reply))
        monkeypatch.setattr(httpx2, "AsyncClient", kind)

    return by


def client(**how: Any) -> ApiClient:
    """A client that loses patience soon."""
    return ApiClient("http://gateway", **({"patience": 5} | how))


def problem(status: int, slug: str, **headers: str) -> httpx2.Response:
    """A problem document."""
    body = {"type": f"urn:saleswire:problem:{slug}", "detail": "said why"}
    return httpx2.Response(status, content=json.dumps(body).encode(), headers=headers)


async def test_a_command_that_met_trouble_is_repeated_with_the_same_key(answered: Answered) -> None:
    keys: list[str] = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            raise httpx2.ReadError("the service was killed", request=request)
        if len(keys) == 2:
            return problem(503, "busy")
        if len(keys) == 3:
            return problem(409, "idempotency-key-in-use")
        if len(keys) == 4:
            return problem(409, "not-known-yet")
        return httpx2.Response(201, json={"id": "1"}, headers={"saleswire-version": "quote/1/1, order/2/4"})

    answered(reply)
    async with client() as api:
        answer = await api.post("/api/quotes", {})
    assert answer.body == {"id": "1"}
    assert answer.written == ["quote/1/1", "order/2/4"]
    assert len(keys) == 5
    assert len(set(keys)) == 1


async def test_a_refusal_is_raised_at_once_with_what_it_says(answered: Answered) -> None:
    answered(lambda _: problem(422, "below-floor"))
    async with client() as api:
        with pytest.raises(RefusedByApi, match="below-floor: said why") as refused:
            await api.post("/api/quotes", {}, version=3)
    assert refused.value.slug == "below-floor"


async def test_trouble_that_does_not_end_is_told(answered: Answered) -> None:
    answered(lambda _: problem(502, "no-answer"))
    async with client(patience=0.2) as api:
        with pytest.raises(Unreachable, match="502"):
            await api.get("/api/quotes")


async def test_a_token_that_is_not_taken_any_more_is_renewed_once(answered: Answered) -> None:
    grants: list[str] = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/api/auth/token":
            form = dict(httpx2.QueryParams(request.content.decode()))
            grants.append(form["grant_type"])
            tokens = {"access_token": f"t{len(grants)}", "refresh_token": "r", "expires_in": 600}
            return httpx2.Response(200, json=tokens)
        good = request.headers["authorization"] == "Bearer t2"
        return httpx2.Response(200, json={}) if good else problem(401, "token-expired")

    answered(reply)
    async with client() as api:
        await api.sign_in("ann", "secret")
        await api.get("/api/quotes")
    assert grants == ["password", "refresh_token"]


async def test_a_list_is_read_page_by_page(answered: Answered) -> None:
    def reply(request: httpx2.Request) -> httpx2.Response:
        last = request.url.params.get("cursor") == "second"
        page = {"items": [{"id": 2 if last else 1}], "next": None if last else "second"}
        return httpx2.Response(200, json=page)

    answered(reply)
    async with client() as api:
        assert [row["id"] async for row in api.rows("/api/quotes")] == [1, 2]


async def test_whoever_is_named_at_the_beginning_signs_in_with_the_first_request(answered: Answered) -> None:
    def reply(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/api/auth/token":
            form = dict(httpx2.QueryParams(request.content.decode()))
            assert (form["username"], form["password"]) == ("ann", "secret")
            return httpx2.Response(200, json={"access_token": "t", "refresh_token": "r", "expires_in": 600})
        return httpx2.Response(200, json={"who": request.headers["authorization"]})

    answered(reply)
    async with ApiClient("http://gateway", "ann", "secret") as api:
        assert await api.read("/api/identity/me") == {"who": "Bearer t"}


async def test_a_request_is_repeated_no_sooner_than_it_was_told_to(answered: Answered) -> None:
    asked: list[float] = []

    def reply(_: httpx2.Request) -> httpx2.Response:
        asked.append(time.monotonic())
        return problem(429, "rate-limit", **{"retry-after": "1"}) if len(asked) == 1 else httpx2.Response(204)

    answered(reply)
    async with client() as api:
        assert (await api.get("/api/quotes")).body is None
    assert asked[1] - asked[0] > 0.6


async def test_whoever_watches_hears_of_every_attempt_and_decides_what_passes(answered: Answered) -> None:
    heard: list[tuple[str, str]] = []

    def reply(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={}) if len(heard) == 2 else problem(500, "internal")

    answered(reply)
    patience = Patience(5, {500}, lambda key, trouble: heard.append((key, trouble[:3])))
    async with client(patience=patience) as api:
        await api.post("/api/quotes", key="mine")
    assert heard == [("mine", "500")] * 2


async def test_a_step_is_taken_at_the_version_that_stands_when_others_were_faster(answered: Answered) -> None:
    versions, keys = iter([1, 2]), []

    def reply(request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET":
            return httpx2.Response(200, json={"version": next(versions)})
        keys.append(request.headers["idempotency-key"])
        return (
            httpx2.Response(200, json={}) if request.headers["if-match"] == '"v2"' else problem(412, "stale")
        )

    answered(reply)
    async with client() as api:
        await api.act("/api/quotes/1", "send", {})
    assert len(keys) == 2
    assert len(set(keys)) == 1


async def test_what_is_set_already_is_left_alone(answered: Answered) -> None:
    document = {"version": 4, "address": {"city": "Halden", "country": "Norway"}, "phone": ""}

    def reply(request: httpx2.Request) -> httpx2.Response:
        said = {"GET": 200, "PATCH": 202}[request.method]
        return httpx2.Response(said, json=document)

    answered(reply)
    async with client() as api:
        assert (await api.change("/api/x", {"address": {"city": "Halden"}})).status == 200
        assert (await api.change("/api/x", {"address": {"city": "Moss"}})).status == 202


async def test_a_service_that_has_not_heard_of_somebody_is_asked_until_it_has(answered: Answered) -> None:
    asked: Counter[str] = Counter()

    def reply(request: httpx2.Request) -> httpx2.Response:
        asked[request.url.path] += 1
        return httpx2.Response(200, json={}) if asked[request.url.path] > 1 else problem(403, "forbidden")

    answered(reply)
    async with client() as api:
        await api.let_in(["/api/quotes", "/api/orders"])
    assert asked == {"/api/quotes": 2, "/api/orders": 2}


def test_several_threads_share_one_person_without_a_loop_of_their_own(answered: Answered) -> None:
    def reply(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/api/auth/token":
            return httpx2.Response(200, json={"access_token": "t", "refresh_token": "r", "expires_in": 600})
        return httpx2.Response(200, json={"items": [{"id": request.url.params["status"]}], "next": None})

    answered(reply)
    api = BlockingApiClient("http://gateway", "ann", "secret")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: api.rows("/api/quotes", status=str(n)), range(40)))
    api.close()
    assert [rows[0]["id"] for rows in found] == [str(n) for n in range(40)]
