"""The unit of work under bad weather: cancelled requests give their connections back, commits end."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.settings import Settings
from chassis.tests.inbound import until
from chassis.work.database import Database
from chassis.work.work import Work

ADD = text("INSERT INTO thing VALUES (:n)")


@pytest.fixture
async def narrow(settings: Settings, connection: Any) -> AsyncIterator[Database]:
    """A database with two connections and a table."""
    await connection.execute("CREATE TABLE thing (n int PRIMARY KEY)")
    database = Database(settings, pool_size=2, application="narrow")
    yield database
    await database.stop()


async def add(work: Work, n: int, pause: float = 0) -> None:
    """A row, after a rest inside PostgreSQL."""
    await work.execute(ADD, {"n": n})
    await work.execute(text("SELECT pg_sleep(:pause)"), {"pause": pause})


async def assert_whole(database: Database, connection: Any) -> None:
    """Both connections can be had at once, and none is left in a transaction."""
    together = asyncio.Barrier(2)

    async def meet(work: Work) -> None:
        await work.execute(text("SELECT 1"))
        await together.wait()

    await asyncio.gather(database.run(meet), database.run(meet))
    pool: Any = database.engine.pool
    assert pool.checkedout() == 0
    left = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
    )

    async def nobody() -> bool:  # a server process notices a moment later that its client is gone
        return bool(await connection.fetchval(f"{left} AND pid <> pg_backend_pid()") == 0)

    await until(nobody)


async def test_a_unit_of_work_that_is_cancelled_at_any_moment_gives_its_connection_back(
    narrow: Database, connection: Any
) -> None:
    moments = random.Random(7)
    for n in range(50):
        task = asyncio.create_task(narrow.run(add, n, 0.05))
        await asyncio.sleep(moments.uniform(0, 0.06))
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()  # whoever stops a server may do so twice
        await asyncio.wait({task})
    await assert_whole(narrow, connection)


async def test_a_cancelled_unit_of_work_leaves_nothing_behind(narrow: Database, connection: Any) -> None:
    inside = asyncio.Event()

    async def add_and_stay(work: Work) -> None:
        await add(work, 1)
        inside.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(narrow.run(add_and_stay))
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await connection.fetchval("SELECT count(*) FROM thing") == 0
    await assert_whole(narrow, connection)


async def test_a_commit_that_has_begun_ends_and_is_told_although_its_task_is_cancelled(
    narrow: Database, connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, begun, told = AsyncConnection.commit, asyncio.Event(), []

    async def slow(self: AsyncConnection) -> None:
        begun.set()
        await asyncio.sleep(0.05)
        await commit(self)

    async def add_and_tell(work: Work) -> None:
        work.afterwards.append(lambda: told.append("committed"))
        await add(work, 1)

    monkeypatch.setattr(AsyncConnection, "commit", slow)
    task = asyncio.create_task(narrow.run(add_and_tell))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told == ["committed"]
    assert await connection.fetchval("SELECT count(*) FROM thing") == 1
    await assert_whole(narrow, connection)


async def test_nobody_asks_for_a_connection_while_holding_one(narrow: Database, connection: Any) -> None:
    async def read_too(work: Work) -> None:
        await narrow.read(add, 1)

    async def read_in_a_task(work: Work) -> None:
        await asyncio.create_task(narrow.read(add, 2))

    for nested in (read_too, read_in_a_task):
        for way in (narrow.run, narrow.read):
            with pytest.raises(RuntimeError, match="holds a connection already"):
                await way(nested)
    assert await connection.fetchval("SELECT count(*) FROM thing") == 0
    await assert_whole(narrow, connection)


async def test_what_is_begun_in_a_unit_of_work_may_ask_for_a_connection_when_that_is_over(
    narrow: Database, connection: Any
) -> None:
    tasks: list[asyncio.Task[None]] = []

    async def begin_more(work: Work) -> None:
        work.afterwards.append(lambda: tasks.append(asyncio.create_task(narrow.run(add, 1))))

    await narrow.run(begin_more)
    await tasks[0]
    assert await connection.fetchval("SELECT count(*) FROM thing") == 1
