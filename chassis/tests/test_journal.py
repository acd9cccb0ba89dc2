"""The journal tells when it was touched, and refills Kafka with the same messages in the same order."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text

from chassis.outbound import journal, republish
from chassis.outbound.envelope import COLUMNS
from chassis.outbound.relay import Relay
from chassis.outbound.republishing import adopt_cluster, cluster_changed
from chassis.settings import Settings
from chassis.tests.conftest import records_of
from chassis.tests.outbox_rows import TOPIC, drained, say
from chassis.work.months import MONTHS_AHEAD, month_partition
from chassis.work.work import Work

STATES = "crm.contact.state.v1"


@pytest.fixture
async def journaled(connection: Any, settings: Settings, topics: Any) -> list[UUID]:
    """Ten events of two quotes that were published; their ids in the journal's order."""
    await topics(TOPIC)
    quotes = [uuid4(), uuid4()]
    ids = [await say(connection, quotes[n % 2], n // 2 + 1) for n in range(10)]
    relay = Relay("quotes", settings.model_copy(update={"batch_size": 3}))
    await relay.start()
    await drained(connection, relay)
    return ids


async def test_an_untouched_journal_holds(connection: Any, journaled: list[UUID]) -> None:
    verdict = await journal.verify(connection)
    assert (verdict.entries, verdict.bad_position) == (10, None)
    ids = await connection.fetch("SELECT event_id FROM journal ORDER BY position")
    assert [row[0] for row in ids] == journaled


async def test_an_empty_journal_holds(connection: Any) -> None:
    assert await journal.verify(connection) == journal.Verdict(0, journal.Head(0, bytes(32)))


@pytest.mark.parametrize(
    ("tampering", "position", "word"),
    [
        ("UPDATE journal SET body = 'null' WHERE position = 4", 4, "changed"),
        ("UPDATE journal SET actor = gen_random_uuid() WHERE position = 1", 1, "changed"),
        ("UPDATE journal SET recorded_at = recorded_at + '1 microsecond' WHERE position = 7", 7, "changed"),
        ("UPDATE journal SET hash = sha256('') WHERE position = 5", 5, "changed"),
        ("UPDATE journal SET position = 11 - position WHERE position IN (5, 6)", 5, "changed"),
        ("DELETE FROM journal WHERE position = 1", 1, "missing"),
        ("DELETE FROM journal WHERE position = 6", 6, "missing"),
        ("DELETE FROM journal WHERE position > 8", 9, "missing"),
        ("DELETE FROM journal", 1, "missing"),
        ("UPDATE journal SET position = position + 1 WHERE position >= 3", 3, "missing"),
    ],
)
async def test_tampering_is_found_where_it_begins(
    connection: Any, journaled: list[UUID], tampering: str, position: int, word: str
) -> None:
    await connection.execute("ALTER TABLE journal DISABLE TRIGGER USER")  # which its owner can do
    await connection.execute(tampering)
    verdict = await journal.verify(connection)
    assert verdict.bad_position == position
    assert verdict.reason is not None
    assert verdict.reason.startswith(word)


@pytest.mark.parametrize(
    "change",
    ["UPDATE journal SET body = 'null'", "DELETE FROM journal WHERE position = 10", "TRUNCATE journal"],
)
async def test_an_entry_can_neither_be_changed_nor_removed(
    connection: Any, journaled: list[UUID], change: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="the journal only grows"):
        await connection.execute(change)
    assert (await journal.verify(connection)).entries == 10


@pytest.mark.parametrize("position", [4, 11])
async def test_an_inserted_entry_is_found(connection: Any, journaled: list[UUID], position: int) -> None:
    names = COLUMNS.replace("::text", "").replace("recorded_at", "recorded_at + '1 hour'")
    await connection.execute(
        f"INSERT INTO journal (position, hash, {COLUMNS.replace('::text', '')}) "
        f"SELECT $1, hash, {names} FROM journal WHERE position = 4",
        position,
    )
    verdict = await journal.verify(connection)
    assert verdict.bad_position == position
    assert verdict.reason is not None
    assert verdict.reason.startswith("inserted")


async def test_tampering_is_found_behind_the_first_page(
    connection: Any, journaled: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "NEXT_PAGE", journal.NEXT_PAGE.replace(f"LIMIT {journal.PAGE}", "LIMIT 2"))
    assert (await journal.verify(connection)).entries == 10
    await connection.execute("ALTER TABLE journal DISABLE TRIGGER USER")
    await connection.execute("DELETE FROM journal WHERE position = 9")
    assert (await journal.verify(connection)).bad_position == 9


async def test_partitions_are_kept_two_months_ahead(connection: Any) -> None:
    await journal.keep_ahead(connection)
    await journal.keep_ahead(connection)
    count = await connection.fetchval(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = 'journal'::regclass"
    )
    assert count == 1 + 1 + MONTHS_AHEAD


def test_a_months_partition_ends_where_the_next_begins() -> None:
    assert month_partition(2026, 12) == (
        "CREATE TABLE IF NOT EXISTS journal_2026_12 PARTITION OF journal "
        "FOR VALUES FROM ('2026-12-01T00:00:00+00:00') TO ('2027-01-01T00:00:00+00:00')"
    )


def as_sent(records: list[Any]) -> list[tuple[Any, ...]]:
    """Everything of the records that a consumer sees, but the broker's own timestamp."""
    return [(r.partition, r.offset, r.key, r.value, r.headers) for r in records]


@pytest.fixture
async def elsewhere(settings: Settings, topics: Any) -> Settings:
    """Settings that lead to other, empty topics: what a new cluster looks like."""
    prefix = settings.topic_prefix + "new."
    await topics(TOPIC, STATES, prefix=prefix)
    return settings.model_copy(update={"topic_prefix": prefix})


async def test_republishing_gives_the_same_messages_in_the_same_order(
    connection: Any, journaled: list[UUID], settings: Settings, elsewhere: Settings
) -> None:
    told: list[tuple[int, int]] = []
    count = await republish("quotes", elsewhere, progress=lambda at, of: told.append((at, of)))
    first = await records_of(settings.topic_prefix + TOPIC)
    second = await records_of(elsewhere.topic_prefix + TOPIC)
    assert count == 10
    assert told == [(10, 10)]
    assert as_sent(second) == as_sent(first)


async def test_interrupted_republishing_goes_on_where_it_was(
    journaled: list[UUID], settings: Settings, elsewhere: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "NEXT_PAGE", journal.NEXT_PAGE.replace(f"LIMIT {journal.PAGE}", "LIMIT 4"))

    def interrupt(at: int, _: int) -> None:
        if at == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await republish("quotes", elsewhere, progress=interrupt)
    assert await republish("quotes", elsewhere) == 2
    first = await records_of(settings.topic_prefix + TOPIC)
    assert as_sent(await records_of(elsewhere.topic_prefix + TOPIC)) == as_sent(first)


async def test_a_running_relay_waits_while_the_journal_is_republished(
    connection: Any, journaled: list[UUID], elsewhere: Settings
) -> None:
    relay = Relay("quotes", elsewhere)
    await relay.start()
    fresh = uuid4()

    await republish("quotes", elsewhere, progress=lambda *_: None)
    await say(connection, fresh, 1)
    await drained(connection, relay)
    records = await records_of(elsewhere.topic_prefix + TOPIC)
    assert len(records) == 11
    assert (await journal.verify(connection)).entries == 11


async def test_states_are_refilled_by_the_service(
    connection: Any, journaled: list[UUID], elsewhere: Settings
) -> None:
    contact = uuid4()

    async def states(work: Work) -> None:
        await work.execute(
            text(
                "INSERT INTO outbox (kind, event_id, topic, key, type, aggregate, aggregate_id, sequence, "
                "correlation_id, causation_id, via, body) VALUES ('state', :id, :topic, 'k', :topic, "
                "'contact', :id, 3, :id, :id, :via, '{}')"
            ),
            {"id": contact, "topic": STATES, "via": work.via},
        )

    await republish("quotes", elsewhere, states=states)
    relay = Relay("quotes", elsewhere)
    await relay.start()
    await drained(connection, relay)
    (state,) = await records_of(elsewhere.topic_prefix + STATES)
    assert (state.key, state.value) == (b"k", b"{}")
    assert dict(state.headers)["via"] == b"republish"


async def test_a_new_cluster_is_noticed_and_adopted_with_all_positions_reset(
    connection: Any, journaled: list[UUID], settings: Settings
) -> None:
    assert not await cluster_changed(settings)
    await connection.execute("UPDATE kafka_cluster SET cluster_id = 'the one that burnt down'")
    await connection.execute("INSERT INTO position VALUES ('quotes.reactions', 'sales.order.v1', 0, 17)")
    assert await cluster_changed(settings)
    await adopt_cluster(settings)
    assert not await cluster_changed(settings)
    assert await connection.fetchval("SELECT count(*) FROM position") == 0


async def test_a_database_that_never_published_knows_no_cluster(settings: Settings) -> None:
    assert not await cluster_changed(settings)
