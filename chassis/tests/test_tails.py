"""What Kafka acknowledged and lost again is noticed by the leader and sent again, all of it and in order."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from chassis.kafka import make_producer
from chassis.outbound import journal, resending, tails
from chassis.outbound import relay as relay_module
from chassis.outbound.links import LinkLost
from chassis.outbound.producer import discard, open_producer
from chassis.outbound.relay import Relay
from chassis.outbound.republishing import republish
from chassis.settings import Settings
from chassis.tests.conftest import records_of
from chassis.tests.inbound import until
from chassis.tests.outbox_rows import TOPIC, as_applied, drained, say, sequences_by_key

STATES = "crm.contact.state.v1"
EVENTS = 30


@pytest.fixture
async def said(connection: Any, settings: Settings, topics: Any) -> list[UUID]:
    """Quotes of which ten events each are on the topic and in the journal."""
    await topics(TOPIC, STATES)
    quotes = [uuid4() for _ in range(3)]
    for sequence in range(1, 1 + EVENTS // 3):
        for quote in quotes:
            await say(connection, quote, sequence)
    await led(connection, settings)
    return quotes


@pytest.fixture
async def shorter(connection: Any, settings: Settings, topics: Any, said: list[UUID]) -> Settings:
    """The same logs as they were after two events in each partition: an older copy was put back."""
    older = settings.model_copy(update={"topic_prefix": settings.topic_prefix + "older."})
    await topics(TOPIC, STATES, prefix=older.topic_prefix)
    await copy(settings, older, 2)
    await connection.execute("UPDATE acknowledged SET topic = $1", older.topic_prefix + TOPIC)
    return older


async def copy(settings: Settings, older: Settings, most: int) -> None:
    """Copy the first records of each partition."""
    kept: Counter[int] = Counter()
    producer = make_producer(settings)
    await producer.start()
    for record in await records_of(settings.topic_prefix + TOPIC):
        kept[record.partition] += 1
        if kept[record.partition] <= most:
            where = {"partition": record.partition, "headers": list(record.headers)}
            await producer.send_and_wait(older.topic_prefix + TOPIC, record.value, record.key, **where)
    await producer.stop()


async def led(connection: Any, settings: Settings, **options: Any) -> Relay:
    """A relay that led a term until all was sent, and stopped."""
    relay = Relay("quotes", settings, **options)
    await relay.start()
    await until(lambda: relay.leader)
    await until(lambda: relay._pipeline is not None)
    await drained(connection, relay)
    return relay


async def whole(settings: Settings, quotes: list[UUID], last: int = EVENTS // 3) -> bool:
    """Whether the topic has every event of each quote, in order for a reader who drops what it knows."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for key, sequences in sequences_by_key(await records_of(settings.topic_prefix + TOPIC)).items():
        found[key] = as_applied(sequences)
    return all(found[str(quote).encode()] == list(range(1, last + 1)) for quote in quotes)


