"""A request reaches its service unchanged but for what a client must not say, and the answer comes back."""

import asyncio

import pytest

from chassis.errors import Malformed
from gateway.paths import Routes, refuse_tricks


async def test_the_longest_prefix_decides_which_service_answers(stand):
    for path, service in [
        ("/api/quotes", "quotes"),
        ("/api/quotes/1?a=b%20c&d", "quotes"),
        ("/api/quotes/special/1", "orders"),
        ("/api/orders/x", "orders"),
    ]:
        async with stand.client.get(stand.url + path) as response:
            seen = await response.json()
            assert seen["service"] == service
            assert seen["path"] == path.split("?")[0]


async def test_a_prefix_ends_at_a_segment(stand):
    async with stand.client.get(stand.url + "/api/quotesx") as response:
        assert response.status == 404
        assert response.content_type == "application/problem+json"


async def test_the_query_is_passed_on_byte_by_byte(stand):
    answer = await stand.raw("/api/quotes?name.has=%e4%BD%a0+x&sort=-a,b&&empty=")
    assert b'"query": "name.has=%e4%BD%a0+x&sort=-a,b&&empty="' in answer


async def test_the_bearer_passes_and_identity_headers_do_not(stand):
    sent = {
        "Authorization": "Bearer abc",
        "Idempotency-Key": "k-1",
        "If-Match": '"v1"',
        "Saleswire-Via": "import",
        "X-User": "root",
        "X-Forwarded-User": "root",
        "X-Forwarded-For": "6.6.6.6",
        "Forwarded": "for=6.6.6.6",
        "X-Request-Id": "bad id with spaces",
        "Connection": "X-Hop-Too, Secret",
        "Secret": "1",
        "TE": "trailers",
    }
    async with stand.client.get(stand.url + "/api/quotes", headers=sent) as response:
        seen = await response.json()
    got = {name.lower(): value for name, value in seen["headers"]}
    assert got["authorization"] == "Bearer abc"
    assert got["idempotency-key"] == "k-1"
    assert got["if-match"] == '"v1"'
    assert got["saleswire-via"] == "import"
    assert got["x-forwarded-for"] == "127.0.0.1"
    assert got["x-request-id"] == response.headers["X-Request-Id"] != sent["X-Request-Id"]
    assert got["traceparent"].startswith("00-")
    assert not {"x-user", "x-forwarded-user", "forwarded", "secret", "te"} & set(got)


async def test_a_valid_trace_and_request_id_are_kept(stand):
    trace = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    sent = {"traceparent": trace, "X-Request-Id": "request-0001"}
    async with stand.client.get(stand.url + "/api/quotes", headers=sent) as response:
        got = dict((await response.json())["headers"])
    assert got["traceparent"] == trace
    assert got["x-request-id"] == response.headers["X-Request-Id"] == "request-0001"


async def test_answers_carry_security_headers_and_no_hop_by_hop_ones(stand):
    async with stand.client.get(stand.url + "/api/quotes") as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["ETag"] == '"v3"'
        assert "X-Secret-Hop" not in response.headers
        assert len(response.headers.getall("Date")) == 1
        assert len(response.headers.getall("Server")) == 1


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
async def test_every_method_arrives_as_sent(stand, method):
    async with stand.client.request(method, stand.url + "/api/orders/1") as response:
        assert response.status == 200
        if method != "HEAD":
            assert (await response.json())["method"] == method


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW"])
async def test_other_methods_are_refused(stand, method):
    status = (await stand.raw("/api/quotes", method=method)).split()[1]
    assert status in (b"405", b"400")


@pytest.mark.parametrize("size", [0, 10, 70_000, 900_000])
async def test_bodies_arrive_whole_whatever_their_size(stand, size):
    async with stand.client.post(stand.url + "/api/orders", data=b"x" * size) as response:
        assert (await response.json())["size"] == size


async def test_a_body_of_unknown_length_is_passed_on_as_it_comes(stand):
    async def pieces():
        for _ in range(5):
            yield b"y" * 1000
            await asyncio.sleep(0)

    async with stand.client.post(stand.url + "/api/orders", data=pieces()) as response:
        assert (await response.json())["size"] == 5000


async def test_a_long_answer_is_not_held_back(stand):
    async with stand.client.get(stand.url + "/api/quotes/stream") as response:
        assert await response.content.readany() == b"first"
        stand.quotes.go_on.set()
        assert await response.content.read() == b" second"


async def test_live_events_pass_at_once_and_the_service_learns_that_the_reader_left(stand):
    headers = {"Accept": "text/event-stream"}
    async with stand.client.get(stand.url + "/api/orders/events", headers=headers) as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        assert await response.content.readline() == b"data: 1\n"
        response.close()
    await asyncio.wait_for(stand.orders.left.wait(), 60)


TRICKS = [
    "/api/quotes/../identity/people",
    "/api/quotes/%2e%2e/identity",
    "/api/quotes/%2E./identity",
    "/api/quotes/.",
    "/api/quotes/./x",
    "/api/quotes/..;/x",
    "//api/quotes",
    "/api//quotes",
    "/api/quotes//",
    "/api%2fquotes",
    "/api/quotes/%2F..%2F",
    "/api/quotes/a%5cb",
    "/api/quotes/a\\b",
    "/api/quotes/%00",
    "/api/quotes/%0d%0aX-User:%20root",
    "/api/quotes/%252e%252e/",
    "/api/quotes/%zz",
    "/api/quotes/%",
    "/api/quotes/<x>",
    "api/quotes",
]


@pytest.mark.parametrize("target", TRICKS)
async def test_a_path_that_could_be_read_in_two_ways_is_refused(stand, target):
    before = stand.quotes.calls
    answer = await stand.raw(target)
    assert answer.split()[1] == b"400", answer
    assert stand.quotes.calls == before


def test_plain_paths_pass():
    for path in [
        b"/",
        b"/api/quotes",
        b"/api/quotes/0192-ab/accept",
        b"/a.b/c~d",
        b"/.well-known/jwks.json",
        b"/%C3%A4",
    ]:
        refuse_tricks(path)
    with pytest.raises(Malformed):
        refuse_tricks(b"*")


def test_the_web_client_may_have_everything_else():
    routes = Routes({"/": "web", "/api/quotes": "quotes"})
    assert routes.service(b"/api/quotes/1") == "quotes"
    assert routes.service(b"/sections/quotes") == "web"


async def test_no_location_names_an_inner_address(stand):
    inner = stand.inner["quotes"]
    for said, told in [
        (f"{inner}/api/quotes/1?a=b", "/api/quotes/1?a=b"),
        (f"{inner.replace('http://', '//')}/api/quotes/1", "/api/quotes/1"),
        (f"{stand.inner['orders']}//elsewhere.example/", "/elsewhere.example/"),
        ("/api/quotes/1", "/api/quotes/1"),
        ("https://issuer.example/sign-in?x=1", "https://issuer.example/sign-in?x=1"),
    ]:
        stand.quotes.headers = [(b"location", said.encode())]
        async with stand.client.get(stand.url + "/api/quotes", allow_redirects=False) as response:
            assert response.headers["Location"] == told


async def test_a_trailing_slash_reaches_no_service(stand):
    before = stand.quotes.calls
    for path in ("/api/quotes/", "/api/quotes/1/accept/?a=b"):
        async with stand.client.post(stand.url + path, data=b"{}", allow_redirects=False) as response:
            assert response.status == 404
            assert "Location" not in response.headers
            assert "slash" in (await response.json())["detail"]
    assert stand.quotes.calls == before
