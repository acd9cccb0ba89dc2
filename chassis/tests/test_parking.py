"""Poison of every kind lands among the dead letters once, holds up its own key only, comes back in order."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.errors import MissingCopy
from chassis.inbound import dead_letters as deadletters
from chassis.inbound import parking, positions
from chassis.inbound.dead_letters import Redriver, drop, redrive
from chassis.inbound.projections import Projections
from chassis.inbound.reactions import Reactions
from chassis.inbound.received import Received
from chassis.tests.inbound import (
    Bench,
    Log,
    crash_at,
    granted,
    headers,
    note,
    projecting,
    query,
    reacting,
    revoked,
    until,
)
from chassis.work.database import Database
from chassis.work.work import Work
from contracts.identity import PersonLeft

KINDS = pytest.mark.parametrize("make", [reacting, projecting], ids=["reactions", "projections"])
Make = Callable[..., Reactions | Projections]


def swapped(
    given: list[tuple[str, bytes | None]], name: str, value: bytes | None
) -> list[tuple[str, bytes | None]]:
    """The headers with another value for one of them."""
    return [(n, value if n == name else v) for n, v in given]


def bad_json(log: Log, person: UUID) -> None:
    log.add(str(person).encode(), b"{", headers(granted(person), 1))


def bad_utf8_header(log: Log, person: UUID) -> None:
    event = granted(person)
    log.add(
        str(person).encode(), event.written().encode(), swapped(headers(event, 1), "ce_type", b"\xff\xfe")
    )


def null_header(log: Log, person: UUID) -> None:
    event = granted(person)
    log.add(str(person).encode(), event.written().encode(), swapped(headers(event, 1), "ce_id", None))


def tombstone(log: Log, person: UUID) -> None:
    log.add(str(person).encode(), None, headers(granted(person), 1))


def unknown_major_version(log: Log, person: UUID) -> None:
    log.say(granted(person), 1, type="sales.person.role-granted.v2")


def wrong_field(log: Log, person: UUID) -> None:
    log.add(str(person).encode(), b'{"person_id": "\\u0000", "role": 3}', headers(granted(person), 1))


def another_key(log: Log, person: UUID) -> None:
    log.add(str(person).encode(), granted(uuid4()).written().encode(), headers(granted(person), 1))


def a_mebibyte(log: Log, person: UUID) -> None:
    log.add(str(person).encode(), b"{" * 2**20, headers(granted(person), 1))


POISON = [
    bad_json,
    bad_utf8_header,
    null_header,
    tombstone,
    unknown_major_version,
    wrong_field,
    another_key,
    a_mebibyte,
]


@KINDS
@pytest.mark.parametrize("poison", POISON, ids=lambda poison: poison.__name__)
async def test_an_unreadable_event_parks_its_key_and_lands_among_the_dead_letters_once(
    inbound: Database, make: Make, poison: Callable[[Log, UUID], None]
) -> None:
    bench, bad, good = Bench(make(), inbound), uuid4(), uuid4()
    poison(bench.log, bad)
    bench.log.say(granted(bad), 2)
    bench.log.say(granted(good), 1)
    await bench.read()
    assert await bench.effects() == [(good, 1)]
    parked = await bench.parked()
    assert [(p.key, p.reason, p.events) for p in parked] == [(str(bad).encode(), "unreadable", 2)]
    assert len(await bench.dead()) == 1
    assert await bench.position() == 3


@KINDS
async def test_what_cannot_be_ordered_is_dead_lettered_and_nothing_waits(
    inbound: Database, make: Make
) -> None:
    bench, person = Bench(make(), inbound), uuid4()
    event = granted(person)
    body = event.written().encode()
    bench.log.add(None, body, headers(event, 1))
    bench.log.add(b"\xff\x00", body, headers(event, 1))
    bench.log.add(str(person).encode(), body, swapped(headers(event, 1), "ce_sequence", b"first"))
    bench.log.add(str(person).encode(), body, swapped(headers(event, 1), "ce_sequence", b"\xff"))
    bench.log.add(str(person).encode(), body, [("\x00", b"\x00"), ("x", None)])
    bench.log.add(None, None, [])
    bench.log.add(b"-" * 900_000 + str(person).encode(), body, headers(event, 1))
    bench.log.say(event, 1)
    await bench.read()
    assert await bench.effects() == [(person, 1)]
    assert await bench.parked() == []
    assert len(await bench.dead()) == 7


@KINDS
async def test_a_handlers_error_parks_the_key_and_others_go_on(inbound: Database, make: Make) -> None:
    bad, good = uuid4(), uuid4()

    async def fail(work: Work, received: Received[Any]) -> None:
        await note(work, received)
        if received.aggregate_id == bad:
            raise KeyError("bug")

    bench = Bench(make(fail), inbound)
    for sequence in (1, 2, 3):
        bench.log.say(granted(bad), sequence)
        bench.log.say(granted(good), sequence)
    await bench.read()
    bench.log.say(revoked(bad), 4)
    bench.log.say(granted(good), 4)
    await bench.read()
    assert await bench.effects() == [(good, 1), (good, 2), (good, 3), (good, 4)]
    assert [(p.events, p.attempts, p.retry_at) for p in await bench.parked()] == [(4, 1, None)]
    assert len(await bench.dead()) == 1


class Repairable:
    """A handler with a bug until it is repaired."""

    def __init__(self, error: BaseException, at: int = 1) -> None:
        self.error: BaseException | None = error
        self.at = at

    async def __call__(self, work: Work, received: Received[Any]) -> None:
        await note(work, received)
        if self.error is not None and received.sequence >= self.at:
            raise self.error


async def broken(inbound: Database, make: Make, handler: Repairable) -> tuple[Bench, UUID]:
    """A bench with a parked key of five events, one of them sent twice and one without a handler."""
    bench, person = Bench(make(handler), inbound), uuid4()
    for sequence in (1, 2, 3):
        bench.log.say(granted(person), sequence)
    bench.log.again(bench.log.records[1])
    bench.log.say(PersonLeft(person_id=person), 4)
    bench.log.say(granted(person), 5)
    await bench.read()
    return bench, person


@KINDS
async def test_redrive_applies_the_parked_events_once_in_order_and_frees_the_key(
    inbound: Database, make: Make
) -> None:
    handler = Repairable(ValueError("bug"))
    bench, person = await broken(inbound, make, handler)
    assert await bench.sequences() == []
    handler.error = None
    await redrive(bench.group, "sales.person.v1", str(person).encode())
    await redrive(bench.group)
    assert await bench.sequences() == [1, 2, 3, 5]
    assert await bench.parked() == []
    bench.log.say(granted(person), 6)
    await bench.read()
    assert await bench.sequences() == [1, 2, 3, 5, 6]


@KINDS
async def test_a_redrive_that_fails_again_stays_parked_with_one_attempt_more(
    inbound: Database, make: Make
) -> None:
    handler = Repairable(ValueError("bug"))
    bench, _ = await broken(inbound, make, handler)
    handler.at, handler.error = 3, ValueError("another bug")
    outcome = (await redrive(bench.group))[0]
    assert (outcome.applied, outcome.error) == (2, "ValueError: another bug")
    assert await bench.sequences() == [1, 2]
    parked = (await bench.parked())[0]
    assert (parked.attempts, parked.events, parked.error) == (2, 3, "ValueError: another bug")
    assert len(await bench.dead()) == 1


@KINDS
async def test_an_event_that_is_given_up_counts_as_seen_and_those_behind_it_go_on(
    inbound: Database, make: Make
) -> None:
    handler = Repairable(ValueError("bug"))
    bench, person = await broken(inbound, make, handler)
    handler.error = None
    outcome = await drop(bench.group, "sales.person.v1", str(person).encode())
    assert (outcome.dropped, outcome.applied, outcome.error) == (1, 4, None)
    bench.log.say(granted(person), 6)
    await bench.read()
    assert await bench.sequences() == [2, 3, 5, 6]
    assert await bench.parked() == []


@KINDS
async def test_giving_up_an_event_that_came_too_early_closes_the_gap(inbound: Database, make: Make) -> None:
    bench, person = Bench(make(note), inbound), uuid4()
    bench.log.say(granted(person), 3)
    bench.log.say(granted(person), 4)
    await bench.read()
    outcome = await drop(bench.group, "sales.person.v1", str(person).encode())
    assert (outcome.dropped, outcome.applied) == (1, 1)
    assert await bench.sequences() == [4]


async def test_where_nothing_is_parked_nothing_is_given_up(inbound: Database) -> None:
    bench = Bench(reacting(), inbound)
    assert (await drop(bench.group, "sales.person.v1", str(uuid4()).encode())).dropped == 0


@KINDS
async def test_a_crash_in_the_middle_of_a_redrive_loses_and_doubles_nothing(
    inbound: Database, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = Repairable(ValueError("bug"))
    bench, _ = await broken(inbound, make, handler)
    handler.error = None
    crash_at(monkeypatch, deadletters.DELETE_EVENT, "before", False, True)
    with pytest.raises(ConnectionError):
        await redrive(bench.group)
    await redrive(bench.group)
    assert await bench.sequences() == [1, 2, 3, 5]
    assert await bench.parked() == []


@KINDS
async def test_missing_copies_are_redriven_by_the_timer_until_the_copy_has_come(
    inbound: Database, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parking, "FIRST_RETRY", 0.02)
    handler = Repairable(MissingCopy("client", 7))
    bench, _ = await broken(inbound, make, handler)
    assert [p.reason for p in await bench.parked()] == ["missing-copy"]
    redriver = asyncio.create_task(Redriver(bench.group).run())

    async def tried_again() -> bool:
        return (await bench.parked())[0].attempts >= 3

    async def healed() -> bool:
        return not await bench.parked()

    await until(tried_again)
    handler.error = None
    await until(healed)
    redriver.cancel()
    assert await bench.sequences() == [1, 2, 3, 5]


async def test_redriven_reactions_know_who_and_why(inbound: Database) -> None:
    handler = Repairable(ValueError("bug"))
    whys: list[tuple[Any, ...]] = []

    async def remember(work: Work, received: Received[Any]) -> None:
        await handler(work, received)
        whys.append((work.actor, work.causation_id, work.via))
        whys.append((received.actor, received.id, "reaction:orders.reactions"))

    bench = Bench(reacting(remember), inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.read()
    handler.error = None
    await redrive(bench.group)
    assert whys[0] == whys[1]


async def test_an_operator_sees_what_is_parked_and_why(inbound: Database) -> None:
    bench, person = await broken(inbound, reacting, Repairable(ValueError("bug")))
    parked = (await bench.parked())[0]
    assert (parked.group, parked.topic, parked.reason) == ("orders.reactions", "sales.person.v1", "error")
    events = await inbound.run(deadletters.show, parked.group, parked.topic, parked.key)
    assert [event["sequence"] for event in events] == [1, 2, 3, 4, 5]
    assert parked.key == str(person).encode()


async def test_the_consumer_waits_for_a_redrive_of_the_same_key(inbound: Database) -> None:
    handler = Repairable(ValueError("bug"))
    bench, person = await broken(inbound, projecting, handler)
    handler.error = None
    bench.log.say(granted(person), 6)
    bench.log.say(granted(person), 7)
    await bench.take()
    await asyncio.gather(bench.group.apply(bench.log.records), redrive(bench.group))
    await redrive(bench.group)
    assert await bench.sequences() == [1, 2, 3, 5, 6, 7]
    assert await bench.parked() == []


async def test_parking_moves_the_position_by_compare_and_set_too(
    inbound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = Repairable(ValueError("bug"))
    bench = Bench(reacting(handler), inbound)
    bench.log.say(granted(uuid4()), 1)
    await bench.take()
    move = positions.move

    async def too_late(work: Work, group: str, steps: Any) -> None:
        await work.connection.exec_driver_sql("UPDATE position SET next_offset = 9")
        await move(work, group, steps)

    monkeypatch.setattr(positions, "move", too_late)
    with pytest.raises(positions.Fenced):
        await bench.group.apply(bench.log.records)
    assert await query(inbound, "SELECT * FROM parked_key") == []
