"""One address for every way to PostgreSQL, its TLS parameters included, and a server that is new enough."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from chassis.outbound.relay import Relay
from chassis.service import Service
from chassis.settings import Settings
from chassis.tests.certificates import Authority
from chassis.work import lasting_connection
from chassis.work.database import Database
from chassis.work.migrations import migrate_database
from chassis.work.postgres import TooOld, address, refuse_old
from chassis.work.work import Work
from kernel.access import COPIED

SSL_REQUEST = 8  # bytes


@dataclass
class Guarded:
    """The test server behind TLS: its address without parameters, who signed it, and who did not."""

    url: str
    good: Path
    wrong: Path


@pytest.fixture
async def guarded(tmp_path: Path, database_url: str) -> AsyncIterator[Guarded]:
    """PostgreSQL's own TLS handshake before the real server, which was built without TLS."""
    authority, other = Authority(tmp_path), Authority(tmp_path, "somebody-else")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*authority.sign("postgres"))
    behind = urlsplit(database_url)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readexactly(SSL_REQUEST)
            writer.write(b"S")
            await writer.start_tls(context)
            inner_reader, inner_writer = await asyncio.open_connection(behind.hostname, behind.port)
            await asyncio.gather(carry(reader, inner_writer), carry(inner_reader, writer))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    who = behind.netloc.rpartition("@")[0]
    yield Guarded(behind._replace(netloc=f"{who}@127.0.0.1:{port}").geturl(), authority.file, other.file)
    server.close()


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """All bytes to the other side."""
    with suppress(OSError):
        while more := await reader.read(65536):
            writer.write(more)
            await writer.drain()
    writer.close()


async def asked_by_the_pool(url: str) -> Any:
    """A request's way to the database."""

    async def one(work: Work) -> Any:
        return (await work.connection.exec_driver_sql("SELECT 1")).scalar_one()

    database = Database(Settings(database_url=url))
    try:
        return await database.run(one)
    finally:
        await database.stop()


async def asked_by_the_relay(url: str) -> Any:
    """The relay's way."""
    return (await Relay("quotes", Settings(database_url=url)).status()).pending + 1


async def asked_by_the_journal(url: str) -> Any:
    """The way of migrations, republish and verification."""
    connection = await lasting_connection(url, "test")
    try:
        return await connection.fetchval("SELECT 1")
    finally:
        await connection.close()


WAYS = (asked_by_the_pool, asked_by_the_relay, asked_by_the_journal)


@pytest.mark.parametrize("way", WAYS)
async def test_a_server_with_tls_is_believed_when_its_authority_is(guarded: Guarded, way: Any) -> None:
    for told in ("?sslmode=verify-full", "?ssl=verify-full"):
        assert await way(f"{guarded.url}{told}&sslrootcert={guarded.good}") == 1
    assert await way(f"{guarded.url}?sslmode=require") == 1


@pytest.mark.parametrize("way", WAYS)
async def test_a_server_that_another_authority_signed_is_refused(guarded: Guarded, way: Any) -> None:
    with pytest.raises((ssl.SSLCertVerificationError, ConnectionError)):
        await way(f"{guarded.url}?sslmode=verify-full&sslrootcert={guarded.wrong}")


@pytest.mark.parametrize("way", WAYS)
async def test_tls_may_be_switched_off_where_the_server_has_none(database_url: str, way: Any) -> None:
    assert await way(f"{database_url}?sslmode=disable") == 1
    with pytest.raises(ConnectionError):
        await way(f"{database_url}?sslmode=require")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgresql://a:b@h:1/d", "postgresql://a:b@h:1/d"),
        ("postgresql+asyncpg://a:b@h/d?ssl=require", "postgresql://a:b@h/d?sslmode=require"),
        (
            "postgres://h/d?sslmode=verify-ca&sslrootcert=/a b",
            "postgresql://h/d?sslmode=verify-ca&sslrootcert=%2Fa+b",
        ),
        ("postgresql:///d?host=/run", "postgresql:///d?host=%2Frun"),
    ],
)
def test_an_address_may_be_spelt_as_other_tools_do(given: str, read: str) -> None:
    assert address(given) == read


@pytest.fixture
def old_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server says that it is PostgreSQL 15."""
    version = asyncpg.types.ServerVersion(15, 6, 0, "final", 0)
    monkeypatch.setattr(asyncpg.Connection, "get_server_version", lambda _: version)


@pytest.mark.usefixtures("old_server")
async def test_an_old_server_is_refused_at_once_with_the_reason(
    settings: Settings, database_url: str
) -> None:
    said = r"This is PostgreSQL 15: version 18 or newer is needed\."
    with pytest.raises(TooOld, match=said):
        await Service("quotes", settings, directory=COPIED).start()
    with pytest.raises(TooOld, match=said):
        await migrate_database("chassis", database_url)
    for way in WAYS:
        with pytest.raises(TooOld, match=said):
            await way(database_url)


async def test_a_server_that_is_away_may_come_later() -> None:
    await refuse_old("postgresql://nobody@127.0.0.1:1/nothing")
