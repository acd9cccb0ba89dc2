"""Statements compiled by SQLAlchemy and run by the driver: the same transaction, errors and values."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, MetaData, Numeric, Table, Uuid, bindparam, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError

from chassis.settings import Settings
from chassis.work import statements
from chassis.work.columns import Stored
from chassis.work.database import Database
from chassis.work.work import Work
from contracts.values import Address

PLACE = Table(
    "place",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("address", Stored(Address)),
    Column("worth", Numeric),
)
ONE, ANOTHER = UUID(int=1), UUID(int=2)
UMEA = Address(city="Umeå", country="Sweden")
COUNT = text("SELECT count(*) FROM place")


@pytest.fixture
async def small(settings: Settings, connection: Any) -> AsyncIterator[Database]:
    """A database with one connection and a table."""
    await connection.execute("CREATE TABLE place (id uuid PRIMARY KEY, address jsonb, worth numeric)")
    database = Database(settings, pool_size=1)
    yield database
    await database.stop()


async def count(work: Work) -> int:
    """Rows of the table."""
    return int(await work.scalar(COUNT))


async def test_values_come_back_as_they_were_given(small: Database) -> None:
    given = {"id": uuid4(), "address": UMEA, "worth": None}
    find = select(PLACE).where(PLACE.c.id == bindparam("wanted"))

    async def keep(work: Work) -> list[Any]:
        assert (await work.execute(insert(PLACE), given)).rowcount == 1
        assert (await work.execute(find, {"wanted": uuid4()})).all() == []
        return list((await work.execute(find, {"wanted": given["id"]})).mappings())

    assert await small.run(keep) == [given]


async def test_statements_that_differ_in_values_alone_keep_their_own_values(small: Database) -> None:
    async def look(work: Work) -> None:
        await work.execute(insert(PLACE), [{"id": ONE, "worth": 1}, {"id": ANOTHER, "worth": 2}])
        for id, worth in ((ONE, 1), (ANOTHER, 2)):
            assert await work.scalar(select(PLACE.c.worth).where(PLACE.c.id == id)) == worth
        for wanted in ([], [ONE], [ANOTHER, ONE]):
            rows = await work.execute(select(PLACE.c.id).where(PLACE.c.id.in_(wanted)))
            assert set(rows.scalars()) == set(wanted)
        assert (await work.execute(update(PLACE).where(PLACE.c.id == ONE), {"worth": 3})).rowcount == 1
        both = update(PLACE).values(worth=PLACE.c.worth + 1).returning(PLACE.c.worth, PLACE.c.address)
        assert {tuple(row) for row in await work.execute(both)} == {(4, None), (3, None)}
        assert (await work.execute(delete(PLACE).where(PLACE.c.id == uuid4()))).rowcount == 0

    before = len(statements._forms)
    await small.run(look)
    assert len(statements._forms) == before + 6


async def test_rows_of_one_statement_and_of_text_are_those_of_sqlalchemy(small: Database) -> None:
    several = insert(PLACE).values([(ONE, UMEA, None), (ANOTHER, None, Decimal("1.50"))])

    async def ask(work: Work) -> None:
        assert (await work.execute(several)).rowcount == 2
        row = (await work.execute(text("SELECT id, worth FROM place WHERE id = :id"), {"id": ANOTHER})).one()
        assert (row.id, row[1], row._mapping["worth"]) == (ANOTHER, Decimal("1.50"), Decimal("1.50"))
        typed = text("SELECT address FROM place WHERE id = :id").columns(PLACE.c.address)
        assert await work.scalar(typed, {"id": ONE}) == UMEA
        assert (await work.execute(insert(PLACE), [])).all() == []
        streamed = [row[0] async for row in work.stream(text("SELECT id FROM place ORDER BY id"))]
        assert streamed == [ONE, ANOTHER]

    await small.run(ask)


async def test_a_value_that_is_not_given_is_missed_before_anything_is_sent(small: Database) -> None:
    async def forget(work: Work) -> None:
        await work.execute(text("SELECT :this"), {"that": 1})

    with pytest.raises(InvalidRequestError, match="this"):
        await small.run(forget)


async def test_what_fails_takes_back_everything_and_says_why_as_sqlalchemy_does(small: Database) -> None:
    async def twice(work: Work) -> None:
        await work.execute(insert(PLACE), {"id": uuid4()})
        await work.execute(text("INSERT INTO place (id) VALUES (:id)"), [{"id": ONE}, {"id": ONE}])

    with pytest.raises(IntegrityError):
        await small.run(twice)
    assert await small.run(count) == 0


async def test_a_migration_that_came_between_is_not_noticed(small: Database, connection: Any) -> None:
    everything = text("SELECT * FROM place")

    async def ask(work: Work) -> list[str]:
        return list((await work.execute(everything)).keys())

    assert await small.run(ask) == ["id", "address", "worth"]
    await connection.execute("ALTER TABLE place DROP COLUMN worth, ALTER COLUMN address TYPE text")
    assert await small.run(ask) == ["id", "address"]


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
    return int(await work.scalar(text("SELECT pg_backend_pid()")))