async def test_a_log_that_is_shorter_than_what_was_acknowledged_is_filled_before_anything_new_is_said(
    connection: Any, shorter: Settings, said: list[UUID]
) -> None:
    await say(connection, said[0], 1 + EVENTS // 3)
    relay = await led(connection, shorter)
    assert await whole(shorter, said[1:])
    assert await whole(shorter, said[:1], 1 + EVENTS // 3)
    status = await relay.status()
    assert status.resent > 0
    assert status.mended is not None
    assert f"{TOPIC}/" in status.mended
    assert await connection.fetchval("SELECT count(*) FROM journal") == EVENTS + 1


async def test_no_event_stands_before_a_position_that_was_reached_without_it(
    connection: Any, shorter: Settings, said: list[UUID]
) -> None:
    reached = {
        row[0]: row[1] for row in await connection.fetch("SELECT partition, next_offset FROM acknowledged")
    }
    await led(connection, shorter)
    behind = [r for r in await records_of(shorter.topic_prefix + TOPIC) if r.offset >= reached[r.partition]]
    assert {key: set(found) for key, found in sequences_by_key(behind).items()} == {
        str(quote).encode(): set(range(1, 1 + EVENTS // 3)) for quote in said
    }


async def test_a_whole_log_gets_nothing_again(connection: Any, settings: Settings, said: list[UUID]) -> None:
    relay = await led(connection, settings)
    assert len(await records_of(settings.topic_prefix + TOPIC)) == EVENTS
    assert (relay.resent, relay.mended) == (0, None)


async def test_only_what_may_be_missing_is_sent_again(
    connection: Any, settings: Settings, said: list[UUID], topics: Any
) -> None:
    await led(connection, settings)  # a term that found all there
    older = settings.model_copy(update={"topic_prefix": settings.topic_prefix + "older."})
    await topics(TOPIC, prefix=older.topic_prefix)
    await copy(settings, older, EVENTS)
    await connection.execute("UPDATE acknowledged SET topic = $1", older.topic_prefix + TOPIC)
    await say(connection, said[0], 1 + EVENTS // 3)
    await led(connection, settings.model_copy(update={"topic_prefix": older.topic_prefix}))
    await connection.execute(
        "UPDATE acknowledged SET next_offset = next_offset + 1 WHERE next_offset > whole_at"
    )
    relay = await led(connection, older)
    assert relay.resent == 1


async def test_mending_that_was_interrupted_goes_on_although_the_log_is_long_enough_by_then(
    connection: Any, shorter: Settings, said: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    resend = resending.resend
    monkeypatch.setattr(journal, "NEXT_PAGE", journal.NEXT_PAGE.replace(f"LIMIT {journal.PAGE}", "LIMIT 10"))
    calls = 0

    async def dies_in_between(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            for _ in range(3):  # as if others had made it long meanwhile
                await copy(shorter, shorter, EVENTS)
            raise ConnectionResetError("the machine is gone")
        return await resend(*args)

    monkeypatch.setattr("chassis.outbound.tails.resend", dies_in_between)
    await led(connection, shorter)
    assert calls > 2
    assert await whole(shorter, said)


async def test_a_record_that_lands_where_another_was_tells_of_a_lost_tail(
    connection: Any, settings: Settings, said: list[UUID]
) -> None:
    relay = Relay("quotes", settings)
    await relay.start()
    await until(lambda: relay._pipeline is not None)
    assert relay._pipeline is not None
    await connection.execute(
        "UPDATE acknowledged SET next_offset = next_offset + 20, whole_at = next_offset + 20"
    )
    relay._pipeline.ends.update({place: end + 20 for place, end in relay._pipeline.ends.items()})
    await say(connection, said[0], 1 + EVENTS // 3)
    await drained(connection, relay)
    assert relay.resent >= EVENTS // 3
    assert relay.last_error is None
    assert await connection.fetchval("SELECT count(*) FROM acknowledged WHERE resend_from IS NOT NULL") == 0


@pytest.fixture
async def quiet(
    settings: Settings, said: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Relay]:
    """A relay that looks often and has nothing to send."""
    monkeypatch.setattr(relay_module, "WATCH", 0.1)
    relay = Relay("quotes", settings)
    await relay.start()
    await until(lambda: relay._pipeline is not None)
    yield relay
    await relay.stop()


async def test_a_log_that_gets_shorter_during_a_quiet_term_is_noticed(connection: Any, quiet: Relay) -> None:
    assert quiet._pipeline is not None
    await connection.execute(
        "UPDATE acknowledged SET next_offset = next_offset + 20, whole_at = next_offset + 20"
    )
    quiet._pipeline.ends.update({place: end + 20 for place, end in quiet._pipeline.ends.items()})
    await until(lambda: quiet.resent > 0)


async def test_nothing_is_written_over_a_connection_that_came_after_the_logs_were_compared(
    connection: Any, settings: Settings, said: list[UUID]
) -> None:
    producer = await open_producer(settings)
    before = len(await records_of(settings.topic_prefix + TOPIC))
    for link in producer.client._conns.values():
        link.close()
    with pytest.raises(LinkLost, match="was lost"):
        await (await producer.send(settings.topic_prefix + TOPIC, b"late"))
    await discard(producer)
    assert len(await records_of(settings.topic_prefix + TOPIC)) == before


async def test_a_lost_connection_ends_a_quiet_term(connection: Any, said: list[UUID], quiet: Relay) -> None:
    first = quiet._pipeline
    assert first is not None
    for link in first.producer.client._conns.values():
        link.close()
    await until(lambda: quiet._pipeline is not first)
    await say(connection, said[0], 1 + EVENTS // 3)
    await drained(connection, quiet)
    assert quiet.last_error is None


async def test_lost_states_are_published_anew(connection: Any, settings: Settings, said: list[UUID]) -> None:
    await say(connection, uuid4(), 1, kind="state", topic=STATES, body=b"{}")
    await led(connection, settings)
    await connection.execute("UPDATE acknowledged SET next_offset = 99 WHERE topic LIKE '%' || $1", STATES)
    refilled = []

    async def refill() -> None:
        refilled.append(1)

    relay = await led(connection, settings, refill=refill)
    assert refilled == [1]
    assert relay.resent == 0


async def test_a_topic_that_is_gone_is_named(connection: Any, settings: Settings, said: list[UUID]) -> None:
    await connection.execute("UPDATE acknowledged SET topic = 'gone'")
    with pytest.raises(LookupError, match="gone"):
        await tails.short_logs(connection, settings)


async def test_after_republishing_the_logs_are_what_they_are(
    connection: Any, shorter: Settings, said: list[UUID]
) -> None:
    assert await tails.short_logs(connection, shorter)
    await republish("quotes", shorter)
    assert await tails.short_logs(connection, shorter) == []
    assert await whole(shorter, said)


async def test_who_moves_nothing_acknowledges_nothing(connection: Any, database_url: str) -> None:
    head = journal.Head(7, b"another")
    with pytest.raises(journal.HeadMoved):
        await journal.move(connection, head, [], {("sales.quote.v1", 0): 3})
    other = await asyncpg.connect(database_url)
    assert await other.fetchval("SELECT count(*) FROM acknowledged") == 0
    await other.close()
