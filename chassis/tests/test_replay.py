"""Replay: copies built anew beside the live ones are the same to the byte, and change places at once."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Uuid, text

from chassis.inbound.projections import Projections, upsert_newer
from chassis.inbound.rebuilding import LogTooShort, WroteElsewhere, digest, replay
from chassis.inbound.received import Received
from chassis.settings import Settings
from chassis.tests.inbound import TOPIC, execute, granted, message, query, revoked, running, send, until
from chassis.work.database import Database
from chassis.work.work import Work
from contracts.identity import RoleGranted, RoleRevoked

COPY = Table("person_copy", MetaData(), Column("id", Uuid, primary_key=True), Column("version", BigInteger))
CREATE = """
CREATE TABLE person_copy (
    id uuid CONSTRAINT one_row_a_person PRIMARY KEY, version bigint NOT NULL CHECK (version > 0),
    n bigint GENERATED ALWAYS AS IDENTITY
)
"""
NAMES = """
SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'person_copy'
 UNION SELECT conname FROM pg_constraint WHERE conrelid = 'person_copy'::regclass ORDER BY 1
"""


def remembering() -> Projections:
    """Projections that keep a copy."""
    project = Projections()

    @project.on(RoleGranted, RoleRevoked)
    async def copy(work: Work, batch: Sequence[Received[Any]]) -> None:
        await upsert_newer(work, COPY, [{"id": r.aggregate_id, "version": r.sequence} for r in batch])

    return project


@pytest.fixture
async def copied(inbound: Database, settings: Settings, topics: Callable[..., Any]) -> Database:
    """A live copy of 20 people with three events each."""
    await topics(TOPIC, partitions=4)
    await execute(inbound, CREATE)
    await execute(inbound, "CREATE INDEX by_version ON person_copy (version) WHERE version > 2")
    people = [uuid4() for _ in range(20)]
    for sequence in (1, 2, 3):
        event = granted if sequence % 2 else revoked
        await send(settings, *(message(event(person), sequence) for person in people))
    return inbound


async def done(database: Database, version: int = 3, count: int = 20) -> bool:
    """Has the copy got there?"""
    rows = await query(database, "SELECT count(*) FROM person_copy WHERE version >= $1", version)
    return bool(rows[0][0] == count)


async def test_three_replays_give_the_same_bytes_as_the_live_copy(
    copied: Database, settings: Settings
) -> None:
    project = remembering()
    async with running(project, copied):
        await until(lambda: done(copied))
    await execute(copied, "ALTER TABLE person_copy DROP COLUMN n")
    names = list(await query(copied, NAMES))
    digests = {await copied.run(digest, "person_copy")}
    for batch_size in (500, 7, 1):
        await execute(copied, "UPDATE person_copy SET version = 1")
        one_by_one = settings.model_copy(update={"batch_size": batch_size})
        assert await replay("orders", project, one_by_one, ["person_copy"]) == 60
        digests.add(await copied.run(digest, "person_copy"))
    assert len(digests) == 1
    assert list(await query(copied, NAMES)) == names
    assert list(await query(copied, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'replay%'")) == []


async def test_a_view_shows_the_new_copy(copied: Database, settings: Settings) -> None:
    project = remembering()
    async with running(project, copied):
        await until(lambda: done(copied))
    await execute(copied, "CREATE VIEW newest AS SELECT max(version) AS version FROM person_copy")
    await execute(copied, "UPDATE person_copy SET version = 1")
    await replay("orders", project, settings, ["person_copy"])
    assert [tuple(row) for row in await query(copied, "SELECT version FROM newest")] == [(3,)]


async def test_the_live_group_goes_on_beside_a_replay_and_after_it(
    copied: Database, settings: Settings
) -> None:
    project = remembering()
    async with running(project, copied) as consumer:
        await until(lambda: done(copied))
        await execute(copied, "DELETE FROM person_copy")
        await replay("orders", project, settings, ["person_copy"])
        assert await done(copied)
        person = uuid4()
        await send(settings, message(granted(person), 1), message(revoked(person), 2))
        await until(lambda: done(copied, version=1, count=21))
        assert consumer.alive()
        assert await query(copied, "SELECT * FROM parked_key") == []


async def test_a_replay_repeats_no_dead_letter_and_parks_what_cannot_be_applied(
    copied: Database, settings: Settings
) -> None:
    project, person = remembering(), uuid4()
    poison = message(granted(person), 1)
    await send(settings, (poison[0], poison[1], b"{", poison[3]))
    async with running(project, copied):
        await until(lambda: done(copied))
        await until(lambda: query(copied, "SELECT * FROM parked_event"))
    await replay("orders", project, settings, ["person_copy"])
    await replay("orders", project, settings, ["person_copy"])
    parked = await query(copied, "SELECT key FROM parked_key")
    assert [row[0] for row in parked] == [str(person).encode()]
    assert len(await query(copied, "SELECT * FROM parked_event")) == 1
    assert len(await query(copied, "SELECT * FROM outbox WHERE kind = 'dead-letter'")) == 1


async def test_a_replay_that_would_write_to_a_live_table_ends_without_doing_so(
    copied: Database, settings: Settings
) -> None:
    project = remembering()
    await execute(copied, "CREATE TABLE other (LIKE person_copy)")
    with pytest.raises(WroteElsewhere, match="person_copy"):
        await replay("orders", project, settings, ["other"])
    assert await query(copied, "SELECT * FROM person_copy") == []


async def test_a_replay_that_dies_leaves_the_live_copy_as_it_was(
    copied: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = remembering()
    async with running(project, copied):
        await until(lambda: done(copied))
    before = await copied.run(digest, "person_copy")
    position = await query(copied, "SELECT * FROM position ORDER BY partition")

    monkeypatch.setattr("chassis.inbound.shadows.PARKED_EVENTS", text("SELECT 1/0"))
    with pytest.raises(Exception, match="division by zero"):
        await replay("orders", project, settings, ["person_copy"])
    assert await copied.run(digest, "person_copy") == before
    assert await query(copied, "SELECT * FROM position ORDER BY partition") == position


@pytest.mark.parametrize("noticed", [False, True], ids=["before", "after"])
async def test_a_replay_from_a_log_that_lost_its_end_is_refused_before_and_after_the_readers_noticed(
    copied: Database, settings: Settings, topics: Callable[..., Any], noticed: bool
) -> None:
    project = remembering()
    async with running(project, copied):
        await until(lambda: done(copied))
    before = await copied.run(digest, "person_copy")
    older = settings.model_copy(update={"topic_prefix": settings.topic_prefix + "older."})
    await topics(TOPIC, partitions=4, prefix=older.topic_prefix)
    for (person,) in await query(copied, "SELECT id FROM person_copy"):
        await send(older, message(granted(UUID(int=person.int)), 1))
    if noticed:
        await execute(copied, "UPDATE position SET next_offset = 0")
    with pytest.raises(LogTooShort, match="saleswire republish"):
        await replay("orders", project, older, ["person_copy"])
    assert await copied.run(digest, "person_copy") == before
