"""The merged description as it is now: the services are asked again when it has aged.

A service that is down keeps the description it had, one that never gave any is asked each time; nobody
waits longer than two seconds.
"""

import asyncio
import hashlib
import json
import logging
import time
from dataclasses import dataclass

from aiohttp import ClientError, ClientTimeout

from gateway.description import Document, merge
from gateway.paths import Routes
from gateway.settings import WEB
from gateway.upstreams import Upstreams

log = logging.getLogger("gateway.edition")
PATIENCE = ClientTimeout(total=2)


@dataclass(frozen=True)
class Edition:
    """One state of the merged description; ``etag`` is quoted, as the header wants it."""

    document: Document
    body: bytes
    etag: str


@dataclass
class Part:
    """What one service said last."""

    document: Document
    etag: str


class Descriptions:
    """Keeps the parts and the edition made of them."""

    def __init__(self, upstreams: Upstreams, routes: Routes, age: float) -> None:
        self._upstreams = upstreams
        self._routes = routes
        self._age = age
        self._parts: dict[str, Part] = {}
        self._edition = self._merged()
        self._asked_at: float | None = None
        self._asking = asyncio.Lock()

    async def current(self) -> Edition:
        """The merged description, at most ``age`` seconds old."""
        async with self._asking:
            described = self._upstreams.origins.keys() - {WEB}
            aged = self._asked_at is None or time.monotonic() - self._asked_at >= self._age
            changed = await asyncio.gather(
                *(self._ask(name) for name in described if aged or name not in self._parts)
            )
            if any(changed):
                self._edition = self._merged()
            if aged:
                self._asked_at = time.monotonic()
        return self._edition

    async def _ask(self, name: str) -> bool:
        known = self._parts.get(name)
        headers = {"If-None-Match": known.etag} if known and known.etag else {}
        url = f"{self._upstreams.origins[name]}/openapi.json"
        try:
            async with self._upstreams.session.get(url, headers=headers, timeout=PATIENCE) as response:
                if response.status == 304:
                    return False
                response.raise_for_status()
                document = await response.json()
                if not isinstance(document, dict):
                    raise ValueError("it is no object")
                part = Part(document, response.headers.get("ETag", ""))
        except (ClientError, TimeoutError, ValueError) as error:
            log.info("%s did not give its description: %r", name, error)
            return False
        self._parts[name] = part
        return known is None or known.document != part.document

    def _merged(self) -> Edition:
        document = merge({name: part.document for name, part in self._parts.items()}, self._routes)
        body = json.dumps(document, ensure_ascii=False).encode()
        return Edition(document, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
