"""The little of ASGI that the gateway speaks: types, the marked answer, whole answers."""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from chassis.errors import Problem

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


async def answer(
    send: Send, status: int, body: bytes, media_type: str, headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """Send one whole answer."""
    own = [(b"content-type", media_type.encode()), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": [*own, *headers]})
    await send({"type": "http.response.body", "body": body})


async def answer_json(send: Send, status: int, content: Any) -> None:
    """Send one JSON answer."""
    await answer(send, status, json.dumps(content).encode(), "application/json")


async def answer_problem(send: Send, problem: Problem, trace_id: str) -> None:
    """Send a problem as RFC 9457 JSON, with the headers that belong to it."""
    headers = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    body = json.dumps(problem.body(trace_id)).encode()
    await answer(send, problem.status, body, "application/problem+json", headers)
