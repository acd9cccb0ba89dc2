"""Reactions: once only, in order, one transaction each, and only the owner of a partition applies."""

import asyncio
import base64
from typing import Any
from uuid import UUID, uuid4

import pytest
from opentelemetry import trace
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.errors import MissingCopy
from chassis.inbound import inbox, parking
from chassis.inbound.outsiders import BELIEVED, Verdict
from chassis.inbound.positions import Fenced
from chassis.inbound.reactions import Reactions
from chassis.inbound.received import Received
from chassis.testing.servers import PATIENCE
from chassis.tests.inbound import Bench, Log, crash_at, execute, granted, note, query, reacting, revoked
from chassis.work import last_statement
from chassis.work.applied import Mark
from chassis.work.database import Database
from chassis.work.work import Work
from contracts.identity import RoleGranted, RoleRevoked
from contracts.production import JobFinished


def a_stream(log: Log, person: UUID, length: int) -> None:
    """Handled and unhandled events in turn, from sequence 1."""
    for sequence in range(1, length + 1):
        log.say(granted(person) if sequence % 2 else revoked(person), sequence)


async def test_an_event_sent_three_times_takes_effect_once(inbound: Database) -> None:
    bench, person = Bench(reacting(), inbound), uuid4()
    sent = bench.log.say(granted(person), 1)
    bench.log.again(sent)
    await bench.read()
    bench.log.again(sent)
    await bench.read()
    assert await bench.sequences() == [1]
    assert await bench.position() == 3
    assert bench.group.figures.counts["duplicates"] == 2


async def test_sequences_of_types_without_a_handler_count(inbound: Database) -> None:
    bench, person = Bench(reacting(), inbound), uuid4()
    a_stream(bench.log, person, 5)
    await bench.read()
    assert await bench.sequences() == [1, 3, 5]
    assert await bench.parked() == []


async def test_what_nobody_here_handles_waits_for_company(inbound: Database) -> None:
    bench, person = Bench(reacting(), inbound), uuid4()
    bench.log.say(granted(person), 1)
    await bench.read()
    bench.log.say(revoked(person), 2)
    await bench.group.apply(bench.log.records)
    assert await bench.position() == 1
    assert bench.database.applied.knows(Mark(bench.group.name, bench.log.topic, person), 2)
    bench.log.say(granted(person), 3)
    await bench.group.apply(bench.log.records[2:])
    assert await bench.position() == 3
    assert await bench.sequences() == [1, 3]


async def test_without_company_it_is_passed_over_alone(inbound: Database) -> None:
    bench, person = Bench(reacting(), inbound), uuid4()
    bench.log.say(revoked(person), 1)
    await bench.read()
    await bench.group.apply(())
    assert await bench.position() == 1
    assert bench.group.held == []


async def test_partitions_do_not_wait_for_each_other(inbound: Database) -> None:
    first, second = Log(), Log(partition=1)
    other = asyncio.Event()

    async def wait_for_the_other(work: Work, received: Received[Any]) -> None:
        if received.partition == 0:
            await other.wait()
        await note(work, received)
        other.set()

    bench = Bench(reacting(wait_for_the_other), inbound, first)
    first.say(granted(uuid4()), 1)
    second.say(granted(uuid4()), 1)
    await bench.take(first, second)
    await bench.group.apply([*first.records, *second.records])
    assert len(await bench.effects()) == 2


async def test_a_failure_forgets_nothing_that_was_to_be_passed_over(
    inbound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> Any:
        raise ConnectionError("the database went away")

    bench, person = Bench(reacting(), inbound), uuid4()
    bench.log.say(revoked(person), 1)
    await bench.read()
    bench.log.say(granted(person), 2)
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "enter_batch", away)
        with pytest.raises(ConnectionError):
            await bench.group.apply(bench.log.records[1:])
    await bench.group.apply(bench.log.records[1:])
    assert await bench.sequences() == [2]
    assert await bench.parked() == []


async def test_what_is_to_be_passed_over_is_the_next_owners_after_a_rebalance(inbound: Database) -> None:
    bench = Bench(reacting(), inbound)
    bench.log.say(revoked(uuid4()), 1)
    await bench.read()
    bench.group.drop(list(bench.group.expected))
    await bench.group.apply(())
    assert bench.group.held == []


async def test_an_unknown_type_is_skipped_counted_and_its_sequence_recorded(inbound: Database) -> None:
    bench, person = Bench(reacting(), inbound), uuid4()
    bench.log.say(granted(person), 1)
    bench.log.say(granted(person), 2, type="sales.person.cloned.v1")
    bench.log.say(granted(person), 3)
    await bench.read()
    assert await bench.sequences() == [1, 3]
    assert bench.group.figures.unknown_types == {"sales.person.cloned.v1": 1}


