"""The services behind the gateway: their origins and the pool of connections to them."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from gateway.settings import Settings

PROBE = ClientTimeout(total=2)


class Upstreams:
    """A pooled client for all services, and one for streams, which would take its places for hours.

    They exist between ``start`` and ``stop``.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session: ClientSession | None = None
        self._streams: ClientSession | None = None
        self.origins = {name: origin.rstrip("/") for name, origin in settings.upstreams.items()}
        self.hosts = frozenset(urlsplit(origin).netloc.lower() for origin in self.origins.values())

    @property
    def session(self) -> ClientSession:
        """The client for what is answered at once."""
        return _started(self._session)

    @property
    def streams(self) -> ClientSession:
        """The client for event streams."""
        return _started(self._streams)

    async def start(self) -> None:
        """Open the pools."""
        self._session = self._pooled(self._settings.upstream_connections)
        self._streams = self._pooled(self._settings.stream_connections)

    def _pooled(self, most: int) -> ClientSession:
        connector = TCPConnector(
            limit=most, keepalive_timeout=self._settings.upstream_keepalive, ttl_dns_cache=30
        )
        return ClientSession(
            connector=connector, cookie_jar=DummyCookieJar(), auto_decompress=False, max_field_size=16_384
        )

    async def stop(self) -> None:
        """Close all connections."""
        for session in (self._session, self._streams):
            if session is not None:
                await session.close()
        self._session = self._streams = None

    async def states(self) -> dict[str, Any]:
        """``ready``, ``not ready`` or ``down`` for each service, asked now."""
        names = list(self.origins)
        return dict(zip(names, await asyncio.gather(*(self._state(name) for name in names)), strict=True))

    async def _state(self, name: str) -> str:
        try:
            async with self.session.get(f"{self.origins[name]}/readyz", timeout=PROBE) as response:
                return "ready" if response.status == 200 else "not ready"
        except (ClientError, TimeoutError):
            return "down"


def _started(session: ClientSession | None) -> ClientSession:
    if session is None:
        raise RuntimeError("the gateway has not been started")
    return session
