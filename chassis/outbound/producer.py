"""Our way of writing to Kafka: idempotent, acknowledged by all replicas, thrown away after any failure.

aiokafka's idempotent producer neither expires a batch nor recovers from a lost sequence, and its
``stop`` waits for brokers that are gone; so every step here has an end.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.partitioner import murmur2

from chassis.kafka import make_admin, make_consumer, make_producer
from chassis.outbound.envelope import Headers
from chassis.outbound.links import keep_links
from chassis.private import cancel_sending, follow
from chassis.settings import KafkaSettings

SEND_TIMEOUT = 10.0  # seconds from handing a batch over to its last acknowledgement
LARGEST_BATCH = 131_072  # bytes
LINGER = 1  # milliseconds
BREATH = 100  # messages packed before other tasks may run

Outbound = tuple[str, bytes | None, bytes | None, Headers]  # topic, key, body, headers
Place = tuple[str, int]  # topic with prefix, partition


class Sent(NamedTuple):
    """A batch that was handed over, and how many records it has."""

    ack: "asyncio.Future[Any]"
    records: int


class Written(NamedTuple):
    """Where an acknowledged batch stands in its log: from ``first`` to before ``next``."""

    place: Place
    first: int
    next: int


Acks = Sequence[Sent]


class NoAnswer(TimeoutError):
    """Kafka was silent for too long; whether it has the messages is unknown."""


@asynccontextmanager
async def answered_by(deadline: float) -> AsyncIterator[None]:
    """Raises NoAnswer when the block has not ended at that time of the loop."""
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except TimeoutError as error:
        raise NoAnswer("Kafka does not answer.") from error


def soon() -> float:
    """The loop's time by which Kafka has to have answered."""
    return asyncio.get_running_loop().time() + SEND_TIMEOUT


async def open_producer(settings: KafkaSettings) -> AIOKafkaProducer:
    """A started producer; it refuses with LinkLost once a connection was lost.

    Raises NoAnswer or KafkaError when no broker answers.
    """
    producer = make_producer(
        settings,
        acks="all",
        enable_idempotence=True,
        linger_ms=LINGER,
        max_batch_size=LARGEST_BATCH,
        partitioner=partition_of,
    )
    try:
        async with answered_by(soon()):
            await producer.start()
            await keep_links(producer)
    except BaseException:
        await discard(producer)
        raise
    return producer


def partition_of(key: bytes | None, partitions: Sequence[int], available: Sequence[int] | None = None) -> int:
    """Kafka's own choice (murmur2), with the hashes of recent keys kept: an aggregate says several things."""
    if key is None:
        return random.choice(available or partitions)  # noqa: S311  # spreads load, no secret
    return partitions[_hash(key) % len(partitions)]


@lru_cache(maxsize=10_000)
def _hash(key: bytes) -> int:
    return int(murmur2(key)) & 0x7FFFFFFF


async def hand_over(producer: AIOKafkaProducer, messages: Iterable[Outbound]) -> Acks:
    """Queue the messages, in order within a partition; the futures end when they are acknowledged."""
    acks: list[Sent] = []
    try:
        for (topic, partition), batch in await _packed(producer, messages):
            batch.close()  # it is not waited for others that might join it
            ack = await producer.send_batch(batch, topic, partition=partition)
            acks.append(Sent(ack, batch.record_count()))
    except BaseException:
        forget(acks)
        raise
    return acks


async def _packed(producer: AIOKafkaProducer, messages: Iterable[Outbound]) -> list[tuple[Place, Any]]:
    """Batches by partition, packed here: the producer's own way costs a future for each message."""
    partitions: dict[str, list[int]] = {}
    packed: list[tuple[Place, Any]] = []
    filling: dict[Place, Any] = {}
    for number, (topic, key, body, headers) in enumerate(messages, start=1):
        if topic not in partitions:
            partitions[topic] = sorted(await producer.partitions_for(topic))
        place = topic, partition_of(key, partitions[topic])
        if key is None and body is None:
            body = b""  # a dead letter without either; Kafka wants one of them
        if place not in filling or not _put(filling[place], key, body, headers):
            filling[place] = producer.create_batch()
            packed.append((place, filling[place]))
            _put(filling[place], key, body, headers)
        if number % BREATH == 0:
            await asyncio.sleep(0)
    return packed


def _put(batch: Any, key: bytes | None, body: bytes | None, headers: Headers) -> bool:
    """Whether the batch had room for it; an empty one has."""
    return batch.append(timestamp=None, key=key, value=body, headers=headers) is not None


async def acknowledged(acks: Acks) -> list[Written]:
    """Wait for all and say where they are; raises the first failure."""
    found = [(await ack, records) for ack, records in acks]
    if any(place.offset < 0 for place, _ in found):
        raise NoAnswer("Kafka says that it has a batch, but not where.")
    return [Written((at.topic, at.partition), at.offset, at.offset + records) for at, records in found]


def forget(acks: Acks) -> None:
    """Nobody waits for these any more; their failures are no news."""
    for ack, _ in acks:
        ack.add_done_callback(lambda done: done.cancelled() or done.exception())


async def close_producer(producer: AIOKafkaProducer) -> None:
    """Stop after everything was acknowledged, within two seconds."""
    await _bounded(producer.stop())
    await discard(producer)


async def discard(producer: AIOKafkaProducer) -> None:
    """Drop a producer that failed, without asking the brokers; what it held is sent again by another."""
    await cancel_sending(producer)
    await _bounded(producer.client.close())


async def cluster_id(settings: KafkaSettings) -> str:
    """Kafka's own id of the cluster. Raises NoAnswer or KafkaError when no broker answers."""
    admin = make_admin(settings)
    try:
        async with answered_by(soon()):
            await admin.start()
            return str((await admin.describe_cluster())["cluster_id"])
    finally:
        await _bounded(admin.close())


async def log_ends(settings: KafkaSettings, topics: Collection[str]) -> dict[Place, int]:
    """Where the logs of these topics end, prefix included. Raises LookupError, NoAnswer or KafkaError."""
    if not topics:
        return {}
    consumer = make_consumer(settings, enable_auto_commit=False)
    try:
        async with answered_by(soon()):
            await consumer.start()
            if missing := set(topics) - await consumer.topics():
                raise LookupError(f"topics do not exist: {', '.join(sorted(missing))}")
            await follow(consumer, topics)
            places = [TopicPartition(t, n) for t in topics for n in consumer.partitions_for_topic(t) or ()]
            ends = await consumer.end_offsets(places)
    finally:
        await _bounded(consumer.stop())
    return {(place.topic, place.partition): end for place, end in ends.items()}


async def _bounded(closing: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(closing)
    await asyncio.wait({task}, timeout=2)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
