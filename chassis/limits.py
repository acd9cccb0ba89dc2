"""What a request may weigh: body size, time to arrive, JSON depth, text that PostgreSQL can store.

Bodies are counted while they stream in, after authentication and the permission check.
"""

import asyncio
import json
import re
from typing import Any

from starlette.requests import Request
from starlette.types import Message

from chassis.errors import Malformed, Refused, TooLarge

LARGEST_BODY = 1024 * 1024
LARGEST_UPLOAD = 20 * 1024 * 1024
DEEPEST_JSON = 20
BODY_SECONDS = 15.0
UPLOAD_SECONDS = 120.0

BRACKETS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]')
SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


async def admit(request: Request, *, upload: bool = False) -> Request:
    """The same request with its body read and judged; raises TooLarge, Malformed or Refused."""
    check_text_of_address(request)
    limit = LARGEST_UPLOAD + LARGEST_BODY if upload else LARGEST_BODY
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
                check_json(await counted.body())
    except TimeoutError:
        raise Malformed("The body came too slowly.", slug="slow-body") from None
    return counted


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body may have {limit} bytes at most.")


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
        raise Refused("Text may not contain null characters.", slug="text")


def check_json(body: bytes) -> None:
    """Refuse JSON that nests too deeply, is not UTF-8, or holds text that cannot be stored."""
    if b"\0" in body:  # UTF-16 and UTF-32 have it in every bracket, and would pass the checks below unseen
        raise Malformed("JSON comes in UTF-8, without null bytes.")
    if body.count(b"[") + body.count(b"{") > DEEPEST_JSON and _depth(body) > DEEPEST_JSON:
        raise Malformed(f"JSON may nest {DEEPEST_JSON} levels at most.", slug="too-deep")
    if SUSPICIOUS.search(body):
        _check_texts(body)


def _depth(body: bytes) -> int:
    depth = deepest = 0
    for token in BRACKETS.finditer(body):
        character = token.group()
        if character in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in b"]}":
            depth -= 1
    return deepest


def _check_texts(body: bytes) -> None:
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        return  # not JSON: said elsewhere
    # json writes a null character as \u0000 even so; a backslash of the text itself is doubled
    if re.search(r"(?<!\\)(?:\\\\)*\\u0000", text) or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refused("Text may not contain null characters or halves of surrogate pairs.", slug="text")
