"""The same sequence under another event id: two wrote as one, and a person has to say who was right."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from prometheus_client import CollectorRegistry

from chassis.inbound.consumer import Consumer
from chassis.inbound.dead_letters import drop, redrive
from chassis.inbound.metrics import ConsumerMetrics
from chassis.inbound.projections import Projections
from chassis.inbound.reactions import Reactions
from chassis.inbound.received import Received
from chassis.tests.inbound import Bench, execute, granted, note, projecting, query, reacting, revoked
from chassis.work.database import Database
from chassis.work.work import Work

KINDS = pytest.mark.parametrize("make", [reacting, projecting], ids=["reactions", "projections"])
Make = Callable[..., Reactions | Projections]


def key(person: UUID) -> bytes:
    """What waits."""
    return str(person).encode()


@KINDS
@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "later"])
async def test_a_sequence_that_another_event_had_is_parked_as_a_conflict_and_holds_up_its_key_only(
    inbound: Database, make: Make, at_once: bool
) -> None:
    bench, person, other = Bench(make(), inbound), uuid4(), uuid4()
    bench.log.say(granted(person, "administrator"), 1)
    if not at_once:
        await bench.read()
    genuine = bench.log.say(granted(person, "seller"), 1)
    bench.log.say(granted(person), 2)
    bench.log.say(granted(other), 1)
    await bench.read()
    assert await bench.effects() == [(person, 1), (other, 1)]
    parked = (await bench.parked())[0]
    assert (parked.reason, parked.retry_at, parked.events) == ("conflict", None, 2)
    assert [row.key for row in await bench.dead()] == [genuine.key]
    assert bench.group.figures.dead["conflict"] == 1


@KINDS
async def test_the_same_event_again_is_a_duplicate_whoever_sends_it(inbound: Database, make: Make) -> None:
    bench, person = Bench(make(), inbound), uuid4()
    first = bench.log.say(granted(person), 1)
    last = bench.log.say(revoked(person), 2)
    await bench.read()
    for record in (last, first, last):
        bench.log.again(record)
    await bench.read()
    assert await bench.sequences() == [1]
    assert await bench.parked() == []


@KINDS
async def test_a_type_without_a_handler_conflicts_too(inbound: Database, make: Make) -> None:
    bench, person = Bench(make(), inbound), uuid4()
    bench.log.say(granted(person), 1)
    await bench.read()
    bench.log.say(revoked(person), 1)
    await bench.read()
    await bench.group.apply(())
    assert [p.reason for p in await bench.parked()] == ["conflict"]


@KINDS
async def test_an_earlier_sequence_is_a_duplicate_for_its_id_is_not_kept(
    inbound: Database, make: Make
) -> None:
    bench, person = Bench(make(), inbound), uuid4()
    bench.log.say(granted(person), 1)
    bench.log.say(granted(person), 2)
    await bench.read()
    bench.log.say(granted(person, "administrator"), 1)
    await bench.read()
    assert await bench.sequences() == [1, 2]
    assert await bench.parked() == []


@KINDS
async def test_a_sequence_from_before_ids_were_kept_conflicts_with_nothing(
    inbound: Database, make: Make
) -> None:
    bench, person = Bench(make(), inbound), uuid4()
    bench.log.say(granted(person), 1)
    await bench.read()
    await execute(inbound, "UPDATE last_sequence SET event_id = NULL")
    bench.log.say(granted(person, "administrator"), 1)
    bench.log.say(granted(person), 2)
    await bench.read()
    assert await bench.sequences() == [1, 2]


@KINDS
async def test_a_conflict_waits_for_a_person_and_those_behind_it_go_on_when_it_is_given_up(
    inbound: Database, make: Make
) -> None:
    bench, person = Bench(make(), inbound), uuid4()
    bench.log.say(granted(person), 1)
    await bench.read()
    bench.log.say(granted(person, "administrator"), 1)
    bench.log.say(granted(person), 2)
    await bench.read()
    assert (await redrive(bench.group))[0].error == "sequence 1 was applied under another event id"
    assert [p.reason for p in await bench.parked()] == ["conflict"]
    outcome = await drop(bench.group, bench.log.topic, key(person))
    assert (outcome.dropped, outcome.applied) == (1, 1)
    bench.log.say(granted(person), 3)
    await bench.read()
    assert await bench.sequences() == [1, 2, 3]


@KINDS
async def test_of_two_that_wait_with_one_sequence_the_first_is_applied(inbound: Database, make: Make) -> None:
    bench, person = Bench(make(), inbound), uuid4()
    bench.log.say(granted(person, "seller"), 2)
    bench.log.say(granted(person, "administrator"), 2)
    await bench.read()
    bench.log.say(granted(person), 1)
    await bench.read()
    await redrive(bench.group)
    roles = [row[0] for row in await query(inbound, "SELECT role FROM effect WHERE sequence = 2")]
    assert roles == ["seller"]
    assert [p.reason for p in await bench.parked()] == ["conflict"]


async def test_of_two_in_a_batch_that_fails_elsewhere_the_first_is_applied(inbound: Database) -> None:
    person, bad = uuid4(), uuid4()

    async def fail(work: Work, received: Received[Any]) -> None:
        await note(work, received)
        if received.aggregate_id == bad:
            raise KeyError("bug")

    bench = Bench(projecting(fail), inbound)
    bench.log.say(granted(person, "seller"), 1)
    bench.log.say(granted(bad), 1)
    bench.log.say(granted(person, "administrator"), 1)
    await bench.read()
    assert [row[0] for row in await query(inbound, "SELECT role FROM effect")] == ["seller"]
    assert {p.key: p.reason for p in await bench.parked()} == {key(person): "conflict", key(bad): "error"}


@KINDS
async def test_a_fact_of_ours_whose_id_is_no_uuid_cannot_be_read(inbound: Database, make: Make) -> None:
    bench, person = Bench(make(), inbound), uuid4()
    bench.log.say(revoked(person), 1, event_id="first")
    await bench.read()
    await bench.group.apply(())
    assert [p.reason for p in await bench.parked()] == ["unreadable"]


async def test_a_missing_event_and_a_conflict_are_alarms_that_a_probe_can_see(inbound: Database) -> None:
    consumer, bench = Consumer("orders", reacting(), inbound), Bench(reacting(), inbound)
    person, other = uuid4(), uuid4()
    bench.log.say(granted(person), 2)
    bench.log.say(granted(other), 1)
    bench.log.say(granted(other), 1)
    await bench.read()
    await execute(inbound, "UPDATE parked_key SET parked_at = now() - interval '90 s' WHERE reason = 'gap'")
    await consumer.redriver.once()
    status = consumer.status()
    assert (status["parked_keys"], status["stuck_keys"], status["conflicts"]) == (2, 2, 1)
    assert 90 <= status["oldest_gap_seconds"] < 120
    registry = CollectorRegistry()
    registry.register(ConsumerMetrics([consumer]))
    group = {"group": consumer.group.name}
    assert registry.get_sample_value("parked_conflicts", group) == 1
    assert (registry.get_sample_value("parked_gap_seconds", group) or 0) >= 90
