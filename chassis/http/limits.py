"""What a request may weigh: bytes, time to arrive, number and depth of JSON values, text that can be stored.

Bodies are counted while they stream in, after authentication and the permission check. What is left is
parsed on the loop: the parser holds Python's lock, so a thread would not help; few values take little time.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.types import Message

from chassis.errors import Malformed, Refused, TooLarge
from chassis.language import _
from chassis.number_formats import whole

LARGEST_UPLOAD = 20 * 1024 * 1024
DEEPEST_JSON = 20
BODY_SECONDS = 15.0
UPLOAD_SECONDS = 120.0

# ends with the body where a text does not end: or what is no JSON would be searched again from each quote
TEXTS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MOST_TOLD = 20
SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


@dataclass(frozen=True)
class Takes:
    """What a route takes: bytes of its body, and JSON values and keys in it."""

    body: int = 256 * 1024
    values: int = 20_000


SMALL = Takes()
DOCUMENT = Takes(body=1024 * 1024)  # a document with all its lines
FILE = Takes(body=LARGEST_UPLOAD + 1024 * 1024)


async def admit(request: Request, takes: Takes = SMALL, *, upload: bool = False) -> Request:
    """The same request with its body read and judged; raises TooLarge, Malformed or Refused."""
    check_text_of_address(request)
    limit = FILE.body if upload else takes.body
    if int(request.headers.get("content-length") or 0) > limit:
        raise _too_large(limit)
    counted = Request(request.scope, _counting(request, limit))
    try:
        async with asyncio.timeout(UPLOAD_SECONDS if upload else BODY_SECONDS):
            kind = request.headers.get("content-type", "")
            if upload and kind.startswith("multipart/form-data"):
                await counted.form(max_files=1, max_fields=10)
            elif kind.startswith("application/x-www-form-urlencoded"):
                await counted.body()
            else:
                check_json(await counted.body(), takes.values)
    except TimeoutError:
        raise Malformed(_("The body came too slowly."), slug="slow-body") from None
    return counted


def _too_large(limit: int) -> TooLarge:
    return TooLarge(_("The body may have %(limit)s bytes at most.", limit=limit))


def _counting(request: Request, limit: int) -> Any:
    total = 0

    async def receive() -> Message:
        nonlocal total
        message = await request.receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise _too_large(limit)
        return message

    return receive


def check_text_of_address(request: Request) -> None:
    """Refuse null bytes in path and query: no stored text has them."""
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise Refused(_("Text may not contain null characters."), slug="text")


def check_json(body: bytes, most: int = SMALL.values) -> None:
    """Refuse JSON of too many values or levels, not in UTF-8, or with text that cannot be stored."""
    if b"\0" in body:  # UTF-16 and UTF-32 have it in every bracket, and would pass the checks below unseen
        raise Malformed(_("JSON comes in UTF-8, without null bytes."))
    if _marks(body) > min(most, DEEPEST_JSON):
        _check_shape(TEXTS.sub(b"", body), most)
    if SUSPICIOUS.search(body):
        _check_texts(body)


def _marks(body: bytes) -> int:
    """How many values and keys begin: each but the first stands behind one of these."""
    return sum(body.count(mark) for mark in b",:[{")


def _check_shape(body: bytes, most: int) -> None:
    found = _marks(body)
    if found > most:
        raise TooLarge(
            _(
                "The body holds about %(found)s values and keys; %(most)s is the most. Send it in parts.",
                found=whole(found),
                most=whole(most),
            ),
            slug="too-many-values",
        )
    depth = 0
    for mark in re.findall(rb"[\[\]{}]", body):
        depth += 1 if mark in b"[{" else -1
        if depth > DEEPEST_JSON:
            raise Malformed(
                _("JSON may nest %(most)s levels at most.", most=DEEPEST_JSON),
                slug="too-deep",
            )


def _check_texts(body: bytes) -> None:
    try:
        value = json.loads(body)
    except ValueError:
        return  # not JSON: said elsewhere
    detail = _("Text may not contain null characters or halves of surrogate pairs.")
    if found := list(islice(_unstorable(value), MOST_TOLD)):
        errors = [{"pointer": pointer, "detail": detail} for pointer in found]
        raise Refused(detail, slug="text", errors=errors)


def _unstorable(value: Any, path: str = "") -> Iterator[str]:
    """Pointers to texts that PostgreSQL cannot hold; that of the object for the name of a field."""
    if isinstance(value, str) and UNSTORABLE.search(value):
        yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            if UNSTORABLE.search(name):
                yield path
            else:
                yield from _unstorable(inner, f"{path}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unstorable(inner, f"{path}/{index}")
