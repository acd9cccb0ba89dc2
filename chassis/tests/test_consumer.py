"""The consumer on real Kafka: where it starts, what it survives, and when it counts as alive and ready."""

import errno
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CorruptRecordException
from aiokafka.structs import TopicPartition
from prometheus_client import CollectorRegistry

from chassis.inbound import patience
from chassis.inbound.consumer import UNREAD, Consumer
from chassis.inbound.metrics import ConsumerMetrics
from chassis.inbound.positions import Place
from chassis.inbound.waiting import wait_for
from chassis.settings import Settings
from chassis.tests.inbound import (
    TOPIC,
    Log,
    NotUtf8,
    execute,
    granted,
    headers,
    message,
    projecting,
    query,
    reacting,
    revoked,
    running,
    send,
    send_as_one_batch,
    until,
)
from chassis.work.applied import Mark
from chassis.work.database import Database

KINDS = pytest.mark.parametrize("make", [reacting, projecting], ids=["reactions", "projections"])


async def effects(database: Database, count: int) -> bool:
    """Have as many events taken effect?"""
    return len(await query(database, "SELECT * FROM effect")) == count


@KINDS
async def test_what_was_sent_before_and_after_the_start_takes_effect_once(
    inbound: Database, settings: Settings, topics: Callable[..., Any], make: Any
) -> None:
    await topics(TOPIC)
    before, after = uuid4(), uuid4()
    await send(settings, message(granted(before), 1), message(revoked(before), 2))
    async with running(make(), inbound) as consumer:
        await until(lambda: effects(inbound, 1))
        await send(settings, message(granted(after), 1), message(granted(before), 3))
        await until(lambda: effects(inbound, 3))
        assert consumer.alive()
        status = consumer.status()
    assert status["topics"] == [TOPIC]
    assert status["lag"] == {TOPIC: 0}
    assert status["counts"]["applied"] == 3
    async with running(make(), inbound):
        await send(settings, message(granted(after), 2))
        await until(lambda: effects(inbound, 4))


async def test_a_group_that_kafka_forgot_starts_where_our_database_says(
    inbound: Database, settings: Settings, topics: Callable[..., Any]
) -> None:
    await topics(TOPIC)
    person = uuid4()
    async with running(reacting(), inbound):
        await send(settings, *(message(granted(person), sequence) for sequence in (1, 2, 3)))
        await until(lambda: effects(inbound, 3))
    consumer = Consumer("orders", reacting(), inbound)
    consumer.group_id += ".forgotten"  # for Kafka a group without offsets, for our database the same
    await consumer.start()
    await send(settings, message(granted(person), 4))
    await until(lambda: effects(inbound, 4))
    await consumer.stop()
    assert consumer.group.figures.counts["duplicates"] == 0


async def test_kafkas_own_offsets_decide_nothing(
    inbound: Database, settings: Settings, topics: Callable[..., Any]
) -> None:
    await topics(TOPIC, partitions=1)
    person = uuid4()
    await send(settings, *(message(granted(person), sequence) for sequence in (1, 2, 3)))
    async with running(reacting(), inbound):
        await until(lambda: effects(inbound, 3))
    await execute(inbound, "DELETE FROM effect")
    await execute(inbound, "DELETE FROM position")
    await execute(inbound, "DELETE FROM last_sequence")
    async with running(reacting(), inbound):
        await until(lambda: effects(inbound, 3))


async def test_a_topic_made_anew_is_read_from_its_beginning(
    inbound: Database, settings: Settings, topics: Callable[..., Any]
) -> None:
    await topics(TOPIC, partitions=1)
    await execute(inbound, "INSERT INTO position VALUES ('orders.reactions', $1, 0, 1000)", TOPIC)
    async with running(reacting(), inbound):
        await send(settings, message(granted(uuid4()), 1))
        await until(lambda: effects(inbound, 1))
    assert (await query(inbound, "SELECT next_offset FROM position"))[0][0] == 1


async def test_a_position_that_was_moved_away_is_found_again(
    inbound: Database, settings: Settings, topics: Callable[..., Any]
) -> None:
    await topics(TOPIC, partitions=1)
    person = uuid4()
    async with running(projecting(), inbound) as consumer:
        await send(settings, message(granted(person), 1), message(granted(person), 2))
        await until(lambda: effects(inbound, 2))
        await execute(inbound, "UPDATE position SET next_offset = 0")
        await execute(inbound, "UPDATE last_sequence SET sequence = 1, event_id = NULL")
        await execute(inbound, "DELETE FROM effect WHERE sequence = 2")
        await send(settings, message(granted(person), 3))
        await until(lambda: effects(inbound, 3))
        assert "Fenced" in consumer.status()["last_error"]


