"""What the gateway says when a client asks too much or a service does not answer."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from aiohttp import ClientConnectorError
from joserfc.jwk import ECKey
from multidict import CIMultiDict
from yarl import URL

from chassis.errors import TooMany
from gateway.app import create_app
from gateway.forwarding import Forwarding
from gateway.rate_limits import Limits
from gateway.settings import Settings


async def test_a_service_that_is_down_is_503_with_retry_after(stand):
    for method in ("GET", "POST"):
        async with stand.client.request(method, stand.url + "/api/billing/invoices", json={}) as response:
            problem = await response.json()
            assert response.status == problem["status"] == 503
            assert response.content_type == "application/problem+json"
            assert int(response.headers["Retry-After"]) >= 1
            assert problem["service"] == "billing"
            assert len(problem["trace_id"]) == 32


async def test_what_the_gateway_says_itself_is_said_in_the_language_of_who_asked(stand):
    for language, said in (
        ("de-CH,de;q=0.9", ("Der Dienst antwortet gerade nicht", "Der Dienst billing ist nicht erreichbar.")),
        ("fr", ("The service does not answer right now", "The service billing is not reachable.")),
    ):
        asked = {"Accept-Language": language}
        async with stand.client.get(stand.url + "/api/billing/invoices", headers=asked) as response:
            problem = await response.json()
            assert (problem["title"], problem["detail"].startswith(said[1])) == (said[0], True)


async def test_a_service_that_breaks_off_is_503_and_the_command_is_not_sent_twice(stand):
    before = stand.quotes.calls
    async with stand.client.post(stand.url + "/api/quotes/broken", json={}) as response:
        assert response.status in (500, 503)
    assert stand.quotes.calls == before + 1


async def test_a_service_that_does_not_answer_in_time_is_504(opened):
    async with (
        opened(read_timeout=0.2) as stand,
        stand.client.get(stand.url + "/api/quotes/slow") as response,
    ):
        assert response.status == 504
        assert (await response.json())["type"] == "urn:saleswire:problem:service-timeout"


async def test_a_body_beyond_the_limit_is_413_before_it_was_sent(opened):
    async with opened(body_limit=100_000) as stand:
        async with stand.client.post(stand.url + "/api/orders", data=b"x" * 100_001) as response:
            assert response.status == 413
        assert stand.orders.calls == 0


async def test_a_body_that_grows_beyond_the_limit_is_413(opened):
    async def endless():
        for _ in range(200):
            yield b"z" * 1000
            await asyncio.sleep(0)

    async with opened(body_limit=100_000) as stand:
        reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
        writer.write(b"POST /api/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(101):
            writer.write(b"3e8\r\n" + b"z" * 1000 + b"\r\n")
        await writer.drain()
        assert (await reader.readline()).split()[1] == b"413"
        writer.close()


async def test_an_upload_may_be_larger_than_other_bodies(opened):
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    async with opened(body_limit=1000, upload_limit=200_000) as stand:
        for size, status in [(150_000, 200), (200_001, 413)]:
            body = b"x" * size
            async with stand.client.post(stand.url + "/api/orders", data=body, headers=headers) as response:
                assert response.status == status


async def test_a_client_that_stops_in_the_middle_of_its_body_is_408(opened):
    async with opened(body_timeout=0.2) as stand:
        answer = await stand.raw("/api/orders", method="POST", headers="Content-Length: 10\r\n")
        assert answer.split()[1] == b"408"


async def test_too_many_requests_are_429_with_the_time_to_wait(opened):
    async with opened(rate_per_second=0.01, rate_burst=2) as stand:
        statuses = []
        for _ in range(3):
            async with stand.client.get(stand.url + "/api/quotes") as response:
                statuses.append(response.status)
        assert statuses == [200, 200, 429]
        assert int(response.headers["Retry-After"]) > 1
        assert response.headers["RateLimit"].startswith('"default";r=0')
        assert response.headers["RateLimit-Policy"] == '"default";q=2;w=200'
        assert stand.quotes.calls == 2 + 1  # and the issuer's keys


async def test_each_person_has_a_limit_of_their_own_and_an_invented_one_has_none(opened, token):
    stranger = ECKey.generate_key("P-256", {"kid": "k1"})
    async with opened(rate_per_second=0.01, rate_burst=2) as stand:
        await stand.quotes.asked_for_keys.wait()
        for _ in range(5):  # the keys arrive while these go to and fro
            async with stand.client.get(stand.url + "/livez") as response:
                await response.read()

        async def ask(bearer: str) -> int:
            headers = {"Authorization": f"Bearer {bearer}"}
            async with stand.client.get(stand.url + "/api/orders", headers=headers) as response:
                return response.status

        assert [await ask(token("anna")) for _ in range(3)] == [200, 200, 429]
        assert await ask(token("ben")) == 200
        forged = [await ask(token(f"nobody{n}", stranger)) for n in range(3)]
        assert forged == [200, 200, 429]


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "header",
    [
        [],
        1,
        None,
        {"alg": "none"},
        {"alg": "ES256", "kid": 1},
        {"alg": "ES256", "kid": "k1", "crit": 1},
        {"alg": ["x"]},
    ],
)
async def test_a_strangers_token_breaks_nothing(opened, header):
    async with opened() as stand:
        await stand.quotes.asked_for_keys.wait()
        sent = {"Authorization": f"Bearer {encoded(header)}.{encoded({})}.AAAA"}
        for _ in range(5):
            async with stand.client.get(stand.url + "/api/orders", headers=sent) as response:
                assert response.status == 200  # the service judges it


async def test_a_service_that_is_not_installed_is_not_found(opened):
    routes = {"/api/quotes": "quotes"}
    async with opened(upstreams={"orders": "http://127.0.0.1:9"}, routes=routes) as stand:
        assert b" 404 " in await stand.raw("/api/quotes")


async def test_what_nobody_foresaw_is_a_problem_too():
    app = create_app(
        Settings(upstreams={"quotes": "http://quotes"})
    )  # never started, so it has no connections
    scope = {"type": "http", "method": "GET", "scheme": "http", "raw_path": b"/api/quotes"}
    said: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        said.append(message)

    await app(scope | {"query_string": b"", "headers": []}, None, send)
    assert said[0]["status"] == 500
    assert json.loads(said[1]["body"])["type"] == "urn:saleswire:problem:internal-error"


def test_a_bucket_fills_again_with_time():
    now = [0.0]
    limits = Limits(10, 2, clock=lambda: now[0])
    limits.take("a")
    limits.take("a")
    with pytest.raises(TooMany):
        limits.take("a")
    now[0] += 0.1
    limits.take("a")
    limits.take("b")


async def test_probes_answer_without_any_service(opened):
    nowhere = {"quotes": "http://127.0.0.1:9"}
    async with opened(upstreams=nowhere, routes={"/api/quotes": "quotes"}) as stand:
        for path in ("/livez", "/readyz"):
            async with stand.client.get(stand.url + path) as response:
                assert response.status == 200
        async with stand.client.get(stand.url + "/internal/status") as response:
            assert (await response.json())["upstreams"] == {"quotes": "down"}


async def test_figures_are_for_the_inside_only(opened):
    async with opened() as stand:
        async with stand.client.get(stand.url + "/api/quotes") as response:
            await response.read()
        async with stand.client.get(stand.url + "/metrics") as response:
            text = await response.text()
        assert 'gateway_requests_total{method="GET",service="quotes",status="200"} 1.0' in text
    async with opened(internal_networks=["10.0.0.0/8"]) as stand:
        for path in ("/metrics", "/internal/status"):
            async with stand.client.get(stand.url + path) as response:
                assert response.status == 404


async def test_a_web_socket_is_refused(stand):
    headers = (
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
    writer.write(f"GET /api/quotes HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n{headers}\r\n".encode())
    assert (await reader.readline()).split()[1] == b"403"
    writer.close()


async def test_a_problem_is_json_that_names_itself(stand):
    head, body = (await stand.raw("/nowhere")).split(b"\r\n\r\n", 1)
    assert b"x-content-type-options: nosniff" in head
    assert json.loads(body)["type"] == "urn:saleswire:problem:not-found"


class Closed:
    """A client whose first connections are refused."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.calls = 0

    async def request(self, *_args: object, **_options: object) -> str:
        self.calls += 1
        if self.calls <= self.refusals:
            raise ClientConnectorError(None, ConnectionRefusedError())  # type: ignore[arg-type]  # not read
        return "answer"


