"""Reads server-sent events from a real server, as a browser would."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

PATIENCE = 60.0


class QuietServer(uvicorn.Server):
    """Says when it listens; leaves signals to whoever runs it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[int]:
    """The port of a server of an app that was started already."""
    port = free_port()
    server = QuietServer(uvicorn.Config(app, port=port, lifespan="off", log_level="warning"))
    task = asyncio.create_task(server.serve())
    await server.ready.wait()
    try:
        yield port
    finally:
        server.should_exit = True
        await task


@dataclass
class Heard:
    """One event of a stream."""

    name: str
    id: str
    data: Any


class EventReader:
    """An open stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.head: dict[str, str] = {}
        self.status = 0

    async def begin(self) -> None:
        lines = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode().split("\r\n")
        self.status = int(lines[0].split()[1])
        self.head = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}

    async def next(self) -> Heard | None:
        """The next event, past comments; None at the end."""
        async with asyncio.timeout(PATIENCE):
            while True:
                block = await self._block()
                if block is None:
                    return None
                fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
                if "event" in fields:
                    return Heard(fields["event"], fields.get("id", ""), json.loads(fields["data"]))

    async def _block(self) -> str | None:
        size = int((await self.reader.readuntil(b"\r\n")).strip() or b"0", 16)
        chunk = await self.reader.readexactly(size + 2)
        return chunk[:-2].decode() if size else None

    async def wait(self, name: str) -> Any:
        """The data of the next event of this name."""
        while event := await self.next():
            if event.name == name:
                return event.data
        raise AssertionError(f"the stream ended before {name}")


@asynccontextmanager
async def watching(
    port: int, token: str, path: str, *, query: str = "", last: str = ""
) -> AsyncIterator[EventReader]:
    """The stream at a path, closed at the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    headers = f"Host: x\r\nAuthorization: Bearer {token}\r\nAccept: text/event-stream\r\n"
    headers += f"Last-Event-ID: {last}\r\n" if last else ""
    writer.write(f"GET {path}{query} HTTP/1.1\r\n{headers}\r\n".encode())
    stream = EventReader(reader, writer)
    await stream.begin()
    try:
        yield stream
    finally:
        writer.close()
