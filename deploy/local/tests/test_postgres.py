"""Our own PostgreSQL: passwords, one database per service, and its data after kill -9."""

import asyncpg
import pytest

from saleswire.databases import ensure_databases
from saleswire.infrastructure import Kind, choose
from saleswire.passwords import password
from saleswire.places import Place
from saleswire.stack import postgres_component

from .conftest import eventually, kill, supervised


async def test_it_comes_back_with_its_data_and_keeps_services_apart(place: Place) -> None:
    async with supervised(place, [postgres_component(place)]) as supervisor:
        infra = choose(Kind.LOCAL, place)
        services = {name: password(place.state, name) for name in ("quotes", "orders")}
        assert len(await ensure_databases(infra.admin_url, services)) == 2
        assert await ensure_databases(infra.admin_url, services) == []

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
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(quotes.replace("/saleswire_quotes", "/saleswire_orders"))
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(quotes, password="guessed")


async def test_secrets_are_for_their_owner_alone(place: Place) -> None:
    first = password(place.state, "postgres")
    assert password(place.state, "postgres") == first
    assert (place.state / "secrets.json").stat().st_mode & 0o777 == 0o600
