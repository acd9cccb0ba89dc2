"""Is it there, and does it serve? Questions to PostgreSQL, Kafka and HTTP in their own protocols.

Written on plain sockets, so that the supervisor stays a small process without client libraries.
"""

import asyncio
import contextlib
import json
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from saleswire.places import HOST

Probe = Callable[[], Awaitable[bool]]
PATIENCE = 2.0  # seconds that one question may take


async def ask(port: int, question: bytes, enough: Callable[[bytes], bool], host: str = HOST) -> bytes:
    """Send bytes and read until ``enough`` or the end; empty when nobody answers in time."""
    answer = b""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(question)
                while not enough(answer) and (more := await reader.read(65536)):
                    answer += more
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except (OSError, TimeoutError):
        return b""
    return answer


async def postgres_answer(port: int, host: str = HOST) -> bytes:
    """First message after a start-up packet: `R` accepts connections, `E` is starting up or shutting down."""
    body = struct.pack("!i", 196608) + b"user\0postgres\0database\0postgres\0\0"
    answer = await ask(port, struct.pack("!i", len(body) + 4) + body, lambda got: len(got) >= 1, host)
    return answer[:1]


def postgres_ready(port: int, host: str = HOST) -> Probe:
    """True when PostgreSQL accepts connections."""

    async def probe() -> bool:
        return await postgres_answer(port, host) == b"R"

    return probe


def postgres_alive(port: int, host: str = HOST) -> Probe:
    """True when PostgreSQL answers at all, also while it recovers."""

    async def probe() -> bool:
        return await postgres_answer(port, host) in (b"R", b"E")

    return probe


async def kafka_answers(port: int, host: str = HOST) -> bool:
    """Whether a broker says which requests it takes: the one question that needs no credentials."""
    question = struct.pack("!hhih9s", 18, 0, 1, 9, b"saleswire")
    answer = await ask(port, struct.pack("!i", len(question)) + question, whole_frame, host)
    return whole_frame(answer) and struct.unpack_from("!h", answer, 8) == (0,)  # after length and our number


def whole_frame(got: bytes) -> bool:
    """Whether a length-prefixed answer has arrived completely."""
    return len(got) >= 4 and len(got) >= 4 + int(struct.unpack_from("!i", got)[0])


def kafka_ready(port: int, host: str = HOST) -> Probe:
    """True when the broker serves."""

    async def probe() -> bool:
        return await kafka_answers(port, host)

    return probe


async def http_get(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of a GET; status 0 when nobody answers in time."""
    request = f"GET {path} HTTP/1.0\r\nHost: {HOST}:{port}\r\nAccept: application/json\r\n\r\n"
    answer = await ask(port, request.encode(), lambda _: False)
    head, _, body = answer.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    return status, body


def http_ok(port: int, path: str) -> Probe:
    """True when a GET is answered with 2xx."""

    async def probe() -> bool:
        return 200 <= (await http_get(port, path))[0] < 300

    return probe


async def http_json(port: int, path: str) -> dict[str, Any]:
    """The JSON object at a path; empty when there is none."""
    status, body = await http_get(port, path)
    try:
        found = json.loads(body) if status == 200 else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
