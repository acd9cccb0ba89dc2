"""Pages come from the web client, under the one origin, as it made them."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator

import pytest
from stands import Stand, Toy, free_port, open_stand, serving

from gateway.headers import Origin
from gateway.paths import Routes

PAGE = [
    (b"content-security-policy", b"default-src 'self'"),
    (b"cache-control", b"no-store"),
    (b"vary", b"HX-Request, HX-Target"),
    (b"set-cookie", b"session=1; HttpOnly; SameSite=Lax"),
    (b"set-cookie", b"theme=dark"),
]


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[Stand]:
    """The gateway with web behind it."""
    async with open_stand(pages=True) as stand:
        yield stand


@pytest.mark.parametrize("path", ["/", "/orders/1?tab=lines", "/static/css/base.1a2b.css", "/apiary"])
async def test_whatever_is_no_api_is_a_page(site: Stand, path: str) -> None:
    async with site.client.get(site.url + path) as response:
        seen = await response.json()
    assert (seen["service"], seen["path"]) == ("web", path.split("?")[0])


@pytest.mark.parametrize("path", ["/api/nothing", "/api", "/internal/tasks"])
async def test_an_api_that_does_not_exist_is_no_page(site: Stand, path: str) -> None:
    async with site.client.get(site.url + path) as response:
        assert (response.status, response.content_type) == (404, "application/problem+json")


async def test_the_gateways_own_addresses_stay_its_own(site: Stand) -> None:
    before = site.web.calls
    for path in ("/livez", "/readyz", "/metrics", "/api/docs", "/api/openapi.json"):
        async with site.client.get(site.url + path) as response:
            assert response.status == 200
    assert site.web.calls == before


async def test_a_page_keeps_its_own_headers(site: Stand) -> None:
    site.web.headers = PAGE
    async with site.client.get(site.url + "/orders") as response:
        assert response.headers.getall("Content-Security-Policy") == ["default-src 'self'"]
        assert response.headers.getall("Cache-Control") == ["no-store"]
        assert response.headers.getall("Vary") == ["HX-Request, HX-Target"]
        assert response.headers.getall("Set-Cookie") == [PAGE[3][1].decode(), "theme=dark"]
    site.web.headers = [(b"cache-control", b"public, max-age=31536000, immutable")]
    async with site.client.get(site.url + "/static/app.js") as response:
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_web_learns_the_origin_that_people_see(site: Stand) -> None:
    said = {"Host": "sales.example:8443", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    async with site.client.get(site.url + "/", headers=said) as response:
        got = {name.lower(): value for name, value in (await response.json())["headers"]}
    assert got["x-forwarded-host"] == "sales.example:8443"
    assert (got["x-forwarded-proto"], got["x-forwarded-for"]) == ("http", "127.0.0.1")


async def test_a_public_origin_that_is_set_wins(opened) -> None:
    async with (
        opened(pages=True, public_origin="https://sales.example", gateway_secret="g" * 16) as stand,
        stand.client.get(stand.url + "/", headers={"Host": "evil.example"}) as response,
    ):
        got = {name.lower(): value for name, value in (await response.json())["headers"]}
    assert (got["x-forwarded-proto"], got["x-forwarded-host"]) == ("https", "sales.example")


@pytest.mark.parametrize("hosts", [[b"a b"], [b"a", b"b"], [b"<x>"], []])
def test_a_host_that_is_none_is_not_passed_on(hosts: list[bytes]) -> None:
    assert Origin.of([(b"host", host) for host in hosts], "http", "") == Origin("http", "")


async def test_a_browser_counts_by_its_address_and_a_cookie_changes_nothing(opened) -> None:
    async with opened(pages=True, rate_per_second=0.01, rate_burst=2) as stand:
        statuses = []
        for number in range(3):
            async with stand.client.get(stand.url + "/", headers={"Cookie": f"session={number}"}) as response:
                statuses.append(response.status)
        assert statuses == [200, 200, 429]


async def test_open_streams_leave_the_others_their_connections(opened) -> None:
    async with opened(upstream_connections=2) as stand, contextlib.AsyncExitStack() as exits:
        live = {"Accept": "text/event-stream"}
        for _ in range(5):
            request = stand.client.get(stand.url + "/api/orders/events", headers=live)
            stream = await exits.enter_async_context(request)
            assert await stream.content.readline() == b"data: 1\n"
        async with stand.client.get(stand.url + "/api/orders/1") as response:
            assert response.status == 200


SERVER = """
import os, sys, uvicorn
from gateway.app import create_app
from gateway.settings import Settings
uvicorn.run(create_app(Settings()), port=int(sys.argv[1]), log_level="warning")
"""


async def test_a_gateway_that_is_to_end_does_not_wait_for_open_streams() -> None:
    orders, port, behind = Toy("orders"), free_port(), free_port()
    told = {
        "SALESWIRE_UPSTREAMS": json.dumps({"orders": f"http://127.0.0.1:{behind}"}),
        "SALESWIRE_JWKS_URL": f"http://127.0.0.1:{behind}/jwks.json",
    }
    async with serving(orders, behind):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SERVER, str(port), env=os.environ | told
        )
        try:
            reader, writer = await until_open(port)
            accept = b"Accept: text/event-stream\r\n"
            writer.write(b"GET /api/orders/events HTTP/1.1\r\nHost: x\r\n" + accept + b"\r\n")
            await asyncio.wait_for(reader.readuntil(b"data: 1\n"), 60)
            process.send_signal(signal.SIGTERM)
            rest = await asyncio.wait_for(reader.read(), 60)  # the server has no time-out of its own here
            assert rest.endswith(b"0\r\n\r\n")
            await asyncio.wait_for(process.wait(), 60)
            await asyncio.wait_for(orders.left.wait(), 60)
            writer.close()
        finally:
            if process.returncode is None:
                process.kill()


async def until_open(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(0.05)


def test_without_web_the_root_is_a_plain_page_and_the_rest_is_nothing() -> None:
    assert Routes({"/api/quotes": "quotes"}).service(b"/orders") is None
