"""Everything is delivered again, in and out of order: groups rewound, journals resent, logs shuffled."""

import asyncio
import random
from typing import Any

import asyncpg
from aiokafka import TopicPartition

from chassis.kafka import make_consumer, make_producer
from chassis.private import follow
from contracts.messages import all_messages
from saleswire.errands import errand
from tests.faults.lag import Ends, log_ends, positions, waiting
from tests.faults.load import until
from tests.faults.rolling import restart
from tests.faults.scene import Figures, Scene
from tests.faults.stand import Stand

REPLAYED = 3000  # records of the logs that are sent again in any order, each TIMES times
TIMES = 2
LONGEST = 120.0  # seconds until all of it was heard again
TOPICS = sorted({message.stream.topic for _, message in all_messages() if not message.stream.compacted})
REWIND = "UPDATE position SET next_offset = 0"


async def duplicates_and_shuffles(scene: Scene) -> Figures:
    """All of it under load; what came of it is for the checker."""
    stand = scene.stand
    resent = await shuffle(stand)
    republished = await asyncio.gather(*(journal_again(stand, name) for name in stand.owners))
    scene.expect(all(republished), "missing", "a journal could not be sent again")
    ends = await log_ends(stand, {place for _, place in await positions(stand)})
    rewound = await rewind(stand)
    await asyncio.gather(*(restart(stand, name) for name in stand.owners))  # idle groups would not notice
    await until(lambda: heard_again(stand, ends), "all groups heard everything again", LONGEST)
    return {"positions rewound": rewound, "records shuffled": resent, "journals resent": len(republished)}


async def journal_again(stand: Stand, service: str) -> bool:
    """Send the whole journal of a service to its topics again, as `saleswire republish` does."""
    return await errand(stand.place, stand.infra, "journal", service, {"always": True})


async def rewind(stand: Stand) -> int:
    """Every group of every service begins at its first record again; how many positions that were."""
    count = 0
    for service in stand.owners:
        connection = await asyncpg.connect(stand.database(service))
        try:
            count += int((await connection.execute(REWIND)).split()[-1])
        finally:
            await connection.close()
    return count


async def heard_again(stand: Stand, ends: Ends) -> bool:
    """Whether every group has passed what there was when it began anew."""
    return not await waiting(stand, ends)


async def shuffle(stand: Stand) -> int:
    """Send real records of all topics again, outsiders' too, in an order that nobody chose."""
    records = await newest(stand)
    dealt = [record for record in records for _ in range(TIMES)]
    random.shuffle(dealt)
    producer = make_producer(stand.kafka, acks="all")
    await producer.start()
    try:
        for record in dealt:
            place = {"partition": record.partition, "headers": list(record.headers)}
            await producer.send(record.topic, record.value, record.key, **place)
        await producer.flush()
    finally:
        await producer.stop()
    return len(dealt)


async def newest(stand: Stand) -> list[Any]:
    """The last records of each partition, as many as are to be sent again."""
    consumer = make_consumer(stand.kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        await follow(consumer, TOPICS)
        places = {TopicPartition(t, n) for t in TOPICS for n in consumer.partitions_for_topic(t) or ()}
        ends = {place: end for place, end in (await log_ends(stand, places)).items() if end}
        share = max(1, REPLAYED // max(1, len(ends)))
        if not ends:
            return []
        consumer.assign(list(ends))
        for place, end in ends.items():
            consumer.seek(place, max(0, end - share))
        found: list[Any] = []
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=300)).values():
                found += records
        return found
    finally:
        await consumer.stop()
