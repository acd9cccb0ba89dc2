"""What a process remembers of its consumers, and how those who wait are rung."""

import asyncio
from uuid import uuid4

from chassis.work.applied import REMEMBERED, Applied, Mark

GROUP, TOPIC = "orders.projections", "sales.person.v1"


async def test_only_those_who_wait_for_what_moved_are_rung() -> None:
    applied, mine, other = Applied(), uuid4(), uuid4()
    with applied.bell({Mark(GROUP, TOPIC, mine)}) as bell:
        applied.tell(GROUP, [((TOPIC, other), 1)])
        assert not bell.is_set()
        applied.tell(GROUP, [((TOPIC, mine), 1)])
        assert bell.is_set()


async def test_sequences_only_grow() -> None:
    applied, mark = Applied(), Mark(GROUP, TOPIC, uuid4())
    applied.tell(GROUP, [((TOPIC, mark.aggregate_id), 7)])
    applied.tell(GROUP, [((TOPIC, mark.aggregate_id), 3)])
    assert applied.knows(mark, 7)
    assert not applied.knows(mark, 8)


async def test_an_event_without_effect_is_applied_when_all_before_it_are() -> None:
    applied, mark = Applied(), Mark(GROUP, TOPIC, uuid4())
    applied.passed(GROUP, (TOPIC, mark.aggregate_id), 2)
    assert not applied.knows(mark, 2)
    applied.passed(GROUP, (TOPIC, mark.aggregate_id), 1)
    applied.passed(GROUP, (TOPIC, mark.aggregate_id), 2)
    assert applied.knows(mark, 2)


async def test_a_group_does_not_rest_while_somebody_waits_for_it() -> None:
    applied, mark = Applied(), Mark(GROUP, TOPIC, uuid4())
    async with asyncio.timeout(20):
        resting = asyncio.create_task(applied.nap(GROUP, 3600))
        await asyncio.sleep(0)
        with applied.bell({mark}):
            await resting


async def test_only_the_newest_are_remembered() -> None:
    applied, first = Applied(), uuid4()
    applied.tell(GROUP, [((TOPIC, first), 1)])
    applied.tell(GROUP, [((TOPIC, uuid4()), 1) for _ in range(REMEMBERED)])
    assert not applied.knows(Mark(GROUP, TOPIC, first), 1)


async def test_what_was_restored_from_before_is_forgotten() -> None:
    applied, mark, other = Applied(), Mark(GROUP, TOPIC, uuid4()), Mark("orders.reactions", TOPIC, uuid4())
    applied.tell(GROUP, [((TOPIC, mark.aggregate_id), 1)])
    applied.tell(other.group, [((TOPIC, other.aggregate_id), 1)])
    applied.forget(GROUP)
    assert not applied.knows(mark, 1)
    assert applied.knows(other, 1)
