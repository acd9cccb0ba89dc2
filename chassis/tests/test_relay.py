"""The relay loses nothing, keeps the order of each key, and sends again after any failure."""

import asyncio
import base64
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import OutOfOrderSequenceNumber

from chassis.kafka import make_producer
from chassis.outbound import journal, pipeline, producer
from chassis.outbound import relay as relay_module
from chassis.outbound.producer import Sent
from chassis.outbound.relay import LEADER_LOCK, Relay
from chassis.settings import Settings
from chassis.tests.conftest import records_of
from chassis.tests.outbox_rows import (
    TOPIC,
    as_applied,
    drained,
    headers_of_record,
    say,
    sequences_by_key,
    write_concurrently,
)

StartRelay = Callable[..., Any]


@pytest.fixture
async def start_relay(settings: Settings, topics: Any) -> AsyncIterator[StartRelay]:
    """Starts relays on the test's database; they are stopped after the test."""
    await topics(TOPIC)
    relays: list[Relay] = []

    async def start(**changes: Any) -> Relay:
        relay = Relay("quotes", settings.model_copy(update=changes))
        relays.append(relay)
        await relay.start()
        return relay

    yield start
    for relay in relays:
        await relay.stop()


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def kill_leader(connection: Any) -> None:
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
        "AND objid = $1::bigint::oid AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())",
        LEADER_LOCK & 0xFFFFFFFF,
    )


def some_ids() -> list[UUID]:
    return [uuid4() for _ in range(10)]


async def assert_all_arrived_in_order(connection: Any, settings: Settings, expected: int) -> Counter[bytes]:
    """Nothing is missing in topic and journal, each key is in order; returns how often each event came."""
    records = await records_of(settings.topic_prefix + TOPIC)
    applied = {key: as_applied(sequences) for key, sequences in sequences_by_key(records).items()}
    assert sum(map(len, applied.values())) == expected
    journaled = {row[0].encode() for row in await connection.fetch("SELECT event_id::text FROM journal")}
    times = Counter(headers_of_record(record)["ce_id"] for record in records)
    assert len(journaled) == expected
    assert journaled == set(times)
    assert (await journal.verify(connection)).reason is None
    return times


async def test_an_event_travels_as_a_cloudevent_and_ends_in_the_journal(
    connection: Any, settings: Settings, start_relay: StartRelay
) -> None:
    quote, actor = uuid4(), uuid4()
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    event_id = await say(connection, quote, 1, actor=actor, traceparent=trace, body=b'{"a": 1}')
    await drained(connection, await start_relay())
    (record,) = await records_of(settings.topic_prefix + TOPIC)
    headers = headers_of_record(record)
    recorded_at = await connection.fetchval(
        """SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') FROM journal"""
    )
    assert (record.key, record.value) == (str(quote).encode(), b'{"a": 1}')
    assert headers == {
        "ce_id": str(event_id).encode(),
        "ce_type": b"sales.quote.sent.v1",
        "ce_source": b"/saleswire/quotes",
        "ce_specversion": b"1.0",
        "ce_time": recorded_at.encode(),
        "ce_subject": str(quote).encode(),
        "content-type": b"application/json",
        "ce_sequence": b"1",
        "ce_correlationid": str(quote).encode(),
        "ce_causationid": str(quote).encode(),
        "ce_via": b"api",
        "ce_actor": str(actor).encode(),
        "sequence": b"1",
        "correlationid": str(quote).encode(),
        "causationid": str(quote).encode(),
        "via": b"api",
        "actor": str(actor).encode(),
        "traceparent": trace.encode(),
    }


async def test_states_and_dead_letters_are_sent_but_not_journaled(
    connection: Any, settings: Settings, start_relay: StartRelay, topics: Any
) -> None:
    await topics("crm.contact.state.v1", "billing.reactions.sales.quote.v1.dlq", partitions=1)
    contact = uuid4()
    given = {"dlq_reason": base64.b64encode(b"\xff").decode(), "empty": None}
    await say(connection, contact, 1, kind="state", topic="crm.contact.state.v1", body=None)
    await say(
        connection,
        contact,
        1,
        kind="dead-letter",
        topic="billing.reactions.sales.quote.v1.dlq",
        headers=json.dumps(given),
        key=None,
        body=None,
    )
    await drained(connection, await start_relay())
    (tombstone,) = await records_of(settings.topic_prefix + "crm.contact.state.v1")
    (dead,) = await records_of(settings.topic_prefix + "billing.reactions.sales.quote.v1.dlq")
    assert (tombstone.key, tombstone.value) == (str(contact).encode(), None)
    assert headers_of_record(dead) == {"dlq_reason": b"\xff", "empty": None}
    assert await connection.fetchval("SELECT count(*) FROM journal") == 0


