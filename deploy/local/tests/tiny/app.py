"""The tiny service: two probes, a way to hang, and a word at its end."""

import os
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tiny.settings import Settings

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


def create_app(settings: Settings) -> Callable[..., Awaitable[None]]:
    """A plain ASGI application that answers every path with its pid; /hang blocks its loop."""

    async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        if scope["path"] == "/hang":
            time.sleep(3600)  # noqa: ASYNC251  hanging is the point
        body = f'{{"pid": {os.getpid()}}}'.encode()
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": body})

    return application


async def live(receive: Receive, send: Send) -> None:
    """From the start to the end that was asked for."""
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": f"{message['type']}.complete"})
    print("tiny has left", flush=True)
    await send({"type": "lifespan.shutdown.complete"})