@KINDS
async def test_poison_on_the_wire_stops_nobody(
    inbound: Database, settings: Settings, topics: Callable[..., Any], make: Any
) -> None:
    await topics(TOPIC, partitions=1)
    bad, good = uuid4(), uuid4()
    key, event = str(bad).encode(), granted(bad)
    await send(
        settings,
        (TOPIC, None, b"{", []),
        (TOPIC, key, None, []),
        (TOPIC, key, b"\xff", [("ce_type", b"\xff\xff"), ("sequence", b"\xfe")]),
        (TOPIC, key, b"{", headers(event, 1)),
        (TOPIC, key, b"x" * 900_000, headers(event, 2)),
        message(granted(good), 1),
    )
    async with running(make(), inbound) as consumer:
        await until(lambda: effects(inbound, 1))
        assert consumer.status()["counts"]["unreadable"] >= 3
    assert len(await query(inbound, "SELECT * FROM outbox WHERE kind = 'dead-letter'")) == 4
    assert len(await query(inbound, "SELECT * FROM parked_event")) == 2


@KINDS
async def test_a_header_whose_name_is_not_utf_8_stops_neither_its_partition_nor_its_neighbours(
    inbound: Database, settings: Settings, topics: Callable[..., Any], make: Any
) -> None:
    await topics(TOPIC, partitions=2)
    bad, others = uuid4(), [uuid4() for _ in range(4)]
    odd_name: Any = NotUtf8("x-odd")
    odd = message(granted(bad), 1)
    odd[3].append((odd_name, b"1"))
    good = [message(granted(person), 1) for person in others]
    nobodys = (TOPIC, None, None, [(odd_name, None)])
    await send_as_one_batch(settings, [*good[:2], odd, nobodys, *good[2:]], partition=0)
    await send_as_one_batch(settings, [message(granted(bad), 2)], partition=0)
    neighbours = [uuid4() for _ in range(5)]
    await send_as_one_batch(settings, [message(granted(person), 1) for person in neighbours], partition=1)
    async with running(make(), inbound) as consumer:
        await until(lambda: effects(inbound, 9))
        await until(lambda: consumer.status()["counts"].get("followers"))
        assert consumer.status()["counts"]["unreadable"] == 2
        assert consumer.status()["counts"].get("gaps", 0) == 0
    assert await query(inbound, "SELECT DISTINCT reason FROM parked_key") == [("unreadable",)]
    dead = await query(inbound, "SELECT headers FROM outbox WHERE kind = 'dead-letter' ORDER BY id")
    about = [{n: b64decode(v).decode() for n, v in row[0] if n.startswith("dlq_")} for row in dead]
    assert {(a["dlq_topic"], a["dlq_partition"], a["dlq_offset"]) for a in about} == {
        (TOPIC, "0", "2"),
        (TOPIC, "0", "3"),
    }
    assert {a["dlq_error_message"] for a in about} == {"the name of a header is not UTF-8"}


