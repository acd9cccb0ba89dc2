"""The answer that sends pieces as they come and ends with its client; a silent one beats."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

HEARTBEAT = 15.0
PATIENCE = 30.0  # seconds that a client may take for one piece
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
AGAIN = b"retry: 2000\n\n"
BEAT = b": still here\n\n"


def written(name: str, content: Any, id: str = "") -> bytes:
    """One event; ``content`` goes as JSON unless it is text already."""
    data = content if isinstance(content, str) else json.dumps(content)
    known = f"id: {id}\n" if id else ""
    return f"event: {name}\n{known}data: {data}\n\n".encode()


class EventStream(Response):
    """Sends the pieces; ``enter`` is called before the first, ``leave`` after the last, whoever ended it."""

    media_type = "text/event-stream"

    def __init__(
        self, pieces: AsyncIterator[bytes], leave: Callable[[], None], enter: Callable[[], None] | None = None
    ) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self.pieces = pieces
        self.enter = enter
        self.leave = leave

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        if self.enter is not None:
            self.enter()
        sending = asyncio.create_task(self._send(send))
        gone = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            self.leave()
            sending.cancel()
            gone.cancel()
            await asyncio.gather(sending, gone, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async for piece in self.pieces:
            async with asyncio.timeout(PATIENCE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