async def test_forty_writers_lose_nothing_and_each_key_keeps_its_order(
    connection: Any, database_url: str, settings: Settings, start_relay: StartRelay
) -> None:
    await start_relay(batch_size=20)
    await write_concurrently(database_url, [uuid4() for _ in range(15)], writers=40, each=25)
    await drained(connection)
    times = await assert_all_arrived_in_order(connection, settings, expected=1000)
    assert set(times.values()) == {1}


async def test_a_row_that_commits_after_later_rows_is_not_lost(
    connection: Any, database_url: str, settings: Settings, start_relay: StartRelay
) -> None:
    await start_relay()
    slow = await asyncpg.connect(database_url)
    transaction = slow.transaction()
    await transaction.start()
    late = await say(slow, uuid4(), 1)
    for _ in range(3):
        await say(connection, uuid4(), 1)
        await drained(connection)
    await transaction.commit()
    await slow.close()
    await drained(connection)
    times = await assert_all_arrived_in_order(connection, settings, expected=4)
    assert times[str(late).encode()] == 1


async def test_the_end_of_a_term_neither_loses_nor_doubles(
    connection: Any,
    database_url: str,
    settings: Settings,
    start_relay: StartRelay,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay_module, "TERM", 0.05)
    await start_relay(batch_size=10)
    await write_concurrently(database_url, some_ids(), writers=10, each=25)
    await drained(connection)
    times = await assert_all_arrived_in_order(connection, settings, expected=250)
    assert set(times.values()) == {1}


async def test_another_relay_takes_over_when_the_leader_loses_its_connection(
    connection: Any, database_url: str, settings: Settings, start_relay: StartRelay
) -> None:
    first = await start_relay(batch_size=10)
    await until(lambda: first.leader)
    second = await start_relay(batch_size=10)
    async with asyncio.TaskGroup() as group:
        group.create_task(write_concurrently(database_url, some_ids(), writers=20, each=25))
        while await connection.fetchval("SELECT position FROM journal_head") < 50:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert not second.leader
        first._stopping.set()  # else it could be the first to come back
        await kill_leader(connection)
        await until(lambda: second.leader)
    await drained(connection)
    await assert_all_arrived_in_order(connection, settings, expected=500)


async def test_a_leader_that_is_killed_again_and_again_loses_nothing(
    connection: Any, database_url: str, settings: Settings, start_relay: StartRelay
) -> None:
    await start_relay(batch_size=10)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(write_concurrently(database_url, some_ids(), writers=20, each=25))
        while not writing.done():
            await kill_leader(connection)
            await asyncio.sleep(0.3)
    await drained(connection)
    await assert_all_arrived_in_order(connection, settings, expected=500)


