"""A proxy between clients and the gateway that loses the answer of some commands after they were done.

It reads whole HTTP/1.1 messages; a lost answer is a reset connection, as a client sees it.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from saleswire.places import HOST


@dataclass
class Message:
    """The head with its blank line, and the body."""

    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, or nothing."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.decode().lower() == name:
                return value.strip().decode()
        return ""

    @property
    def succeeded(self) -> bool:
        """Whether this answer says so."""
        return self.head.split(b" ", 2)[1].startswith(b"2")


@dataclass
class Losing:
    """``share`` of the successful answers to commands is lost; ``answers`` are all of them by their key."""

    port: int
    share: float
    lost: int = 0
    answers: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    @property
    def unlike(self) -> list[str]:
        """Keys to which different answers were given."""
        return [key for key, bodies in self.answers.items() if len(set(bodies)) > 1]

    async def serve(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        with suppress(OSError, asyncio.IncompleteReadError, ValueError):
            gateway, to = await asyncio.open_connection(HOST, self.port)
            try:
                while await self.exchange(client, back, gateway, to):
                    pass
            finally:
                to.close()
        back.close()

    async def exchange(
        self,
        client: asyncio.StreamReader,
        back: asyncio.StreamWriter,
        gateway: asyncio.StreamReader,
        to: asyncio.StreamWriter,
    ) -> bool:
        """One request and its answer; False when the answer was lost on the way."""
        request = await message(client)
        to.write(request.head + request.body)
        answer = await message(gateway)
        key = request.header("idempotency-key")
        if key and answer.succeeded:
            self.answers[key].append(answer.body)
            if random.random() < self.share:
                self.lost += 1
                back.transport.abort()
                return False
        back.write(answer.head + answer.body)
        await back.drain()
        return True


async def message(reader: asyncio.StreamReader) -> Message:
    """The next message; raises IncompleteReadError at the end of the connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    found = Message(head, b"")
    if length := found.header("content-length"):
        found.body = await reader.readexactly(int(length))
    elif found.header("transfer-encoding"):
        found.body = await chunks(reader)
    return found


async def chunks(reader: asyncio.StreamReader) -> bytes:
    """A chunked body, as it stands on the wire."""
    body = b""
    while True:
        size = await reader.readuntil(b"\r\n")
        chunk = await reader.readexactly(int(size, 16) + 2)
        body += size + chunk
        if int(size, 16) == 0:
            return body


@asynccontextmanager
async def losing(port: int, share: float) -> AsyncIterator[tuple[str, Losing]]:
    """A running proxy before that port, and where it listens."""
    proxy = Losing(port, share)
    server = await asyncio.start_server(proxy.serve, HOST, 0)
    try:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}", proxy
    finally:
        server.close()
