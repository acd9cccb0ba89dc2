"""Our own PostgreSQL, its passwords and its data after kill -9; and servers on which others are at home."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from chassis.testing import named, server_url
from saleswire.databases import ensure_databases
from saleswire.infrastructure import Infrastructure, Kind, choose
from saleswire.missing import Missing
from saleswire.passwords import password
from saleswire.places import Place
from saleswire.servers import postgres

from .conftest import eventually, kill, supervised

GRANTS = "SELECT datname, datacl::text FROM pg_database WHERE datname = ANY($1) ORDER BY datname"


async def test_it_comes_back_with_its_data_and_keeps_services_apart(place: Place) -> None:
    async with supervised(place, [postgres(place)]) as supervisor:
        infra = choose(Kind.LOCAL, place)
        services = {name: password(place.state, name) for name in ("quotes", "orders")}
        assert len(await ensure_databases(infra.admin_url, services, "saleswire_", own_server=True)) == 2
        assert await ensure_databases(infra.admin_url, services, "saleswire_", own_server=True) == []

        quotes = infra.database_url(place, "quotes")
        connection = await asyncpg.connect(quotes)
        await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        await refuse_strangers(quotes)

        line = supervisor.record.components["postgres"]
        former = line.pid
        kill(former)
        await eventually(lambda: line.state == "ready" and line.pid != former)
        connection = await asyncpg.connect(quotes)
        assert await connection.fetchval("SELECT answer FROM kept") == 42
        assert await connection.fetchval("SHOW fsync") == "on"
        await connection.close()


async def refuse_strangers(quotes: str) -> None:
    """No password, a wrong one, or another service's database: all refused."""
    for other in ("saleswire_orders", "postgres", "template1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(named(quotes, other))
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(quotes, password="guessed")


async def test_secrets_are_for_their_owner_alone(place: Place) -> None:
    first = password(place.state, "postgres")
    assert password(place.state, "postgres") == first
    assert (place.state / "secrets.json").stat().st_mode & 0o777 == 0o600


class Hosted:
    """A server of others on which we have a role with CREATEDB and CREATEROLE; all names begin alike."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.prefix = f"h{uuid4().hex[:8]}_"
        self.admin = f"{self.prefix}admin"
        self.theirs = f"{self.prefix}theirs"

    @property
    def url(self) -> str:
        """Our role's address."""
        server = urlsplit(named(server_url(), "postgres"))
        return server._replace(netloc=f"{self.admin}:secret@{server.hostname}:{server.port}").geturl()

    async def grants(self) -> list[Any]:
        """Who may do what with the databases that are not ours."""
        return list(await self.root.fetch(GRANTS, ["postgres", "template1", self.theirs]))

    async def clear(self) -> None:
        """Leave nothing."""
        for (name,) in await self.root.fetch(
            "SELECT datname FROM pg_database WHERE starts_with(datname, $1)", self.prefix
        ):
            await self.root.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        for (name,) in await self.root.fetch(
            "SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1) ORDER BY rolname DESC", self.prefix
        ):
            await self.root.execute(f'DROP OWNED BY "{name}"; DROP ROLE "{name}"')


@pytest.fixture
async def hosted() -> AsyncIterator[Hosted]:
    """With a database of somebody else on it."""
    made = Hosted(await asyncpg.connect(server_url()))
    await made.root.execute(f"CREATE ROLE {made.admin} LOGIN CREATEDB CREATEROLE PASSWORD 'secret'")
    await made.root.execute(f"CREATE ROLE {made.theirs} LOGIN PASSWORD 'theirs'")
    await made.root.execute(f"CREATE DATABASE {made.theirs} OWNER {made.theirs}")
    yield made
    await made.clear()
    await made.root.close()


async def test_a_server_of_others_needs_no_superuser_and_keeps_its_grants(
    hosted: Hosted, place: Place
) -> None:
    before = await hosted.grants()
    services = {name: password(place.state, name) for name in ("quotes", "orders")}
    ours = f"{hosted.prefix}our_"
    assert await ensure_databases(hosted.url, services, ours) == [f"{ours}quotes", f"{ours}orders"]
    assert await ensure_databases(hosted.url, services, ours) == []
    assert await hosted.grants() == before

    infra = Infrastructure(Kind.EXTERNAL, "", hosted.url, database_prefix=ours)
    connection = await asyncpg.connect(infra.database_url(place, "quotes"))
    await connection.execute("CREATE TABLE one (id int)")
    await connection.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(named(infra.database_url(place, "quotes"), f"{ours}orders"))


async def test_a_role_or_database_of_somebody_else_is_not_touched(hosted: Hosted) -> None:
    await hosted.root.execute(f"CREATE ROLE {hosted.prefix}a_quotes LOGIN PASSWORD 'theirs'")
    with pytest.raises(Missing, match="another SALESWIRE_DATABASE_PREFIX"):
        await ensure_databases(hosted.url, {"quotes": "new"}, f"{hosted.prefix}a_")
    await hosted.root.execute(f"CREATE DATABASE {hosted.prefix}b_quotes OWNER {hosted.theirs}")
    with pytest.raises(Missing, match=f"belongs to {hosted.theirs}"):
        await ensure_databases(hosted.url, {"quotes": "new"}, f"{hosted.prefix}b_")


async def test_a_role_from_before_prefixes_is_renamed_with_all_that_it_owns(hosted: Hosted) -> None:
    former = f"{hosted.prefix}quotes"
    await hosted.root.execute(f"CREATE ROLE {former} LOGIN PASSWORD 'old'")
    await hosted.root.execute(f"CREATE DATABASE {hosted.prefix}x{former} OWNER {former}")
    assert await ensure_databases(server_url(), {former: "new"}, f"{hosted.prefix}x") == []
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1"
    assert await hosted.root.fetchval(owner, f"{hosted.prefix}x{former}") == f"{hosted.prefix}x{former}"
    assert not await hosted.root.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", former)


def test_what_is_told_about_tls_reaches_every_service(place: Place) -> None:
    admin = "postgresql://me:secret@db.example:5433/postgres?sslmode=verify-full&sslrootcert=/ca.pem"
    url = Infrastructure(Kind.EXTERNAL, "", admin).database_url(place, "quotes")
    word = password(place.state, "quotes")
    assert url == (
        f"postgresql://saleswire_quotes:{word}@db.example:5433/saleswire_quotes"
        "?sslmode=verify-full&sslrootcert=/ca.pem"
    )
