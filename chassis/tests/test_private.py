"""What we rely on inside of libraries is there, and was read in the versions that are installed."""

import asyncio
from importlib.metadata import version
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from sqlalchemy import Numeric, literal, select
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.sql.compiler import SQLCompiler

from chassis.inbound.membership import broker_for
from chassis.kafka import make_consumer, make_producer
from chassis.private import (
    READ_IN,
    TASKS,
    abandon,
    cancel_sending,
    follow,
    has_lost_coordination,
    judge,
    key_of,
    links_of,
    poll_by,
    position_of,
    prepared,
    types_returned,
    wait_for_unread,
)
from chassis.settings import Settings
from chassis.work.database import Database


@pytest.mark.parametrize("library", READ_IN)
def test_private_members_were_read_in_the_version_that_is_installed(library: str) -> None:
    assert version(library) == READ_IN[library], f"read what chassis/private.py uses of {library} again"


@pytest.fixture
async def consumer(settings: Settings, topics: Any) -> Any:
    """A started consumer without a group that knows one topic of two partitions."""
    await topics("odd", partitions=2)
    made = make_consumer(settings, enable_auto_commit=False)
    await made.start()
    yield made
    abandon(made)


async def known(consumer: AIOKafkaConsumer, topic: str) -> set[int]:
    """Its partitions; a topic that was made just now is not known at once."""
    while not (found := consumer.partitions_for_topic(topic)):
        await consumer._client.force_metadata_update()
    return set(found)


async def test_a_consumer_without_a_group_follows_topics_and_says_where_it_is(
    consumer: AIOKafkaConsumer, settings: Settings
) -> None:
    topic = settings.topic_prefix + "odd"
    await follow(consumer, [topic])
    assert await known(consumer, topic) == {0, 1}
    place = TopicPartition(topic, 1)
    consumer.assign([place])
    consumer.seek(place, 0)
    assert position_of(consumer, place) == 0
    assert position_of(consumer, TopicPartition(topic, 0)) is None


async def test_a_consumer_waits_longer_before_it_leaves_partitions_out(consumer: AIOKafkaConsumer) -> None:
    assert consumer._fetcher._prefetch_backoff == 0.1
    wait_for_unread(consumer, 30)
    assert consumer._fetcher._prefetch_backoff == 30


async def test_an_abandoned_consumer_has_no_task_and_no_connection_left(settings: Settings) -> None:
    consumer = make_consumer(settings, enable_auto_commit=False)
    await consumer.start()
    tasks = [getattr(getattr(consumer, part), name, None) for part, names in TASKS.items() for name in names]
    running = [task for task in tasks if task is not None]
    assert running
    abandon(consumer)
    await asyncio.wait(running, timeout=10)
    assert all(task.done() for task in running)
    assert not any(link.connected() for link in links_of(consumer._client).values())


async def test_a_consumer_that_no_longer_keeps_its_group_says_so(settings: Settings, topics: Any) -> None:
    await topics("kept", partitions=1)
    consumer = make_consumer(settings, group_id="keeps", enable_auto_commit=False)
    await consumer.start()
    consumer.subscribe([settings.topic_prefix + "kept"])
    assert not has_lost_coordination(consumer)
    keeping = consumer._coordinator._coordination_task
    keeping.cancel()
    await asyncio.wait([keeping], timeout=10)
    assert has_lost_coordination(consumer)
    abandon(consumer)


async def test_a_producer_that_was_cancelled_sends_nothing_more(settings: Settings) -> None:
    producer = make_producer(settings)
    await producer.start()
    await cancel_sending(producer)
    assert producer._sender.sender_task.done()
    await producer.client.close()


async def test_faststream_takes_records_in_our_way(settings: Settings) -> None:
    subscriber: Any = broker_for(settings, "odd").subscriber("odd", batch=True, group_id="odd")
    assert callable(subscriber.get_msg)

    async def poll(_consumer: Any) -> tuple[Any, ...]:
        return ()

    poll_by(subscriber, poll)
    assert subscriber.get_msg is poll


async def test_a_prepared_statement_is_kept_and_stands_in_sqlalchemys_transaction(settings: Settings) -> None:
    database = Database(settings)
    try:
        async with database.engine.connect() as connection:
            assert connection.sync_connection is not None
            made, nothing = await prepared(connection.sync_connection, "CREATE TABLE here (n int)")
            await made.fetch()
            assert nothing == ()
            asked = "SELECT to_regclass('here')::text AS place"
            ready, attributes = await prepared(connection.sync_connection, asked)
            assert [attribute.name for attribute in attributes] == ["place"]
            assert await ready.fetchval() == "here"
            await connection.rollback()
            again, _ = await prepared(connection.sync_connection, asked)
            assert again is ready
            assert await again.fetchval() is None
    finally:
        await database.stop()


async def test_errors_of_the_driver_are_judged_as_sqlalchemy_judges_them(settings: Settings) -> None:
    database = Database(settings)
    try:
        async with database.engine.connect() as connection:
            assert connection.sync_connection is not None
            await prepared(connection.sync_connection, "SELECT 1")
            with pytest.raises(IntegrityError):
                await connection.run_sync(judge, asyncpg.UniqueViolationError("twice"), "INSERT")
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            await raw.driver_connection.close()
            with pytest.raises(DBAPIError) as lost:
                await connection.run_sync(judge, asyncpg.InterfaceError("connection is closed"), "SELECT")
            assert lost.value.connection_invalidated
    finally:
        await database.stop()


async def test_a_plan_that_outlived_a_migration_is_made_anew_in_every_connection(settings: Settings) -> None:
    database, asked = Database(settings), "SELECT * FROM place"
    try:
        async with database.engine.connect() as one, database.engine.connect() as other:
            both = [each.sync_connection for each in (one, other) if each.sync_connection is not None]
            await one.exec_driver_sql("CREATE TABLE place (name varchar(5))")
            await one.commit()
            before = [await prepared(each, asked) for each in both]
            with pytest.raises(DBAPIError):
                await one.run_sync(judge, asyncpg.InvalidCachedStatementError("changed"), asked)
            after = [await prepared(each, asked) for each in both]
            assert [ready for ready, _ in after] != [ready for ready, _ in before]
    finally:
        await database.stop()


def test_statements_that_differ_in_values_alone_have_one_key_and_say_what_they_return() -> None:
    here, there = (select(literal(n, Numeric).label("n")) for n in (1, 2))
    one, other = key_of(here), key_of(there)
    assert one is not None
    assert other is not None
    assert one.key == other.key
    assert [bind.value for bind in (*one.bindparams, *other.bindparams)] == [1, 2]
    compiled = here.compile(dialect=PGDialect_asyncpg())  # type: ignore[no-untyped-call]
    assert isinstance(compiled, SQLCompiler)
    assert [type(each) for each in types_returned(compiled)] == [Numeric]
