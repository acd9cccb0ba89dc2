"""Waiting for one's own writes takes nothing from others: no connection, and one query for everything."""

import asyncio
from collections import Counter
from collections.abc import Collection
from uuid import uuid4

import pytest
from sqlalchemy import text

from chassis.inbound import waiting
from chassis.settings import Settings
from chassis.tests.inbound import TOPIC
from chassis.work.applied import Mark
from chassis.work.database import Database
from chassis.work.work import Work

CROWD = 30


async def one(work: Work) -> int:
    return int((await work.execute(text("SELECT 1"))).scalar_one())


async def test_many_who_wait_for_much_leave_the_only_connection_to_others(
    inbound: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow, reached, asked = Database(settings, pool_size=1), waiting._reached, Counter[int]()

    async def counting(work: Work, marks: Collection[Mark]) -> dict[Mark, int]:
        asked[len(marks)] += 1
        return await reached(work, marks)

    monkeypatch.setattr(waiting, "_reached", counting)
    wanted = {Mark("orders.projections", TOPIC, uuid4()): 1 for _ in range(20)}
    crowd = [asyncio.create_task(waiting.wait_for(narrow, wanted)) for _ in range(CROWD)]
    await asyncio.sleep(0)
    assert await narrow.read(one) == 1
    assert await asyncio.gather(*crowd) == [False] * CROWD
    await narrow.stop()
    assert set(asked) == {len(wanted)}