async def endless() -> AsyncIterator[bytes]:
    yield b"x"


@pytest.mark.parametrize(
    ("data", "refusals", "calls"), [(None, 1, 2), (b"body", 1, 2), (b"body", 2, 2), (endless, 1, 1)]
)
async def test_a_refused_connection_is_tried_once_more_unless_the_body_is_a_stream(data, refusals, calls):
    client = Closed(refusals)
    forwarding = Forwarding(Settings(), SimpleNamespace(session=client))
    body = data() if callable(data) else data
    asked = forwarding._send("GET", URL("http://quotes/"), CIMultiDict(), body)
    if calls > refusals:
        assert await asked == "answer"
    else:
        with pytest.raises(ClientConnectorError):
            await asked
    assert client.calls == calls


async def test_one_person_cannot_take_all_places_of_the_gateway(opened, token):
    async with opened(in_flight_each=1) as stand:
        await asyncio.wait_for(stand.quotes.asked_for_keys.wait(), 60)
        mine, theirs = ({"Authorization": f"Bearer {token(name)}"} for name in ("greedy", "modest"))
        slow = asyncio.create_task(stand.client.get(stand.url + "/api/quotes/slow", headers=mine))
        await asyncio.sleep(0.5)
        async with stand.client.get(stand.url + "/api/quotes", headers=mine) as refused:
            assert refused.status == 429
            assert refused.headers["Retry-After"]
        async with stand.client.get(stand.url + "/api/quotes", headers=theirs) as answer:
            assert answer.status == 200
        stand.quotes.go_on.set()
        assert (await slow).status == 200
