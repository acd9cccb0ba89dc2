"""How much is still on its way: what is not said yet, and records that a group has not passed yet."""

from collections import Counter

import asyncpg
from aiokafka import TopicPartition

from chassis.kafka import make_consumer
from tests.faults.stand import Stand

Ends = dict[TopicPartition, int]

UNSAID = """
SELECT (SELECT count(*) FROM outbox) + (
       SELECT count(*) FROM told_key AS t WHERE stuck AND NOT EXISTS (
              SELECT FROM parked_key k WHERE (k.group_name, k.topic, k.key) = (t.group_name, t.topic, t.key)))
"""
POSITIONS = "SELECT group_name, topic, partition, next_offset FROM position"


async def unsent(stand: Stand) -> int:
    """Rows in all outboxes, and keys that are free while people were told that they wait."""
    rows = 0
    for service in stand.owners:
        connection = await asyncpg.connect(stand.database(service))
        try:
            rows += await connection.fetchval(UNSAID)
        finally:
            await connection.close()
    return rows


async def behind(stand: Stand) -> int:
    """Records that groups have not passed, over all groups and partitions."""
    return sum((await waiting(stand)).values())


async def waiting(stand: Stand, upto: Ends | None = None) -> Counter[str]:
    """The same by group and topic; of the records before these ends of the logs, where they are given."""
    passed = await positions(stand)
    ends = await log_ends(stand, {place for _, place in passed}) if upto is None else upto
    left: Counter[str] = Counter()
    for (group, place), offset in passed.items():
        left[f"{group} {place.topic}"] += max(0, ends.get(place, 0) - offset)
    return +left


async def positions(stand: Stand) -> dict[tuple[str, TopicPartition], int]:
    """The next offset of each group in each partition that it reads."""
    passed: dict[tuple[str, TopicPartition], int] = {}
    for service in stand.owners:
        connection = await asyncpg.connect(stand.database(service))
        try:
            for group, topic, number, offset in await connection.fetch(POSITIONS):
                passed[group, TopicPartition(topic, number)] = offset
        finally:
            await connection.close()
    return passed


async def log_ends(stand: Stand, places: set[TopicPartition]) -> Ends:
    """The next offset of each partition's log."""
    if not places:
        return {}
    consumer = make_consumer(stand.kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        return dict(await consumer.end_offsets(places))
    finally:
        await consumer.stop()
