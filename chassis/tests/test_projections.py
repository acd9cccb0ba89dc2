"""Projections: a batch is one transaction, duplicates and disorder are harmless, poison stays alone."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import ARRAY, BigInteger, Column, Date, MetaData, Numeric, Table, Text, Uuid

from chassis.inbound import inbox, parking
from chassis.inbound.dead_letters import Redriver
from chassis.inbound.positions import Fenced
from chassis.inbound.projections import Projections, add_up, insert_all, joined, upsert_newer
from chassis.inbound.received import Received
from chassis.testing.servers import PATIENCE
from chassis.tests.inbound import (
    Bench,
    Log,
    crash_at,
    execute,
    granted,
    headers,
    note,
    projecting,
    query,
    reacting,
    revoked,
)
from chassis.work import last_statement
from chassis.work.database import Database
from chassis.work.work import Work
from contracts.identity import PERSON_STATE, PersonState, RoleGranted, RoleRevoked, TeamFormed
from contracts.production import PRODUCTION_JOB, JobFinished
from contracts.values import Quantity

ITEM = Table(
    "item",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger),
    Column("name", Text),
    Column("tags", ARRAY(Text)),
    Column("price", Numeric(19, 4)),
    Column("since", Date),
)
CREATE_ITEM = """
CREATE TABLE item (
    id uuid PRIMARY KEY, version bigint, name text, tags text[], price numeric(19, 4), since date
)
"""


async def test_the_same_event_thrice_in_one_batch_takes_effect_once(inbound: Database) -> None:
    bench = Bench(projecting(), inbound)
    sent = bench.log.say(granted(uuid4()), 1)
    bench.log.again(sent)
    bench.log.again(sent)
    await bench.read()
    bench.log.again(sent)
    await bench.read()
    assert await bench.sequences() == [1]
    assert bench.group.figures.counts["duplicates"] == 3


async def test_a_handler_is_called_once_a_batch_with_its_events_in_order(inbound: Database) -> None:
    calls: list[list[tuple[str, int]]] = []
    project = Projections()

    @project.on(RoleGranted, RoleRevoked)
    async def remember(_work: Work, batch: Sequence[Received[Any]]) -> None:
        calls.append([(received.event.type, received.sequence) for received in batch])

    bench, person = Bench(project, inbound), uuid4()
    for sequence in (1, 2, 3):
        bench.log.say(granted(person) if sequence % 2 else revoked(person), sequence)
    await bench.read()
    assert calls == [[(RoleGranted.type, 1), (RoleRevoked.type, 2), (RoleGranted.type, 3)]]


async def test_parts_joined_into_one_group_all_remember(inbound: Database) -> None:
    bench = Bench(joined(projecting(), projecting(note, RoleRevoked)), inbound)
    person = uuid4()
    bench.log.say(granted(person), 1)
    bench.log.say(revoked(person), 2)
    await bench.read()
    assert await bench.sequences() == [1, 2]


async def test_several_partitions_move_together_or_not_at_all(inbound: Database) -> None:
    zombie, owner = Bench(projecting(), inbound), Bench(projecting(), inbound)
    one, two = Log(partition=0), Log(partition=1)
    one.say(granted(uuid4()), 1)
    two.say(granted(uuid4()), 1)
    await zombie.take(one, two)
    await owner.take(two)
    await owner.group.apply(two.records)
    with pytest.raises(Fenced):
        await zombie.group.apply(one.records + two.records)
    assert len(await owner.effects()) == 1


async def test_only_the_poisonous_key_is_parked_and_its_followers_wait(inbound: Database) -> None:
    people = [uuid4() for _ in range(20)]

    async def choke(work: Work, received: Received[Any]) -> None:
        await note(work, received)
        if received.aggregate_id == people[7] and received.sequence == 2:
            raise ValueError("schema-valid but impossible")

    bench = Bench(projecting(choke), inbound)
    for sequence in (1, 2, 3):
        for person in people:
            bench.log.say(granted(person), sequence)
    await bench.read()
    effects = await bench.effects()
    assert [sequence for person, sequence in effects if person == people[7]] == [1]
    assert len(effects) == 19 * 3 + 1
    parked = await bench.parked()
    assert [(p.key, p.reason, p.events) for p in parked] == [(str(people[7]).encode(), "error", 2)]
    assert len(await bench.dead()) == 1
    last = await query(inbound, "SELECT sequence FROM last_sequence WHERE aggregate_id = $1", people[7])
    assert last[0][0] == 1


async def test_a_projection_that_publishes_is_refused(inbound: Database) -> None:
    async def publish(work: Work, received: Received[Any]) -> None:
        work.send_state(PersonState(person_id=received.aggregate_id, sequence=1, username="a", name="A"), 1)

    bench = Bench(projecting(publish), inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.read()
    assert "PublishedByProjection" in (await bench.parked())[0].error
    assert await query(inbound, "SELECT * FROM outbox WHERE kind <> 'dead-letter'") == []


@pytest.mark.parametrize("make", [projecting, reacting])
async def test_aggregates_of_two_topics_may_share_an_id(inbound: Database, make: Any) -> None:
    shared, people, teams = uuid4(), Log(), Log(TeamFormed.stream.topic)
    bench = Bench(make(note, RoleGranted, TeamFormed), inbound)
    await bench.take(people, teams)
    for sequence in (1, 2, 3):
        people.say(granted(shared), sequence)
    teams.say(TeamFormed(team_id=shared, name="North"), 1)
    await bench.group.apply([*people.records, *teams.records])
    await bench.group.apply([people.say(granted(shared), 4), teams.again(teams.records[0])])
    assert sorted(await bench.effects()) == [(shared, n) for n in (1, 1, 2, 3, 4)]
    assert await bench.parked() == []


async def test_a_gap_waits_for_what_is_missing_and_heals_in_order(inbound: Database) -> None:
    bench, person, other = Bench(projecting(), inbound), uuid4(), uuid4()
    for sequence in (1, 3, 4):
        bench.log.say(granted(person), sequence)
    bench.log.say(granted(other), 1)
    await bench.read()
    assert await bench.effects() == [(person, 1), (other, 1)]
    assert (await bench.parked())[0].reason == "gap"
    bench.log.say(granted(person), 2)
    await bench.read()
    await Redriver(bench.group).once()
    assert [sequence for who, sequence in await bench.effects() if who == person] == [1, 2, 3, 4]
    assert await bench.parked() == []


async def test_state_has_no_sequence_and_a_tombstone_erases(inbound: Database) -> None:
    seen: list[tuple[UUID, str | None]] = []
    project = Projections()

    @project.on_state(PersonState)
    async def remember(_work: Work, batch: Sequence[Received[PersonState]]) -> None:
        seen.extend((r.aggregate_id, r.event.name if r.event else None) for r in batch)

    bench, person = Bench(project, inbound, Log(PERSON_STATE.topic)), uuid4()
    state = PersonState(person_id=person, sequence=7, username="ada", name="Ada")
    bench.log.say(state, 7)
    bench.log.say(state, 3)
    bench.log.add(str(person).encode(), None, headers(state, 8))
    bench.log.add(str(person).encode(), None, [])
    await bench.read()
    assert seen == [(person, "Ada"), (person, "Ada"), (person, None), (person, None)]
    assert await query(inbound, "SELECT * FROM last_sequence") == []


async def test_state_that_cannot_be_read_is_dead_lettered_and_does_not_hold_up_its_key(
    inbound: Database,
) -> None:
    project = Projections()
    seen: list[str] = []

    @project.on_state(PersonState)
    async def remember(_work: Work, batch: Sequence[Received[PersonState]]) -> None:
        seen.extend(received.event.name for received in batch)

    bench, person = Bench(project, inbound, Log(PERSON_STATE.topic)), uuid4()
    bench.log.add(str(person).encode(), b"{", [])
    bench.log.say(PersonState(person_id=person, sequence=2, username="ada", name="Ada"), 2)
    await bench.read()
    assert seen == ["Ada"]
    assert len(await bench.dead()) == 1


def finished() -> JobFinished:
    """A foreign fact."""
    return JobFinished(job_order_id=uuid4(), quantity=Quantity(value=1), finished_on="2026-01-01")


def stranger(log: Log, event: JobFinished, id: str | None, **more: str) -> None:
    """What an outsider writes: id and type, no more."""
    given = [("ce_type", event.type.encode())] + ([("ce_id", id.encode())] if id else [])
    log.add(None, event.written().encode(), given + [(name, value.encode()) for name, value in more.items()])


async def test_a_foreign_fact_is_known_by_its_event_id(inbound: Database) -> None:
    bench = Bench(projecting(note, JobFinished), inbound, Log(PRODUCTION_JOB.topic))
    event = finished()
    stranger(bench.log, event, "job 17")
    stranger(bench.log, event, "job 17")
    await bench.read()
    stranger(bench.log, event, "job 17")
    stranger(bench.log, event, "job 18")
    await bench.read()
    assert await bench.effects() == [(event.job_order_id, 0), (event.job_order_id, 0)]


async def test_a_foreign_fact_without_id_is_dead_lettered_and_parks_nothing(inbound: Database) -> None:
    bench = Bench(projecting(note, JobFinished), inbound, Log(PRODUCTION_JOB.topic))
    event = finished()
    stranger(bench.log, event, None)
    stranger(bench.log, event, "job 1")
    await bench.read()
    assert await bench.effects() == [(event.job_order_id, 0)]
    assert await bench.parked() == []
    assert len(await bench.dead()) == 1


async def test_foreign_ids_are_forgotten_after_thirty_days(inbound: Database) -> None:
    bench = Bench(projecting(note, JobFinished), inbound, Log(PRODUCTION_JOB.topic))
    stranger(bench.log, finished(), "old")
    stranger(bench.log, finished(), "new")
    await bench.read()
    await execute(
        inbound, "UPDATE seen_event SET seen_at = seen_at - interval '31 days' WHERE event_id LIKE '%old'"
    )
    await inbound.run(inbox.prune, bench.group.name)
    assert len(await query(inbound, "SELECT * FROM seen_event")) == 1


async def test_copies_change_only_when_newer(inbound: Database) -> None:
    await execute(inbound, CREATE_ITEM)
    one, two = uuid4(), uuid4()

    def item(id: UUID, version: int, name: str) -> dict[str, Any]:
        return {
            "id": id,
            "version": version,
            "name": name,
            "tags": [name, "x"],
            "price": "1.5",
            "since": None,
        }

    await inbound.run(
        upsert_newer, ITEM, [item(one, 1, "a"), item(one, 3, "c"), item(one, 2, "b"), item(two, 1, "z")]
    )
    await inbound.run(upsert_newer, ITEM, [item(one, 3, "late"), item(two, 2, "y")])
    rows = await query(inbound, "SELECT id, version, name, tags FROM item ORDER BY name")
    assert [tuple(row) for row in rows] == [(one, 3, "c", ["c", "x"]), (two, 2, "y", ["y", "x"])]


async def test_rows_are_inserted_once_or_added_up_in_one_statement(inbound: Database) -> None:
    await execute(inbound, CREATE_ITEM)
    item = {"id": uuid4(), "version": 1, "name": 'a "quoted" name', "tags": ["x"], "price": Decimal("600.00")}
    await inbound.run(insert_all, ITEM, [item, item | {"id": uuid4()}])
    await inbound.run(insert_all, ITEM, [item | {"name": "late"}], again=True)
    await inbound.run(add_up, ITEM, [item | {"version": 2, "price": Decimal("0.50")}], ("price", "version"))
    row = (await query(inbound, "SELECT name, tags, price, version FROM item WHERE id = $1", item["id"]))[0]
    assert tuple(row) == ('a "quoted" name', ["x"], Decimal("600.50"), 3)
    assert len(await query(inbound, "SELECT * FROM item")) == 2
    await inbound.run(insert_all, ITEM, [])


STEPS = {
    "enter the batch": inbox.ENTER_BATCH,
    "look at a gap again": inbox.LAST,
    "raise sequences": inbox.RAISE,
    "park": parking.PARK,
    "publish": last_statement.SAY,
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_crash_between_any_two_steps_leaves_each_effect_once(
    inbound: Database, monkeypatch: pytest.MonkeyPatch, step: str, moment: str
) -> None:
    bench, person = Bench(projecting(), inbound, longest=PATIENCE), uuid4()
    for sequence in (1, 2, 4):
        bench.log.say(granted(person), sequence)
    await bench.take()
    left = crash_at(monkeypatch, STEPS[step], moment, True)
    await bench.group.apply(bench.log.records)
    assert left == []
    assert await bench.sequences() == [1, 2]
    assert len(await bench.parked()) == 1
    assert len(await bench.dead()) == 1


@pytest.mark.parametrize(("letter", "waits"), [(False, "off"), (True, "on")])
async def test_only_what_leaves_waits_for_the_disk(
    inbound: Database, monkeypatch: pytest.MonkeyPatch, letter: bool, waits: str
) -> None:
    seen: list[str] = []
    commit = Database._commit

    async def look_first(self: Database, work: Work) -> None:
        if self is inbound:
            seen.append((await work.connection.exec_driver_sql("SHOW synchronous_commit")).scalar_one())
        await commit(self, work)

    bench = Bench(projecting(), inbound)
    await bench.take()
    bench.log.say(granted(uuid4()), 1)
    if letter:
        bench.log.add(None, b"{", [])
    monkeypatch.setattr(Database, "_commit", look_first)
    await bench.group.apply(bench.log.records)
    assert seen == [waits]


@pytest.mark.parametrize("sequence", [3, 5])
async def test_a_re_drive_that_ends_while_a_batch_is_entered_is_not_overlooked(
    inbound: Database, monkeypatch: pytest.MonkeyPatch, sequence: int
) -> None:
    bench, person = Bench(projecting(), inbound), uuid4()
    bench.log.say(granted(person), 1)
    await bench.read()
    original, meanwhile = inbox.enter_batch, [True]

    async def overtaken(*args: Any) -> Any:
        entered = await original(*args)
        if meanwhile and meanwhile.pop():
            await execute(inbound, "UPDATE last_sequence SET sequence = 4")
        return entered

    monkeypatch.setattr(inbox, "enter_batch", overtaken)
    for number in range(2, sequence + 1) if sequence == 3 else [sequence]:
        bench.log.say(granted(person), number)
    await bench.read()
    assert await bench.sequences() == ([1] if sequence == 3 else [1, 5])
    assert await bench.parked() == []


async def test_events_of_other_streams_do_not_disturb_a_mixed_batch(inbound: Database) -> None:
    bench = Bench(projecting(), inbound)
    bench.log.say(TeamFormed(team_id=uuid4(), name="t"), 1)  # its type does not belong on this topic
    bench.log.say(granted(uuid4()), 1)
    await bench.read()
    assert await bench.sequences() == [1]


@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lengths=st.lists(st.integers(1, 6), min_size=1, max_size=3),
    copies=st.integers(1, 4),
    cuts=st.integers(1, 7),
    seed=st.randoms(use_true_random=False),
)
async def test_any_shuffle_with_duplicates_ends_as_in_order(
    inbound: Database, lengths: list[int], copies: int, cuts: int, seed: random.Random
) -> None:
    """What a partition can show of valid streams: every event at least once, in whatever order."""
    bench, people = Bench(projecting(), inbound), [uuid4() for _ in lengths]
    bench.group.name = f"orders.{uuid4()}"
    events = [
        (person, n) for person, length in zip(people, lengths, strict=True) for n in range(1, length + 1)
    ]
    sent = [event for event in events for _ in range(seed.randint(1, copies))]
    seed.shuffle(sent)
    written: dict[tuple[UUID, int], Any] = {}
    for person, sequence in sent:
        if (person, sequence) in written:
            bench.log.again(written[person, sequence])
        else:
            written[person, sequence] = bench.log.say(granted(person), sequence)
    for end in range(cuts, len(sent) + cuts, cuts):
        await bench.read(bench.log.records[:end])
        await Redriver(bench.group).once()
    mine = [(person, n) for person, n in await bench.effects() if person in people]
    assert sorted(mine) == sorted(events)
    for person in people:
        assert [n for who, n in mine if who == person] == sorted(n for who, n in events if who == person)
    assert await bench.parked() == []
