"""Numbers of legal documents have no gaps, whatever is rolled back."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from chassis.settings import Settings
from chassis.work.database import Database
from chassis.work.numbering import next_from_sequence, next_number, numbered
from chassis.work.work import Work


class ChangedOurMind(Exception):
    pass


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings, pool_size=10)
    yield database
    await database.stop()


async def issue(work: Work, fails: bool) -> int:
    number = await next_number(work, "invoice", 2026)
    if fails:
        raise ChangedOurMind
    return number


async def test_numbers_have_no_gap_although_some_transactions_roll_back(database: Database) -> None:
    seed = random.Random(1)
    answers = await asyncio.gather(
        *(database.run(issue, seed.random() < 0.2) for _ in range(200)), return_exceptions=True
    )
    numbers = sorted(answer for answer in answers if isinstance(answer, int))
    failures = [answer for answer in answers if not isinstance(answer, int)]
    assert failures
    assert all(isinstance(failure, ChangedOurMind) for failure in failures)
    assert numbers == list(range(1, len(numbers) + 1))


async def test_each_series_and_year_counts_for_itself(database: Database) -> None:
    async def three(work: Work) -> list[int]:
        return [
            await next_number(work, "credit-note", 2026),
            await next_number(work, "invoice", 2026),
            await next_number(work, "invoice", 2027),
            await next_number(work, "invoice", 2027),
        ]

    assert await database.run(three) == [1, 1, 1, 2]


async def test_a_sequence_does_not_give_numbers_back(database: Database) -> None:
    async def make(work: Work) -> None:
        await work.execute(text("CREATE SEQUENCE quote_number"))

    async def take(work: Work, fails: bool) -> int:
        number = await next_from_sequence(work, "quote_number")
        if fails:
            raise ChangedOurMind
        return number

    await database.run(make)
    with pytest.raises(ChangedOurMind):
        await database.run(take, True)
    assert await database.run(take, False) == 2


def test_a_number_is_written_with_its_year_and_six_digits() -> None:
    assert numbered("Q", 2026, 123) == "Q-2026-000123"