@pytest.mark.parametrize("error", [OutOfOrderSequenceNumber(), TimeoutError(), OSError("gone")])
async def test_a_failed_send_is_made_good_without_a_gap(
    connection: Any,
    settings: Settings,
    start_relay: StartRelay,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    quote = uuid4()
    for sequence in range(1, 101):
        await say(connection, quote, sequence)
    calls = 0
    send = AIOKafkaProducer.send_batch

    async def fails_once(self: AIOKafkaProducer, *args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise error
        return await send(self, *args, **options)

    monkeypatch.setattr(AIOKafkaProducer, "send_batch", fails_once)
    await start_relay(batch_size=15)
    await drained(connection)
    assert calls > 7
    await assert_all_arrived_in_order(connection, settings, expected=100)


async def test_a_send_that_hangs_is_given_up_and_repeated(
    connection: Any, settings: Settings, start_relay: StartRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(producer, "SEND_TIMEOUT", 0.5)
    send = AIOKafkaProducer.send_batch
    calls = 0

    async def hangs_once(self: AIOKafkaProducer, *args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            await asyncio.Event().wait()
        return await send(self, *args, **options)

    monkeypatch.setattr(AIOKafkaProducer, "send_batch", hangs_once)
    quote = uuid4()
    for sequence in range(1, 31):
        await say(connection, quote, sequence)
    await start_relay(batch_size=10)
    await drained(connection)
    assert calls > 3
    await assert_all_arrived_in_order(connection, settings, expected=30)


async def test_an_acknowledgement_that_never_comes_is_not_waited_for(
    connection: Any, settings: Settings, start_relay: StartRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(producer, "SEND_TIMEOUT", 0.5)
    hand_over = producer.hand_over
    batches = 0

    async def loses_the_first(*args: Any) -> Any:
        nonlocal batches
        acks = await hand_over(*args)
        batches += 1  # only now: a topic that is just being made may refuse the first try
        return [Sent(asyncio.get_running_loop().create_future(), 1)] if batches == 1 else acks

    monkeypatch.setattr(pipeline, "hand_over", loses_the_first)
    quote = uuid4()
    for sequence in range(1, 31):
        await say(connection, quote, sequence)
    await start_relay(batch_size=10)
    await drained(connection)
    times = await assert_all_arrived_in_order(connection, settings, expected=30)
    assert max(times.values()) == 2


async def test_a_producer_that_dies_is_replaced(
    connection: Any, settings: Settings, start_relay: StartRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over = producer.hand_over
    deaths = 0

    async def dies_at_first(mortal: AIOKafkaProducer, messages: Any) -> Any:
        nonlocal deaths
        acks = await hand_over(mortal, messages)
        if deaths == 0:
            deaths += 1
            await mortal.client.close()
            mortal._sender._fail_all(_failed_task(OutOfOrderSequenceNumber()))
        return acks

    monkeypatch.setattr(pipeline, "hand_over", dies_at_first)
    quote = uuid4()
    for sequence in range(1, 51):
        await say(connection, quote, sequence)
    relay = await start_relay(batch_size=10)
    await drained(connection)
    assert deaths == 1
    assert relay.last_error is None
    await assert_all_arrived_in_order(connection, settings, expected=50)


async def test_a_crash_between_acknowledgement_and_journal_sends_again(
    connection: Any, settings: Settings, start_relay: StartRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = journal.move
    crashes = 0

    async def crashes_once(*args: Any) -> journal.Head:
        nonlocal crashes
        if crashes == 0:
            crashes += 1
            raise ConnectionResetError("the machine is gone")
        return await move(*args)

    monkeypatch.setattr(journal, "move", crashes_once)
    event_id = await say(connection, uuid4(), 1)
    await start_relay()
    await drained(connection)
    times = await assert_all_arrived_in_order(connection, settings, expected=1)
    assert times == {str(event_id).encode(): 2}


async def test_a_leader_with_an_old_head_can_move_nothing(
    connection: Any, settings: Settings, start_relay: StartRelay
) -> None:
    old = await journal.read_head(connection)
    await say(connection, uuid4(), 1)
    await drained(connection, await start_relay())
    await say(connection, uuid4(), 1)
    zombie = pipeline.Pipeline("quotes", settings, connection, make_producer(settings), asyncio.Event())
    rows = await zombie._read()
    with pytest.raises(journal.HeadMoved):
        await journal.move(connection, old, rows)
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 1
    assert (await journal.verify(connection)).entries == 1
    zombie.producer._closed = True


async def test_a_batch_is_bounded_by_its_bytes(connection: Any, settings: Settings) -> None:
    for sequence in range(1, 11):
        await say(connection, uuid4(), sequence, body=b"x" * 250_000)
    waiting = pipeline.Pipeline("quotes", settings, connection, make_producer(settings), asyncio.Event())
    waiting._backlog = True
    assert [row.entry.sequence for row in await waiting._read()] == [1, 2, 3, 4, 5]
    waiting.producer._closed = True


async def test_events_that_come_one_by_one_are_journaled_together(
    connection: Any, settings: Settings, start_relay: StartRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    move, moved = journal.move, []

    async def counted(*args: Any) -> journal.Head:
        moved.append(len(args[2]))
        return await move(*args)

    monkeypatch.setattr(journal, "move", counted)
    monkeypatch.setattr(pipeline, "GATHER", 5.0)
    relay, quote = await start_relay(), uuid4()
    await until(lambda: relay.leader)
    for sequence in range(1, 2 * pipeline.FLIGHTS + 1):
        await say(connection, quote, sequence)
        relay.wake()
        await until(lambda: relay._pipeline is not None and not relay._awake.is_set())
    await relay.stop()
    assert sum(moved) == 2 * pipeline.FLIGHTS
    assert len(moved) < pipeline.FLIGHTS
    await assert_all_arrived_in_order(connection, settings, expected=2 * pipeline.FLIGHTS)


async def test_kafka_may_come_later(connection: Any, settings: Settings, start_relay: StartRelay) -> None:
    await say(connection, uuid4(), 1)
    relay = await start_relay(kafka_bootstrap="127.0.0.1:1")
    await until(lambda: relay.last_error is not None)
    status = await relay.status()
    assert status.pending == 1
    assert status.oldest_seconds > 0
    relay.settings = settings
    await drained(connection)
    await assert_all_arrived_in_order(connection, settings, expected=1)


async def test_nothing_is_sent_to_a_cluster_that_lacks_the_events_before(
    connection: Any, settings: Settings, start_relay: StartRelay
) -> None:
    await connection.execute("INSERT INTO kafka_cluster (cluster_id) VALUES ('the one that burnt down')")
    await say(connection, uuid4(), 1)
    relay = await start_relay()
    await until(lambda: relay.last_error is not None)
    assert relay.last_error is not None
    assert relay.last_error.startswith("OtherCluster")
    assert await records_of(settings.topic_prefix + TOPIC) == []


def _failed_task(error: Exception) -> Any:
    class Failed:
        def cancelled(self) -> bool:
            return False

        def exception(self) -> Exception:
            return error

    return Failed()
