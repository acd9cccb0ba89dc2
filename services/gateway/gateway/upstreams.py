"""The services behind the gateway: their origins and the pool of connections to them."""

import asyncio
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from gateway.settings import Settings

PROBE = ClientTimeout(total=2)


class Upstreams:
    """One pooled client for all services; it exists between ``start`` and ``stop``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session: ClientSession | None = None
        self.origins = {name: origin.rstrip("/") for name, origin in settings.upstreams.items()}

    @property
    def session(self) -> ClientSession:
        """The client."""
        if self._session is None:
            raise RuntimeError("the gateway has not been started")
        return self._session

    async def start(self) -> None:
        """Open the pool."""
        connector = TCPConnector(
            limit=self._settings.upstream_connections,
            keepalive_timeout=self._settings.upstream_keepalive,
            ttl_dns_cache=30,
        )
        self._session = ClientSession(
            connector=connector, cookie_jar=DummyCookieJar(), auto_decompress=False, max_field_size=16_384
        )

    async def stop(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

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
