"""Statements past SQLAlchemy's executor: the same transaction, the same errors, the same values."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Column, MetaData, Numeric, Table, Uuid, bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from chassis.columns import Stored
from chassis.database import Database
from chassis.prepared import Prepared
from chassis.settings import Settings
from chassis.statements import change, fetch
from chassis.work import Work
from contracts.values import Address

PLACE = Table(
    "place",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("address", Stored(Address)),
    Column("worth", Numeric),
)
ADD = Prepared(insert(PLACE).inline().values({c.name: bindparam(c.name) for c in PLACE.columns}))
FIND = Prepared(select(PLACE).where(PLACE.c.id == bindparam("wanted")))


@pytest.fixture
async def small(settings: Settings, connection: Any) -> AsyncIterator[Database]:
    """A database with one connection and a table."""
    await connection.execute("CREATE TABLE place (id uuid PRIMARY KEY, address jsonb, worth numeric)")
    database = Database(settings, pool_size=1)
    yield database
    await database.stop()


async def count(work: Work) -> int:
    """Rows of the table."""
    return int((await fetch(work, "SELECT count(*) FROM place"))[0][0])


async def test_values_come_back_as_they_were_given(small: Database) -> None:
    id, address = uuid4(), Address(city="Umeå", country="Sweden")
    given = {"id": id, "address": address, "worth": None}

    async def keep(work: Work) -> list[dict[str, Any]]:
        assert await ADD.run(work, given) == 1
        return await FIND.rows(work, {"wanted": id})

    assert await small.run(keep) == [given]
    assert await small.run(FIND.rows, {"wanted": uuid4()}) == []


async def test_what_fails_takes_back_everything_and_says_why_as_sqlalchemy_does(small: Database) -> None:
    id = uuid4()

    async def twice(work: Work) -> None:
        await work.execute(insert(PLACE), {"id": uuid4()})
        await change(work, "INSERT INTO place (id) VALUES ($1)", id)
        await change(work, "INSERT INTO place (id) VALUES ($1)", id)

    with pytest.raises(IntegrityError):
        await small.run(twice)
    assert await small.run(count) == 0


async def test_a_lost_connection_is_replaced(small: Database, connection: Any) -> None:
    async def lose(work: Work) -> None:
        await connection.execute("SELECT pg_terminate_backend($1)", await backend(work))
        await count(work)

    with pytest.raises(DBAPIError) as lost:
        await small.run(lose)
    assert lost.value.connection_invalidated
    assert await small.run(count) == 0


async def backend(work: Work) -> int:
    """The server process of this transaction."""
    return int((await work.execute(text("SELECT pg_backend_pid()"))).scalar_one())
