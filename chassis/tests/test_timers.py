"""A timer fires once, at its last date, and never half."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text

from chassis.settings import Settings
from chassis.work.database import Database
from chassis.work.timers import TimerRunner, Timers, arm, disarm
from chassis.work.work import Work

PAST = datetime(2020, 1, 1, tzinfo=UTC)
FUTURE = datetime(2099, 1, 1, tzinfo=UTC)
FIRED = text("INSERT INTO fired (subject_id, via) VALUES (:id, :via)")


@pytest.fixture
async def database(settings: Settings, connection: Any) -> AsyncIterator[Database]:
    await connection.execute("CREATE TABLE fired (subject_id uuid, via text)")
    await connection.execute("CREATE TABLE thing (id uuid PRIMARY KEY, state text NOT NULL)")
    database = Database(settings, pool_size=10)
    yield database
    await database.stop()


@pytest.fixture
def timers() -> Timers:
    """One timer, ``expire``, that notes in table ``fired`` that it ran."""
    timers = Timers()

    @timers.on("expire")
    async def expire(work: Work, subject_id: UUID) -> None:
        await work.execute(FIRED, {"id": subject_id, "via": work.via})

    return timers


@pytest.fixture
async def run(database: Database) -> AsyncIterator[Callable[[Timers], Any]]:
    """``await run(timers)`` starts a runner; it is stopped after the test."""
    runners: list[TimerRunner] = []

    async def start(timers: Timers) -> TimerRunner:
        runners.append(TimerRunner(timers, database))
        await runners[-1].start()
        return runners[-1]

    yield start
    for runner in runners:
        await runner.stop()


async def gone(connection: Any) -> None:
    while await connection.fetchval("SELECT EXISTS (SELECT FROM timer)"):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_two_runners_fire_each_timer_once(
    database: Database, timers: Timers, connection: Any, run: Callable[[Timers], Any]
) -> None:
    async def set_many(work: Work) -> None:
        for _ in range(100):
            await arm(work, "expire", uuid4(), PAST)

    await run(timers)
    await run(timers)
    await database.run(set_many)
    await gone(connection)
    fired = await connection.fetch("SELECT subject_id, count(*), min(via) FROM fired GROUP BY subject_id")
    assert len(fired) == 100
    assert {(row[1], row[2]) for row in fired} == {(1, "timer:expire")}


async def test_a_timer_that_came_due_while_nobody_ran_fires_at_the_start(
    database: Database, timers: Timers, connection: Any, run: Callable[[Timers], Any]
) -> None:
    await database.run(arm, "expire", uuid4(), PAST)
    await run(timers)
    await gone(connection)
    assert await connection.fetchval("SELECT count(*) FROM fired") == 1


async def test_a_timer_fires_when_its_time_has_come_and_not_before(
    database: Database, timers: Timers, connection: Any, run: Callable[[Timers], Any]
) -> None:
    due_at = await connection.fetchval("SELECT now() + interval '0.4 seconds'")
    await database.run(arm, "expire", uuid4(), due_at)
    await run(timers)
    await gone(connection)
    assert await connection.fetchval("SELECT clock_timestamp()") >= due_at
    assert await connection.fetchval("SELECT count(*) FROM fired") == 1


async def test_moving_the_date_moves_the_timer_and_the_same_date_changes_nothing(
    database: Database, timers: Timers, connection: Any
) -> None:
    runner = TimerRunner(timers, database)
    subject = uuid4()
    for due_at in (PAST, FUTURE, FUTURE):
        await database.run(arm, "expire", subject, due_at)
    assert not await runner.fire_next()
    assert await connection.fetchval("SELECT generation FROM timer") == 2
    await database.run(arm, "expire", subject, PAST + timedelta(days=1))
    assert await runner.fire_next()
    assert await connection.fetchval("SELECT count(*) FROM fired") == 1


async def test_a_cancelled_timer_does_not_fire(database: Database, timers: Timers, connection: Any) -> None:
    subject = uuid4()
    await database.run(arm, "expire", subject, PAST)
    await database.run(disarm, "expire", subject)
    assert not await TimerRunner(timers, database).fire_next()
    assert await connection.fetchval("SELECT count(*) FROM fired") == 0


async def test_a_date_moved_while_the_handler_waits_for_the_document_undoes_the_firing(
    database: Database, timers: Timers, connection: Any, database_url: str
) -> None:
    subject = uuid4()
    await connection.execute("INSERT INTO thing VALUES ($1, 'sent')", subject)

    @timers.on("close")
    async def close(work: Work, subject_id: UUID) -> None:
        await work.execute(text("UPDATE thing SET state = 'closed' WHERE id = :id"), {"id": subject_id})

    await database.run(arm, "close", subject, PAST)
    command = await asyncpg.connect(database_url)
    transaction = command.transaction()
    await transaction.start()
    await command.execute("SELECT FROM thing WHERE id = $1 FOR UPDATE", subject)
    firing = asyncio.create_task(TimerRunner(timers, database).fire_next())
    while not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await command.execute("UPDATE timer SET due_at = $1, generation = generation + 1", FUTURE)
    await transaction.commit()
    await command.close()
    assert await firing
    assert await connection.fetchval("SELECT state FROM thing") == "sent"
    assert await connection.fetchval("SELECT due_at FROM timer") == FUTURE


async def test_a_handler_may_set_its_own_timer_again(
    database: Database, timers: Timers, connection: Any
) -> None:
    @timers.on("remind")
    async def remind(work: Work, subject_id: UUID) -> None:
        await work.execute(FIRED, {"id": subject_id, "via": work.via})
        await arm(work, "remind", subject_id, FUTURE)

    await database.run(arm, "remind", uuid4(), PAST)
    runner = TimerRunner(timers, database)
    assert await runner.fire_next()
    assert not await runner.fire_next()
    assert await connection.fetchval("SELECT due_at FROM timer") == FUTURE
    assert await connection.fetchval("SELECT count(*) FROM fired") == 1


async def test_a_failed_timer_leaves_no_effect_waits_and_does_not_hold_up_others(
    database: Database, timers: Timers, connection: Any
) -> None:
    broken = True

    @timers.on("fail")
    async def fail(work: Work, subject_id: UUID) -> None:
        await work.execute(FIRED, {"id": subject_id, "via": work.via})
        if broken:
            raise RuntimeError("the printer is on fire")

    await database.run(arm, "fail", uuid4(), PAST)
    await database.run(arm, "expire", uuid4(), PAST + timedelta(days=1))
    runner = TimerRunner(timers, database)
    assert await runner.fire_next()
    assert await runner.fire_next()
    assert not await runner.fire_next()
    row = await connection.fetchrow("SELECT name, attempts, error, due_at > now() AS later FROM timer")
    assert (row["name"], row["attempts"], row["later"]) == ("fail", 1, True)
    assert "the printer is on fire" in row["error"]
    assert [r[0] for r in await connection.fetch("SELECT via FROM fired")] == ["timer:expire"]
    assert await runner.status() == {
        "waiting": 1,
        "overdue": 0,
        "failing": 1,
        "last_error": runner.last_error,
    }
    broken = False
    await connection.execute("UPDATE timer SET due_at = now()")
    assert await runner.fire_next()
    assert await connection.fetchval("SELECT count(*) FROM timer") == 0


async def test_a_process_that_only_serves_requests_fires_nothing(
    settings: Settings, timers: Timers, database: Database
) -> None:
    database.settings = settings.model_copy(update={"role": "api"})
    runner = TimerRunner(timers, database)
    await runner.start()
    assert runner._task is None


async def test_a_timer_that_nobody_here_knows_is_left_for_others(
    database: Database, timers: Timers, connection: Any
) -> None:
    await database.run(arm, "of-a-newer-version", uuid4(), PAST)
    runner = TimerRunner(timers, database)
    assert not await runner.fire_next()
    assert (await runner.status())["overdue"] == 1
