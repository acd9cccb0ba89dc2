"""Databases for tests are as if they were new, whatever the test before did to them."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from chassis.testing.servers import named, server_url
from chassis.tests.stock import Stock

SAY = """
INSERT INTO outbox (kind, event_id, topic, type, aggregate, aggregate_id, sequence, correlation_id,
                    causation_id, via)
SELECT 'event', id, 't', 't', 'a', id, 1, id, id, 'api' FROM gen_random_uuid() AS id RETURNING id
"""
OID = "SELECT oid FROM pg_database WHERE datname = current_database()"


@pytest.fixture
async def one() -> AsyncIterator[Stock]:
    """A stock of a single database."""
    stock = Stock(ahead=1)
    yield stock
    await stock.close()


async def opened(stock: Stock) -> tuple[str, Any]:
    """The next database's name and a connection to it."""
    name = await stock.take()
    return name, await asyncpg.connect(named(server_url(), name))


async def test_what_comes_back_is_emptied_and_found_by_nobody(one: Stock) -> None:
    name, used = await opened(one)
    oid = await used.fetchval(OID)
    await used.execute("CREATE TABLE effect (n int); CREATE VIEW seen AS SELECT * FROM effect")
    await used.execute("UPDATE journal_head SET position = 7")
    assert await used.fetchval(SAY) == 1
    one.give_back(name)
    after, fresh = await opened(one)
    assert after != name
    assert await fresh.fetchval(OID) == oid
    assert await fresh.fetchval("SELECT to_regclass('effect')") is None
    assert await fresh.fetchval("SELECT count(*) FROM outbox") == 0
    assert await fresh.fetchval("SELECT array_agg(position) FROM journal_head") == [0]
    assert await fresh.fetchval(SAY) == 1
    with pytest.raises(asyncpg.InterfaceError):
        await used.execute("SELECT 1")
    await fresh.close()
    one.give_back(after)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE position ADD note text",
        "ALTER TABLE position ALTER topic TYPE varchar",
        "CREATE INDEX more ON position (topic)",
        "ALTER TABLE outbox ADD UNIQUE (event_id)",
        "CREATE SCHEMA elsewhere",
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
async def test_one_whose_tables_changed_is_not_handed_out_again(one: Stock, change: str) -> None:
    name, used = await opened(one)
    oid = await used.fetchval(OID)
    await used.execute(change)
    one.give_back(name)
    after, fresh = await opened(one)
    assert await fresh.fetchval(OID) != oid
    await fresh.close()
    one.give_back(after)