async def test_the_work_of_a_reaction_knows_who_and_why(inbound: Database) -> None:
    seen: list[tuple[Any, ...]] = []

    async def remember(work: Work, received: Received[Any]) -> None:
        seen.append((work.actor, work.causation_id, work.correlation_id, work.via, work.caller))
        seen.append((received.actor, received.id, received.correlation_id, "reaction:orders.reactions", None))

    bench = Bench(reacting(remember), inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.read()
    assert seen[0] == seen[1]
    assert seen[0][0] is not None


async def test_the_handler_runs_in_the_publishers_trace(inbound: Database) -> None:
    traces: list[int] = []

    async def look(_work: Work, _received: Received[Any]) -> None:
        traces.append(trace.get_current_span().get_span_context().trace_id)

    bench = Bench(reacting(look), inbound)
    bench.log.say(granted(uuid4()), 1, traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    await bench.read()
    assert traces == [0x0AF7651916CD43DD8448EB211C80319C]


async def test_two_handlers_of_one_event_share_its_transaction(inbound: Database) -> None:
    react = Reactions()
    react.on(RoleGranted, RoleRevoked)(note)

    @react.on(RoleGranted)
    async def fail(_work: Work, received: Received[Any]) -> None:
        if received.sequence == 1:
            raise ValueError("no")

    bench = Bench(react, inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.read()
    assert await bench.effects() == []
    assert len(await bench.parked()) == 1


async def test_a_consumer_that_lost_its_partition_applies_nothing(inbound: Database) -> None:
    log, person = Log(), uuid4()
    zombie, owner = Bench(reacting(), inbound, log), Bench(reacting(), inbound, log)
    await zombie.take()
    a_stream(log, person, 3)
    await owner.read()
    log.say(granted(person), 4)
    with pytest.raises(Fenced):
        await zombie.group.apply(log.records)
    assert await owner.sequences() == [1, 3]
    await zombie.read()
    assert await zombie.sequences() == [1, 3, 4]


async def test_a_zombie_neither_parks_nor_buries(inbound: Database) -> None:
    log = Log()
    zombie, owner = Bench(reacting(), inbound, log), Bench(reacting(), inbound, log)
    await zombie.take()
    log.add(None, b"{", [])
    await owner.read()
    with pytest.raises(Fenced):
        await zombie.group.apply(log.records)
    assert len(await owner.dead()) == 1


async def test_records_of_partitions_that_are_not_ours_are_left_alone(inbound: Database) -> None:
    bench = Bench(reacting(), inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.group.apply(bench.log.records)
    assert await bench.effects() == []


async def test_a_database_restored_from_before_applies_again_what_it_lost(inbound: Database) -> None:
    bench, person = Bench(reacting(), inbound), uuid4()
    a_stream(bench.log, person, 3)
    await bench.read()
    a_stream_to = len(bench.log.records)
    bench.log.say(revoked(person), 4)
    bench.log.say(granted(person), 5)
    await bench.read()
    await execute(inbound, "DELETE FROM effect WHERE sequence > 3")
    await execute(inbound, "UPDATE position SET next_offset = $1", a_stream_to)
    await execute(inbound, "UPDATE last_sequence SET sequence = 3")
    bench.log.say(granted(person), 6)
    with pytest.raises(Fenced):
        await bench.group.apply(bench.log.records)
    await bench.read()
    assert await bench.sequences() == [1, 3, 5, 6]


async def test_read_again_from_the_beginning_nothing_happens_twice(inbound: Database) -> None:
    bench = Bench(reacting(), inbound)
    a_stream(bench.log, uuid4(), 9)
    await bench.read()
    before = await bench.effects()
    await execute(inbound, "DELETE FROM position")
    await bench.read()
    assert await bench.effects() == before


async def test_the_same_sequence_on_two_groups_is_applied_by_each(inbound: Database) -> None:
    log = Log()
    first, second = Bench(reacting(), inbound, log), Bench(reacting(), inbound, log)
    second.group.name = "orders.others"
    log.say(granted(uuid4()), 1)
    await first.read()
    await second.read()
    assert await first.sequences() == [1, 1]


STEPS = {"enter": inbox.ENTER_ORDERED, "park": parking.PARK, "publish": last_statement.SAY}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_crash_between_any_two_steps_leaves_each_effect_once(
    inbound: Database, monkeypatch: pytest.MonkeyPatch, step: str, moment: str
) -> None:
    bench, person = Bench(reacting(), inbound, longest=PATIENCE), uuid4()
    a_stream(bench.log, person, 4)
    bench.log.say(granted(person), 6)
    await bench.take()
    left = crash_at(monkeypatch, STEPS[step], moment, True, True)
    await bench.group.apply(bench.log.records)
    assert left == []
    assert await bench.sequences() == [1, 3]
    assert len(await bench.parked()) == 1
    assert len(await bench.dead()) == 1


async def test_a_crash_in_the_handler_rolls_back_and_tries_again(inbound: Database) -> None:
    crashes = [True]

    async def crash_once(work: Work, received: Received[Any]) -> None:
        await note(work, received)
        if crashes:
            crashes.clear()
            raise ConnectionResetError

    bench = Bench(reacting(crash_once), inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.read()
    assert await bench.sequences() == [1]
    assert await bench.parked() == []


async def test_a_commit_whose_answer_was_lost_is_found_out(
    inbound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(reacting(), inbound)
    await bench.take()
    bench.log.say(granted(uuid4()), 1)
    transact = inbound.transact

    async def lose_the_answer(*args: Any, **kwargs: Any) -> Any:
        await transact(*args, **kwargs)
        monkeypatch.undo()
        raise ConnectionResetError

    monkeypatch.setattr(inbound, "transact", lose_the_answer)
    with pytest.raises(Fenced):
        await bench.group.apply(bench.log.records)
    await bench.read()
    assert await bench.sequences() == [1]


async def test_a_dependency_that_is_down_is_waited_for_and_never_dead_lettered(inbound: Database) -> None:
    async def down(_work: Work, _received: Received[Any]) -> None:
        raise ConnectionRefusedError

    bench = Bench(reacting(down), inbound)
    bench.log.say(granted(uuid4()), 1)
    with pytest.raises(ConnectionRefusedError):
        await bench.read()
    assert await bench.parked() == []
    assert await bench.dead() == []
    assert await bench.position() == 0
    assert bench.group.patience.last_error == "ConnectionRefusedError: "


async def test_a_deadlock_is_tried_again_in_place(inbound: Database) -> None:
    attempts: list[int] = []

    async def deadlock(work: Work, received: Received[Any]) -> None:
        attempts.append(1)
        await note(work, received)
        if len(attempts) < 3:
            await work.connection.exec_driver_sql("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$")

    bench = Bench(reacting(deadlock), inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.read()
    assert await bench.sequences() == [1]


async def test_what_a_reaction_cannot_commit_is_its_own_fault(inbound: Database) -> None:
    await execute(inbound, "ALTER TABLE effect ADD UNIQUE (role) DEFERRABLE INITIALLY DEFERRED")
    bench, first, second = Bench(reacting(), inbound), uuid4(), uuid4()
    bench.log.say(granted(first), 1)
    bench.log.say(granted(second), 1)
    await bench.read()
    parked = await bench.parked()
    assert [p.key for p in parked] == [str(second).encode()]
    assert "duplicate key" in parked[0].error


async def test_a_missing_copy_parks_the_key_for_the_timer(inbound: Database) -> None:
    async def lack(_work: Work, _received: Received[Any]) -> None:
        raise MissingCopy("client", 1)

    bench = Bench(reacting(lack), inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.read()
    parked = (await bench.parked())[0]
    assert parked.reason == "missing-copy"
    assert parked.retry_at is not None


async def test_a_dead_letter_tells_all_about_the_failure(inbound: Database) -> None:
    async def fail(_work: Work, _received: Received[Any]) -> None:
        raise ValueError("impossible " + "x" * 2000)

    bench = Bench(reacting(fail), inbound)
    bench.log.add(None, None, [])
    record = bench.log.say(granted(uuid4()), 1)
    await bench.read()
    letter = (await bench.dead())[1]
    told = {name: base64.b64decode(value) for name, value in letter.headers}
    assert letter.topic == "orders.reactions.sales.person.v1.dlq"
    assert (letter.key, letter.body) == (record.key, record.value)
    assert told["ce_id"] == dict(record.headers)["ce_id"]
    assert (told["dlq_topic"], told["dlq_partition"], told["dlq_offset"]) == (b"sales.person.v1", b"0", b"1")
    assert (told["dlq_group"], told["dlq_error_class"]) == (b"orders.reactions", b"ValueError")
    assert len(told["dlq_error_message"]) <= 1024
    assert (told["dlq_attempts"], told["dlq_reason"]) == (b"1", b"error")
    assert {"dlq_first_time", "dlq_last_time"} < told.keys()


async def test_a_lock_held_too_long_is_tried_again_by_the_timer(inbound: Database) -> None:
    async def locked(work: Work, _received: Received[Any]) -> None:
        await work.connection.exec_driver_sql("DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$")

    bench = Bench(reacting(locked), inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.read()
    assert (await bench.parked())[0].retry_at is not None


async def test_a_stopped_statement_of_bookkeeping_parks_nothing(
    inbound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(reacting(), inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.take()
    monkeypatch.setattr(
        inbox,
        "ENTER_ORDERED",
        text("SELECT 1/0"),
    )
    with pytest.raises(DBAPIError):
        await bench.group.apply(bench.log.records)
    assert await query(inbound, "SELECT * FROM parked_key") == []


def test_an_outsiders_fact_is_judged_and_never_just_reacted_to() -> None:
    react = Reactions()
    with pytest.raises(TypeError, match="JobFinished: an outsider's fact is judged"):
        react.on(JobFinished)
    with pytest.raises(TypeError, match="RoleGranted is no outsider's fact"):
        react.judge(RoleGranted)

    @react.judge(JobFinished)
    async def believe(_work: Work, _received: Received[JobFinished]) -> Verdict:
        return BELIEVED

    with pytest.raises(TypeError, match="has a judge already"):
        react.judge(JobFinished)
    assert react.handled == [JobFinished]
