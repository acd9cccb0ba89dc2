"""Every connection to PostgreSQL is opened here: one way to read its address, one look at its version."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlencode

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

OLDEST = 18
NONE: Mapping[str, str] = MappingProxyType({})
KEPT_ALIVE = {
    "timezone": "UTC",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
DIALECT = "postgresql+asyncpg://"  # the engine's own address is empty: connections are ours


class TooOld(ConnectionError):
    """The server's version is one that we do not work with."""


def address(url: str) -> str:
    """A database's URL as asyncpg takes it.

    Parameters are libpq's (sslmode, sslrootcert, sslcert, sslkey, …); SQLAlchemy's spelling of the scheme
    and of ``ssl`` is understood, too.
    """
    place, _, query = url.partition("?")
    place = re.sub(r"^postgres(ql)?(\+asyncpg)?:", "postgresql:", place)
    told = [("sslmode" if name == "ssl" else name, value) for name, value in parse_qsl(query)]
    return f"{place}?{urlencode(told)}" if told else place


async def connect(
    url: str, application: str, server_settings: Mapping[str, str] = NONE, command_timeout: float | None = 10
) -> Any:
    """An asyncpg connection. Raises TooOld, OSError or asyncpg's errors."""
    connection = await asyncpg.connect(
        address(url),
        timeout=5,
        command_timeout=command_timeout,
        server_settings={"application_name": application, **server_settings},
    )
    found = connection.get_server_version()
    if found.major < OLDEST:
        await connection.close(timeout=2)
        raise TooOld(f"This is PostgreSQL {found.major}: version {OLDEST} or newer is needed.")
    return connection


async def lasting_connection(url: str, application: str, **server_settings: str) -> Any:
    """A connection for a long time, whose death both sides notice within some ten seconds."""
    return await connect(url, application, KEPT_ALIVE | server_settings)


async def refuse_old(url: str) -> None:
    """Raises TooOld; a server that does not answer may come later."""
    try:
        connection = await connect(url, "version check")
    except TooOld:
        raise
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return
    await connection.close(timeout=2)


def make_engine(
    url: str,
    application: str,
    server_settings: Mapping[str, str] = NONE,
    command_timeout: float | None = 10,
    **options: Any,
) -> AsyncEngine:
    """An engine whose connections are opened by ``connect``; ``options`` are SQLAlchemy's."""

    async def open_one() -> Any:
        return await connect(url, application, server_settings, command_timeout)

    return create_async_engine(DIALECT, async_creator=open_one, **options)
