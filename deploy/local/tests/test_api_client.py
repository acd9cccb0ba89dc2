"""The scripts' client: what it repeats, with which key, and what it does not."""

import json
from collections.abc import Callable

import httpx2
import pytest

from saleswire.api_client import ApiClient, RefusedByApi, Unreachable

Reply = Callable[[httpx2.Request], httpx2.Response]


def client(reply: Reply, patience: float = 5) -> ApiClient:
    """A client whose requests are answered by a function."""
    made = ApiClient("http://gateway", patience=patience)
    made.http = httpx2.AsyncClient(base_url="http://gateway", transport=httpx2.MockTransport(reply))
    return made


def problem(status: int, slug: str, **headers: str) -> httpx2.Response:
    """A problem document."""
    body = {"type": f"urn:saleswire:problem:{slug}", "detail": "said why"}
    return httpx2.Response(status, content=json.dumps(body).encode(), headers=headers)


async def test_a_command_that_met_trouble_is_repeated_with_the_same_key() -> None:
    keys: list[str] = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            raise httpx2.ReadError("the service was killed", request=request)
        if len(keys) == 2:
            return problem(503, "busy")
        if len(keys) == 3:
            return problem(409, "idempotency-key-in-use")
        return httpx2.Response(201, json={"id": "1"}, headers={"saleswire-version": "quote/1/1, order/2/4"})

    async with client(reply) as api:
        answer = await api.post("/api/quotes", {})
    assert answer.body == {"id": "1"}
    assert answer.written == ["quote/1/1", "order/2/4"]
    assert len(keys) == 4
    assert len(set(keys)) == 1


async def test_a_refusal_is_raised_at_once_with_what_it_says() -> None:
    async with client(lambda _: problem(422, "below-floor")) as api:
        with pytest.raises(RefusedByApi, match="below-floor: said why") as refused:
            await api.post("/api/quotes", {}, version=3)
    assert refused.value.slug == "below-floor"


async def test_trouble_that_does_not_end_is_told() -> None:
    async with client(lambda _: problem(502, "no-answer"), patience=0.2) as api:
        with pytest.raises(Unreachable, match="502"):
            await api.get("/api/quotes")


async def test_a_token_that_is_not_taken_any_more_is_renewed_once() -> None:
    grants: list[str] = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/api/auth/token":
            form = dict(httpx2.QueryParams(request.content.decode()))
            grants.append(form["grant_type"])
            tokens = {"access_token": f"t{len(grants)}", "refresh_token": "r", "expires_in": 600}
            return httpx2.Response(200, json=tokens)
        good = request.headers["authorization"] == "Bearer t2"
        return httpx2.Response(200, json={}) if good else problem(401, "token-expired")

    async with client(reply) as api:
        await api.sign_in("ann", "secret")
        await api.get("/api/quotes")
    assert grants == ["password", "refresh_token"]


async def test_a_list_is_read_page_by_page() -> None:
    def reply(request: httpx2.Request) -> httpx2.Response:
        last = request.url.params.get("cursor") == "second"
        page = {"items": [{"id": 2 if last else 1}], "next": None if last else "second"}
        return httpx2.Response(200, json=page)

    async with client(reply) as api:
        assert [row["id"] async for row in api.rows("/api/quotes")] == [1, 2]
