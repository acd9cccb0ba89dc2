"""The tiny service: two probes, and a way to hang."""

import os
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tiny.settings import Settings

Send = Callable[[Mapping[str, Any]], Awaitable[None]]


def create_app(settings: Settings) -> Callable[..., Awaitable[None]]:
    """A plain ASGI application that answers every path with its pid; /hang blocks its loop."""

    async def application(scope: Mapping[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] == "/hang":
            time.sleep(3600)  # noqa: ASYNC251  hanging is the point
        body = f'{{"pid": {os.getpid()}}}'.encode()
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": body})

    return application