async def test_a_fetch_that_fails_loses_nothing(
    inbound: Database, settings: Settings, topics: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await topics(TOPIC, partitions=1)
    person = uuid4()
    await send(settings, *(message(granted(person), sequence) for sequence in (1, 2, 3)))
    getmany, failures = AIOKafkaConsumer.getmany, [True]

    async def fails_with_records_in_hand(self: Any, **asked: Any) -> Any:
        found = await getmany(self, **asked)
        if found and failures:
            failures.pop()
            raise CorruptRecordException("on its way")
        return found

    monkeypatch.setattr(AIOKafkaConsumer, "getmany", fails_with_records_in_hand)
    async with running(reacting(), inbound) as consumer:
        await until(lambda: effects(inbound, 3))
        assert consumer.status()["counts"].get("gaps", 0) == 0
    assert failures == []


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_strangers_may_compress_as_they_like(
    inbound: Database, settings: Settings, topics: Callable[..., Any], codec: str
) -> None:
    await topics(TOPIC, partitions=1)
    await send(settings, message(granted(uuid4()), 1), compression_type=codec)
    async with running(reacting(), inbound):
        await until(lambda: effects(inbound, 1))


async def test_two_members_share_the_partitions_and_each_event_takes_effect_once(
    inbound: Database, settings: Settings, topics: Callable[..., Any]
) -> None:
    await topics(TOPIC, partitions=4)
    people = [uuid4() for _ in range(20)]
    async with running(reacting(), inbound) as first:
        await send(settings, *(message(granted(person), 1) for person in people))
        async with running(reacting(), inbound) as second:
            await send(settings, *(message(granted(person), 2) for person in people))
            await until(lambda: len(first.group.expected) == len(second.group.expected) == 2)
            await send(settings, *(message(granted(person), 3) for person in people))
            await until(lambda: effects(inbound, 60))
        await send(settings, *(message(granted(person), 4) for person in people))
        await until(lambda: effects(inbound, 80))
    assert len(await query(inbound, "SELECT DISTINCT person_id, sequence FROM effect")) == 80
    assert await query(inbound, "SELECT * FROM parked_key") == []


async def test_a_consumer_whose_coordination_died_is_not_alive(
    inbound: Database, topics: Callable[..., Any]
) -> None:
    await topics(TOPIC)
    async with running(reacting(), inbound) as consumer:
        assert consumer.alive()
        kafka: Any = consumer._kafka
        kafka._coordinator._coordination_task.cancel()
        await until(lambda: not consumer.alive())


async def test_a_loop_without_a_sign_of_life_for_a_minute_is_not_alive(
    inbound: Database, topics: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await topics(TOPIC)
    async with running(reacting(), inbound) as consumer:
        monkeypatch.setattr(consumer.group.patience, "touch", lambda: None)
        consumer.group.patience.touched -= 61
        assert not consumer.alive()


async def test_without_brokers_it_lives_waits_and_stops(inbound: Database, settings: Settings) -> None:
    inbound.settings = settings.model_copy(update={"kafka_bootstrap": "127.0.0.1:9"})
    consumer = Consumer("orders", reacting(), inbound)
    await consumer.start()
    await until(lambda: consumer.status()["last_error"])
    assert consumer.alive()
    assert not consumer.ready()
    await consumer.stop()


async def test_a_group_without_handlers_is_always_well(inbound: Database) -> None:
    consumer = Consumer("orders", type(reacting())(), inbound)
    await consumer.start()
    assert consumer.alive()
    assert consumer.ready()
    await consumer.stop()


async def test_every_subscriber_is_set_not_to_lose_records(
    inbound: Database, topics: Callable[..., Any]
) -> None:
    await topics(TOPIC)
    async with running(reacting(), inbound) as consumer:
        subscriber: Any = consumer._subscriber
        kafka: Any = consumer._kafka
        assert subscriber.ack_policy.value == "nack_on_error"
        assert kafka._enable_auto_commit is False
        assert kafka._auto_offset_reset == "earliest"
        assert (kafka._session_timeout_ms, kafka._heartbeat_interval_ms) == (6000, 1500)
        assert kafka._fetcher._prefetch_backoff == UNREAD
        assert subscriber.group_id == consumer.group_id
        assert TopicPartition(inbound.settings.topic_prefix + TOPIC, 0) in kafka.assignment()


async def test_a_reader_of_its_own_writes_is_told_when_they_are_applied(
    inbound: Database, settings: Settings, topics: Callable[..., Any]
) -> None:
    await topics(TOPIC)
    person = uuid4()
    async with running(projecting(), inbound) as consumer:
        await send(settings, message(granted(person), 1))
        mark, other = (Mark(name, TOPIC, person) for name in (consumer.group.name, "orders.reactions"))
        assert await wait_for(inbound, {mark: 1}, timeout=30)
        assert await effects(inbound, 1)
        assert not await wait_for(inbound, {mark: 2}, timeout=0.05)
        assert not await wait_for(inbound, {mark: 1, other: 1}, timeout=0.05)


async def test_a_long_outage_while_there_is_little_to_do_does_not_end_the_reading(
    inbound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: Any) -> None:
        raise ConnectionError("the database went away")

    consumer: Any = Consumer("orders", reacting(), inbound)
    monkeypatch.setattr(consumer.group, "apply", away)
    await consumer._idle(None)
    assert "the database went away" in consumer.group.patience.last_error


@KINDS
async def test_operators_see_lag_duplicates_and_dead_letters_by_group_and_reason(
    inbound: Database, make: Any
) -> None:
    consumer = Consumer("orders", make(), inbound)
    log, person = Log(), uuid4()
    log.again(log.say(granted(person), 1))
    log.say(granted(person), 3)
    log.add(None, b"{", [])
    await consumer.group.take([Place(TOPIC, 0)])
    await consumer.group.apply(log.records)
    registry = CollectorRegistry()
    registry.register(ConsumerMetrics([consumer]))
    group = {"group": consumer.group.name}
    assert registry.get_sample_value("inbox_duplicates_total", group) == 1
    assert registry.get_sample_value("dead_letters_total", group | {"reason": "gap"}) == 1
    assert registry.get_sample_value("dead_letters_total", group | {"reason": "unreadable"}) == 1
    assert registry.get_sample_value("consumer_lag_records", group | {"topic": TOPIC}) == 0
    assert registry.get_sample_value("consumer_lag_seconds", group) == 0
    consumer.lag = lambda: {TOPIC: 2}  # type: ignore[method-assign]
    consumer.group.figures.newest -= timedelta(seconds=30)
    behind = registry.get_sample_value("consumer_lag_seconds", group)
    assert behind is not None
    assert behind >= 30


@KINDS
async def test_a_group_that_fails_at_everything_is_not_ready_and_says_why_until_it_succeeds(
    inbound: Database, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "the disk is full")

    consumer, log = Consumer("orders", make(), inbound), Log()
    consumer._assigned = True
    consumer.group.patience.delays, consumer.group.patience.longest = (0.01,), 0.1
    log.say(granted(uuid4()), 1)
    await consumer.group.take([Place(TOPIC, 0)])
    assert consumer.ready()
    with monkeypatch.context() as patched:
        patched.setattr(inbound, "transact", full)
        with pytest.raises(OSError, match="full"):
            await consumer.group.apply(log.records)
        assert consumer.ready()  # it may be over soon
        monkeypatch.setattr(patience, "FAILING", 0.05)
        reason = consumer.unready()
    assert reason is not None
    assert "the disk is full" in reason
    await consumer.group.apply(log.records)
    assert consumer.ready()
