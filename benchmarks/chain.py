"""The bare chain: two small processes that do nothing but what accepting and drafting need.

``says`` commits a row and its outbox row, sends them to Kafka and deletes the outbox row; ``hears`` reads
the record and commits a row of its own; ``says`` then reads that row. ``python -m benchmarks.chain says …``
"""

import asyncio
import json
import sys
import time
from typing import Any
from uuid import uuid4

import asyncpg
import uvloop
from aiokafka import AIOKafkaProducer, TopicPartition

from benchmarks.children import PARTITIONS
from benchmarks.figures import percentiles
from benchmarks.paced import RATE, at_pace
from chassis.kafka import make_consumer, make_producer
from chassis.settings import KafkaSettings

TABLES = """
CREATE TABLE said (id uuid PRIMARY KEY, body jsonb NOT NULL);
CREATE TABLE said_outbox (id bigserial PRIMARY KEY, key uuid NOT NULL, body bytea NOT NULL);
CREATE TABLE heard (id uuid PRIMARY KEY, body jsonb NOT NULL);
CREATE TABLE heard_position (partition int PRIMARY KEY, next_offset bigint NOT NULL);
"""
POSITION = """
INSERT INTO heard_position VALUES ($1, $2)
ON CONFLICT (partition) DO UPDATE SET next_offset = excluded.next_offset
"""
LOOK = 0.001  # seconds between two looks at whether the row is there


async def says(url: str, kafka: str, topic: str, seconds: float) -> None:
    """Print p50, p95 and p99 in milliseconds from the beginning of the transaction to the read."""
    pool = await asyncpg.create_pool(url, min_size=6, max_size=6)
    producer = make_producer(KafkaSettings(kafka_bootstrap=kafka), acks="all", enable_idempotence=True)
    await producer.start()
    body = json.dumps({"lines": [{"product": "Sensor", "net": "100.00", "text": "x" * 300}] * 3})
    taken: list[float] = []

    async def one(number: int) -> None:
        began = time.perf_counter()
        await said_and_heard(pool, producer, topic, body)
        if number >= RATE:  # the first second warms up
            taken.append((time.perf_counter() - began) * 1000)

    await at_pace(one, seconds + 1)
    print(json.dumps(percentiles(taken)), flush=True)
    await producer.stop()
    await pool.close()


async def said_and_heard(pool: Any, producer: AIOKafkaProducer, topic: str, body: str) -> None:
    """Once through the chain."""
    id = uuid4()
    async with pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute("INSERT INTO said VALUES ($1, $2)", id, body)
            row = await connection.fetchval(
                "INSERT INTO said_outbox (key, body) VALUES ($1, $2) RETURNING id", id, body.encode()
            )
        await producer.send_and_wait(topic, body.encode(), str(id).encode())
        reading = asyncio.create_task(heard(pool, id))
        await connection.execute("DELETE FROM said_outbox WHERE id = $1", row)
    await reading


async def heard(pool: Any, id: Any) -> None:
    """Return when the other process has committed its row."""
    while await pool.fetchval("SELECT body FROM heard WHERE id = $1", id) is None:  # noqa: ASYNC110  # it is another process
        await asyncio.sleep(LOOK)


async def hears(url: str, kafka: str, topic: str) -> None:
    """Until it is ended; says ``ready`` when it reads."""
    connection = await asyncpg.connect(url)
    consumer = make_consumer(KafkaSettings(kafka_bootstrap=kafka), enable_auto_commit=False)
    await consumer.start()
    places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    consumer.assign(places)
    await consumer.seek_to_end(*places)
    print("ready", flush=True)
    while True:
        for place, records in (await consumer.getmany(timeout_ms=500)).items():
            rows = [(record.key.decode(), json.loads(record.value)) for record in records]
            async with connection.transaction():
                await connection.execute(
                    "INSERT INTO heard SELECT * FROM unnest($1::uuid[], $2::jsonb[]) ON CONFLICT DO NOTHING",
                    [key for key, _ in rows],
                    [json.dumps(body) for _, body in rows],
                )
                await connection.execute(POSITION, place.partition, records[-1].offset + 1)


def main(role: str, url: str, kafka: str, topic: str, *seconds: str) -> None:
    """One of the two processes."""
    work = says(url, kafka, topic, float(seconds[0])) if role == "says" else hears(url, kafka, topic)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


if __name__ == "__main__":
    main(*sys.argv[1:])
