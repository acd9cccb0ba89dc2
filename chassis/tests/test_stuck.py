"""People are told of a stuck key once, and once more when it is free; never of one that heals itself."""

from typing import Any
from uuid import UUID, uuid4

import pytest

import contracts.parking
from chassis.errors import MissingCopy
from chassis.inbound import dead_letters as deadletters
from chassis.inbound import stuck
from chassis.inbound.dead_letters import Redriver, drop, redrive
from chassis.testing.examples import unlike_their_examples
from chassis.tests.inbound import Bench, Log, execute, granted, headers, note, query, reacting
from chassis.tests.test_parking import KINDS, Make, Repairable, broken
from chassis.work.database import Database
from contracts.event import Event
from contracts.parking import PARKED_KEY, KeyFreed, KeyStuck, WhyParked, parked_key_id

AGED = "UPDATE parked_key SET parked_at = parked_at - interval '61 seconds'"
SAID = "SELECT type, body, sequence, correlation_id, via FROM outbox WHERE kind = 'event' ORDER BY id"


async def said(bench: Bench) -> list[Event]:
    """What was told of keys after one more look."""
    await Redriver(bench.group).once()
    classes: dict[str, type[Event]] = {each.type: each for each in (KeyStuck, KeyFreed)}
    return [classes[row["type"]].read(row["body"]) for row in await bench.rows(SAID)]


@KINDS
async def test_a_key_that_waits_for_a_person_is_told_once_and_once_more_when_it_is_free(
    inbound: Database, make: Make
) -> None:
    handler = Repairable(ValueError("Eva Lind owes 5 EUR"))
    bench, person = await broken(inbound, make, handler)
    (told,) = await said(bench)
    key = str(person).encode()
    id = parked_key_id(bench.group.name, "sales.person.v1", key)
    assert told == KeyStuck(
        parked_key_id=id,
        service="orders",
        group=bench.group.name,
        topic="sales.person.v1",
        document_kind="person",
        document_id=person,
        event_type="sales.person.role-granted.v1",
        reason=WhyParked.ERROR,
        parked_since=(await bench.parked())[0].parked_at,
        waiting=5,
    )
    assert await said(bench) == [told]
    handler.error = None
    await redrive(bench.group)
    assert [type(each) for each in await said(bench)] == [KeyStuck, KeyFreed]
    handler.error = ValueError("again")
    bench.log.say(granted(person), 6)
    await bench.read()
    assert [type(each) for each in await said(bench)] == [KeyStuck, KeyFreed, KeyStuck]
    assert [row["sequence"] for row in await bench.rows(SAID)] == [1, 2, 3]


async def test_it_is_told_as_part_of_the_deal_whose_event_waits(inbound: Database) -> None:
    bench, deal, person = Bench(reacting(Repairable(ValueError("bug"))), inbound), uuid4(), uuid4()
    bench.log.say(granted(person), 1, correlation_id=str(deal))
    await bench.read()
    await said(bench)
    (row,) = await bench.rows(SAID)
    assert (UUID(int=row["correlation_id"].int), row["via"]) == (deal, "timer:parked-keys")


@KINDS
async def test_what_heals_by_itself_is_told_only_after_a_minute(inbound: Database, make: Make) -> None:
    handler = Repairable(MissingCopy("client", 7))
    bench, _ = await broken(inbound, make, handler)
    assert await said(bench) == []
    await execute(inbound, AGED)
    (told,) = await said(bench)
    assert isinstance(told, KeyStuck)
    assert (told.reason, told.waiting) == (WhyParked.MISSING_COPY, 5)


@KINDS
async def test_what_was_not_told_is_not_told_to_be_free_either(inbound: Database, make: Make) -> None:
    handler = Repairable(MissingCopy("client", 7))
    bench, _ = await broken(inbound, make, handler)
    assert await said(bench) == []
    handler.error = None
    await redrive(bench.group)
    assert await said(bench) == []
    assert list(await query(inbound, "SELECT * FROM told_key")) == []


@KINDS
async def test_an_event_that_is_missing_for_a_minute_is_told(inbound: Database, make: Make) -> None:
    bench, person = Bench(make(note), inbound), uuid4()
    bench.log.say(granted(person), 2)
    await bench.read()
    assert await said(bench) == []
    await execute(inbound, AGED)
    (told,) = await said(bench)
    assert isinstance(told, KeyStuck)
    assert told.reason is WhyParked.GAP
    await drop(bench.group, "sales.person.v1", str(person).encode())
    assert [type(each) for each in await said(bench)] == [KeyStuck, KeyFreed]


async def test_another_cause_of_the_same_standstill_is_not_told_again(inbound: Database) -> None:
    handler = Repairable(ValueError("bug"))
    bench, _ = await broken(inbound, reacting, handler)
    before = await said(bench)
    handler.at, handler.error = 3, MissingCopy("client", 7)
    await redrive(bench.group)
    assert (await bench.parked())[0].reason == "missing-copy"
    assert await said(bench) == before


async def test_two_processes_tell_it_once(inbound: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    bench, person = await broken(inbound, reacting, Repairable(ValueError("bug")))
    key = str(person).encode()

    async def seen_before(*_: Any) -> list[Any]:
        return [("sales.person.v1", key, True)] * 2

    monkeypatch.setattr(stuck, "_untold", seen_before)
    await stuck.tell(bench.group)
    assert [row["type"] for row in await bench.rows(SAID)] == [KeyStuck.type]


async def test_a_key_that_was_freed_while_it_was_looked_at_is_not_told(
    inbound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(reacting(), inbound)

    async def gone(*_: Any) -> list[Any]:
        return [("sales.person.v1", str(uuid4()).encode(), True)]

    monkeypatch.setattr(stuck, "_untold", gone)
    await stuck.tell(bench.group)
    assert list(await query(inbound, "SELECT * FROM told_key")) == []


async def test_a_strangers_words_are_not_passed_on(inbound: Database) -> None:
    bench, person = Bench(reacting(), inbound), uuid4()
    given = headers(granted(person), 1, type="sales.person.role-granted.v9")
    bench.log.add(str(person).encode(), b"Eva Lind", given)
    await bench.read()
    (told,) = await said(bench)
    assert isinstance(told, KeyStuck)
    assert (told.event_type, told.reason) == ("", WhyParked.UNREADABLE)


@KINDS
async def test_nobody_is_told_of_what_waits_on_the_very_topic_that_tells(
    inbound: Database, make: Make
) -> None:
    told = KeyStuck(
        parked_key_id=uuid4(),
        service="orders",
        group="orders.reactions",
        topic="sales.quote.v1",
        document_kind="quote",
        event_type="",
        reason=WhyParked.ERROR,
        parked_since=(await query(inbound, "SELECT now()"))[0][0],
        waiting=1,
    )
    bench = Bench(make(Repairable(ValueError("bug")), KeyStuck), inbound, Log(PARKED_KEY.topic))
    bench.log.say(told, 1)
    await bench.read()
    assert [p.topic for p in await inbound.run(deadletters.list_parked)] == [PARKED_KEY.topic]
    assert await said(bench) == []


async def test_what_is_told_looks_as_the_examples_promise(inbound: Database) -> None:
    handler = Repairable(ValueError("bug"))
    bench, _ = await broken(inbound, reacting, handler)
    await said(bench)
    handler.error = None
    await redrive(bench.group)
    await said(bench)
    assert await unlike_their_examples(bench, contracts.parking) == []
