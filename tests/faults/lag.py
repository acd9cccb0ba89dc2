"""How much is still on its way: rows in outboxes, and records that a group has not passed yet."""

from collections import Counter

import asyncpg
from aiokafka import TopicPartition

from chassis.kafka import make_consumer
from tests.faults.stand import Stand

POSITIONS = "SELECT group_name, topic, partition, next_offset FROM position"


async def unsent(stand: Stand) -> int:
    """Rows in all outboxes."""
    rows = 0
    for service in stand.owners:
        connection = await asyncpg.connect(stand.database(service))
        try:
            rows += await connection.fetchval("SELECT count(*) FROM outbox")
        finally:
            await connection.close()
    return rows


async def behind(stand: Stand) -> int:
    """Records that groups have not passed, over all groups and partitions."""
    return sum((await waiting(stand)).values())


async def waiting(stand: Stand) -> Counter[str]:
    """The same by group and topic."""
    passed: dict[tuple[str, TopicPartition], int] = {}
    for service in stand.owners:
        connection = await asyncpg.connect(stand.database(service))
        try:
            for group, topic, number, offset in await connection.fetch(POSITIONS):
                passed[group, TopicPartition(topic, number)] = offset
        finally:
            await connection.close()
    ends = await log_ends(stand, {place for _, place in passed})
    left: Counter[str] = Counter()
    for (group, place), offset in passed.items():
        left[f"{group} {place.topic}"] += max(0, ends[place] - offset)
    return +left


async def log_ends(stand: Stand, places: set[TopicPartition]) -> dict[TopicPartition, int]:
    """The next offset of each partition's log."""
    if not places:
        return {}
    consumer = make_consumer(stand.kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        return dict(await consumer.end_offsets(places))
    finally:
        await consumer.stop()
