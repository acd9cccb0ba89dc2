"""Clients that never come to the point, against a server as every process of ours runs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn

from chassis.testing import until
from saleswire.listening import Impatient
from saleswire.places import HOST, free_ports
from saleswire.serve import Quiet

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """Reads the whole body, says its size."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    body = str(size).encode()
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def listening(kind: type[Impatient]) -> AsyncIterator[int]:
    """A server with this protocol; its port."""
    port = free_ports("any")["any"]
    config = uvicorn.Config(answer, host=HOST, port=port, http=kind, lifespan="off", log_level="error")
    server = Quiet(config)
    serving = asyncio.create_task(server.serve())
    await until(lambda: _started(server))
    try:
        yield port
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to the server."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _started(server: uvicorn.Server) -> bool:
    return server.started


class InAHurry(Impatient):
    """With the same rules, sooner."""

    HEAD_SECONDS = 0.2


@pytest.mark.parametrize("begun", [b"", b"G", HEAD, HEAD + b"X-A: 1\r\nX-B"])
async def test_a_head_that_does_not_come_to_its_end_is_given_up(begun: bytes) -> None:
    async with listening(InAHurry) as port, connected(port) as (reader, writer):
        writer.write(begun)
        assert (await reader.read()).startswith(b"HTTP/1.1 408 ")


async def test_drops_do_not_keep_a_connection_alive() -> None:
    async with listening(InAHurry) as port, connected(port) as (reader, writer):
        writer.write(HEAD)
        reading = asyncio.create_task(reader.readuntil(b" 408 "))
        while not reading.done():
            writer.write(b"X-A: 1\r\n")
            await asyncio.sleep(0.02)
        assert await reading == b"HTTP/1.1 408 "
        with suppress(ConnectionResetError):  # so it ends where a drop was not read any more
            await reader.read()


async def test_a_second_request_gets_no_more_time_than_the_first() -> None:
    async with listening(InAHurry) as port, connected(port) as (reader, writer):
        writer.write(HEAD + b"\r\n")
        assert (await reader.readuntil(b"\r\n\r\n0")).startswith(b"HTTP/1.1 200 ")
        writer.write(HEAD)
        assert (await reader.read()).startswith(b"HTTP/1.1 408 ")


async def test_an_endless_head_is_refused() -> None:
    async with listening(Impatient) as port, connected(port) as (reader, writer):
        writer.write(HEAD + b"X-A: " + b"a" * Impatient.LARGEST_HEAD)
        assert (await reader.read()).startswith(b"HTTP/1.1 431 ")


async def test_who_is_in_time_has_all_the_time_for_the_body() -> None:
    async with listening(InAHurry) as port, connected(port) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(4):
            await asyncio.sleep(0.1)
            writer.write(b"a" * 25_000)
        assert (await reader.readuntil(b"100000")).startswith(b"HTTP/1.1 200 ")
