"""Two small upstreams and the gateway, on real sockets."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey

from gateway.app import create_app
from gateway.settings import Settings

KEY = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig", "alg": "ES256"})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@asynccontextmanager
async def serving(app: Any, port: int) -> AsyncIterator[str]:
    config = uvicorn.Config(
        app, port=port, log_level="warning", proxy_headers=False, timeout_graceful_shutdown=1
    )
    server = Server(config)
    task = asyncio.create_task(server.serve())
    await server.ready.wait()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


class Toy:
    """An upstream that says what it saw; it remembers how often it was called and who left."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.calls = 0
        self.left = asyncio.Event()
        self.go_on = asyncio.Event()
        self.asked_for_keys = asyncio.Event()
        self.document: dict[str, Any] | None = {"openapi": "3.1.0", "paths": {}}  # None: it gives none
        self.headers: list[tuple[bytes, bytes]] = []
        self.answer = b""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        self.calls += 1
        answer = {
            "stream": self._stream,
            "events": self._events,
            "slow": self._slow,
            "broken": self._broken,
            "sized": self._sized,
            "openapi.json": self._openapi,
            "jwks.json": self._keys,
        }.get(scope["path"].rsplit("/", 1)[-1], self._echo)
        await answer(scope, receive, send)

    async def _echo(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body, more = body + message.get("body", b""), message.get("more_body", False)
        seen = {
            "service": self.name,
            "method": scope["method"],
            "path": scope["raw_path"].decode(),
            "query": scope["query_string"].decode(),
            "headers": [[name.decode(), value.decode("latin-1")] for name, value in scope["headers"]],
            "size": len(body),
        }
        extra = [(b"x-secret-hop", b"1"), (b"connection", b"x-secret-hop"), (b"etag", b'"v3"')]
        await whole(send, json.dumps(seen).encode(), extra + self.headers)

    async def _sized(self, _scope: Any, _receive: Any, send: Any) -> None:
        await whole(send, self.answer, [(b"etag", b'"v3"'), *self.headers])

    async def _stream(self, _scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await self.go_on.wait()
        await send({"type": "http.response.body", "body": b" second"})

    async def _events(self, _scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        self.left.set()

    async def _slow(self, _scope: Any, _receive: Any, send: Any) -> None:
        await asyncio.wait_for(self.go_on.wait(), 60)
        await whole(send, b"{}")

    async def _broken(self, _scope: Any, _receive: Any, _send: Any) -> None:
        raise ConnectionAbortedError

    async def _openapi(self, _scope: Any, _receive: Any, send: Any) -> None:
        await whole(send, b"" if self.document is None else json.dumps(self.document).encode())

    async def _keys(self, _scope: Any, _receive: Any, send: Any) -> None:
        self.asked_for_keys.set()
        await whole(send, json.dumps({"keys": [KEY.as_dict(private=False)]}).encode())


async def whole(send: Any, body: bytes, headers: Any = ()) -> None:
    own = (
        []
        if any(name == b"content-type" for name, _ in headers)
        else [(b"content-type", b"application/json")]
    )
    start = [*own, (b"content-length", b"%d" % len(body)), *headers]
    await send({"type": "http.response.start", "status": 200, "headers": start})
    await send({"type": "http.response.body", "body": body})


class Stand:
    """The gateway with quotes, orders and perhaps web behind it; ``billing`` is routed and down.

    ``plain`` is a client that shows answers as they came, compressed or not.
    """

    def __init__(
        self,
        url: str,
        quotes: Toy,
        orders: Toy,
        web: Toy,
        client: aiohttp.ClientSession,
        plain: aiohttp.ClientSession,
        inner: dict[str, str],
    ) -> None:
        self.url = url
        self.plain = plain
        self.inner = inner
        self.web = web
        self.quotes = quotes
        self.orders = orders
        self.client = client
        self.port = int(url.rsplit(":", 1)[1])

    async def raw(self, target: str, *, method: str = "GET", headers: str = "") -> bytes:
        """Send exactly these bytes as the request target; the whole answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n".encode())
        answer = await reader.read()
        writer.close()
        return answer


Open = Callable[..., AbstractAsyncContextManager[Stand]]


@asynccontextmanager
async def open_stand(*, pages: bool = False, **settings: Any) -> AsyncIterator[Stand]:
    quotes, orders, quotes_port, orders_port = Toy("quotes"), Toy("orders"), free_port(), free_port()
    web, web_port = Toy("web"), free_port()
    origins = {
        "quotes": f"http://127.0.0.1:{quotes_port}",
        "orders": f"http://127.0.0.1:{orders_port}",
        "billing": f"http://127.0.0.1:{free_port()}",
    }
    if pages:
        origins["web"] = f"http://127.0.0.1:{web_port}"
    routes = {"/api/quotes": "quotes", "/api/quotes/special": "orders", "/api/orders": "orders"}
    routes |= {"/api/billing": "billing"}
    jwks = f"{origins['quotes']}/jwks.json"
    app = create_app(Settings(**({"upstreams": origins, "routes": routes, "jwks_url": jwks} | settings)))
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(serving(quotes, quotes_port))
        await stack.enter_async_context(serving(orders, orders_port))
        if pages:
            await stack.enter_async_context(serving(web, web_port))
        url = await stack.enter_async_context(serving(app, free_port()))
        client = await stack.enter_async_context(aiohttp.ClientSession())
        plain = aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=["Accept-Encoding"])
        await stack.enter_async_context(plain)
        yield Stand(url, quotes, orders, web, client, plain, origins)
        quotes.go_on.set()
        orders.go_on.set()


def signed(person: str, key: ECKey = KEY, **claims: Any) -> str:
    """A token as identity would sign it."""
    issued = {"iss": "http://127.0.0.1:8080", "aud": "saleswire", "sub": person, "exp": time.time() + 60}
    return jwt.encode({"alg": "ES256", "kid": "k1", "typ": "at+jwt"}, issued | claims, key)
