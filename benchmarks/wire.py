"""A small HTTP/1.1 client on bare protocols, so that the load costs the machine little.

Connections are kept alive; one request at a time on each.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any, cast

import httptools

from saleswire.places import HOST

LATER = {429, 502, 503, 504}


class Refused(Exception):
    """An answer that is no success."""


class Reply:
    """Status, headers (names in lower case), body, and the milliseconds until the last byte."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.content = b""
        self.took = 0.0

    def json(self) -> Any:
        """The body."""
        return json.loads(self.content)

    @property
    def version(self) -> int:
        """The document's version from its ETag."""
        return int(self.headers["etag"].strip('"').removeprefix("v"))

    @property
    def written(self) -> str:
        """The versions that a command wrote, as Wait-For wants them."""
        return self.headers["saleswire-version"]


class Connection(asyncio.Protocol):
    """One connection; httptools calls the ``on_`` methods."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.parser = httptools.HttpResponseParser(self)
        self.reply = Reply()
        self.waiting: asyncio.Future[Reply] | None = None

    @property
    def usable(self) -> bool:
        """Whether it is open and nobody waits on it."""
        return self.transport is not None and not self.transport.is_closing()

    async def ask(self, request: bytes) -> Reply:
        """Send a request and return its answer. Raises ConnectionError."""
        assert self.transport
        self.reply = Reply()
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiting

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are not derived from it

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(ConnectionError(f"the connection was closed: {exc}"))

    def on_header(self, name: bytes, value: bytes) -> None:
        self.reply.headers[name.decode().lower()] = value.decode()

    def on_body(self, body: bytes) -> None:
        self.reply.content += body

    def on_message_complete(self) -> None:
        self.reply.status = self.parser.get_status_code()
        if not self.parser.should_keep_alive() and self.transport:
            self.transport.close()
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(self.reply)


class Wire:
    """Everything that goes to one port; counts the answers that said: later."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.repeated = 0
        self._idle: list[Connection] = []

    def close(self) -> None:
        """Let go of the connections."""
        for connection in self._idle:
            if connection.transport:
                connection.transport.close()

    async def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        patience: float = 30,
    ) -> Reply:
        """One request, repeated as it is while the answer says: later. Raises Refused."""
        request = written(method, path, body, headers or {})
        began = time.perf_counter()
        while True:
            reply = await self._once(request)
            reply.took = (time.perf_counter() - began) * 1000
            if reply.status < 300:
                return reply
            if reply.status not in LATER or reply.took > patience * 1000:
                said = reply.content[:400].decode(errors="replace")
                raise Refused(f"{method} {path}: {reply.status} {said}")
            self.repeated += 1
            await asyncio.sleep(0.01)

    async def _once(self, request: bytes) -> Reply:
        while True:
            connection, fresh = await self._connection()
            try:
                reply = await connection.ask(request)
            except ConnectionError:
                if fresh:
                    raise
                continue  # it had been idle for too long; every command carries an Idempotency-Key
            self._idle.append(connection)
            return reply

    async def _connection(self) -> tuple[Connection, bool]:
        while self._idle:
            if (connection := self._idle.pop()).usable:
                return connection, False
        _, connection = await asyncio.get_running_loop().create_connection(Connection, HOST, self.port)
        return connection, True


def written(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """A request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"host: {HOST}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
