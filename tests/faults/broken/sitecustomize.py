"""Switches rules of delivery off in every process of a copy, to see it caught; found by path alone.

Python imports a module of this name at its start. The names of the switches stand in the file `broken` of
the state folder; without that file everything works as it should.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

STATE = Path(os.environ.get("SALESWIRE_STATE", "/nonexistent"))
LOOK = 0.2  # seconds
MOVE = (
    "UPDATE position SET next_offset = :next"
    " WHERE group_name = :group AND topic = :topic AND partition = :partition AND next_offset = :expected"
)
FORGET = "DELETE FROM last_sequence WHERE group_name = :group AND topic = :topic AND aggregate_id = :id"
known: dict[str, Any] = {"at": 0.0, "words": frozenset()}
broken_off: set[str] = set()
seen: dict[str, int] = {}


def off(switch: str) -> bool:
    """Whether this switch is set now."""
    if time.monotonic() - known["at"] > LOOK:
        try:
            words = (STATE / "broken").read_text().split()
        except OSError:
            words = []
        known.update(at=time.monotonic(), words=frozenset(words))
    return switch in known["words"]


def some(id: Any, share: int = 4) -> bool:
    """Whether this event is one in so many; always the same answer for the same one."""
    return int(str(id)[-4:], 16) % share == 0


def break_sending() -> None:
    """Between outbox and broker."""
    from chassis.outbound import pipeline

    messages: Any = pipeline.Pipeline._messages

    def twice(self: Any, rows: list[Any]) -> Iterator[Any]:
        yield from messages(self, rows)
        yield from messages(self, rows)

    def uncaused(row: Any) -> Any:
        return row._replace(entry=row.entry._replace(causation_id=str(uuid4())))

    def sent(self: Any, rows: list[Any]) -> Any:
        if off("sends_twice"):
            return twice(self, rows)
        if off("journals_unsent"):
            rows = [row for row in rows if not some(row.entry.event_id, 2)]
        if off("sends_backwards"):
            rows = rows[::-1]
        if off("cause_forgotten"):
            rows = [uncaused(row) for row in rows]
        return messages(self, rows)

    pipeline.Pipeline._messages = sent  # type: ignore[method-assign]  # that is the point, here and below


def break_journaling() -> None:
    """Between outbox, acknowledgements and journal."""
    from chassis.outbound import pipeline

    kept: Any = pipeline
    read, acknowledged = pipeline.Pipeline._read, kept.acknowledged

    async def acked(acks: Any) -> Any:
        if off("moves_unacked"):
            kept.forget(acks)
            return []
        return await acknowledged(acks)

    async def cursor(self: Any) -> list[Any]:
        rows, database = await read(self), self.settings.database_url.get_secret_value()
        if off("reads_by_cursor"):
            rows = [row for row in rows if row.id > seen.get(database, 0)]
        seen[database] = max([seen.get(database, 0), *(row.id for row in rows)])
        return rows

    kept.acknowledged = acked
    pipeline.Pipeline._read = cursor  # type: ignore[method-assign]


def break_leading() -> None:
    """Between relays of one database."""
    from chassis.outbound import journal, relay
    from chassis.work import lasting_connection

    move, lead, elected = journal.MOVE, relay.Relay._lead, relay.Relay._elected

    async def chosen(self: Any, connection: Any) -> bool:
        return off("two_leaders") or bool(await elected(self, connection))

    async def leads(self: Any, connection: Any) -> None:
        if not off("two_leaders"):
            await lead(self, connection)
            return
        journal.MOVE = move.replace("WHERE hash = $1 ", "WHERE $1::bytea IS NOT NULL ")
        await asyncio.gather(lead(self, connection), second(relay.Relay(self.service, self.settings)))

    async def second(other: Any) -> None:
        connection = await lasting_connection(other.url, f"{other.service} second relay", **relay.SESSION)
        try:
            await lead(other, connection)
        finally:
            await connection.close(timeout=2)

    relay.Relay._elected = chosen  # type: ignore[method-assign]
    relay.Relay._lead = leads  # type: ignore[method-assign]


def break_tails() -> None:
    """Between what was acknowledged and what is on the logs."""
    from chassis.outbound import pipeline, relay, tails

    sending: Any = pipeline
    mending: Any = tails
    leading: Any = relay
    mend, check, ends_now = mending.mend, sending.check, leading.log_ends

    async def mended(*arguments: Any) -> Any:
        return ([], 0) if off("tails_unchecked") else await mend(*arguments)

    async def checked(connection: Any, ends: Any, written: Any) -> None:
        if off("tails_unchecked"):
            ends.update({place: following for place, _, following in written})
        else:
            await check(connection, ends, written)

    async def unasked(*arguments: Any) -> Any:
        if off("tails_unchecked"):
            raise ConnectionResetError("nobody looks")
        return await ends_now(*arguments)

    mending.mend, sending.check, leading.log_ends = mended, checked, unasked


def break_outbox() -> None:
    """Between the business transaction and its rows."""
    from chassis.work import database

    committing: Any = database
    close = committing.close

    async def closed(work: Any) -> None:
        rows, reacts = work.outgoing.rows, work.via.startswith("reaction")
        if off("says_too_little") and reacts:
            rows[:] = [row for row in rows if not some(row["event_id"], 3)]
        if off("says_too_early") and reacts and rows:
            await early(work, rows)
            return
        await close(work)
        if off("commits_late") and rows and some(rows[0]["event_id"], 2):
            await asyncio.sleep(0.3)

    async def early(work: Any, rows: list[Any]) -> None:
        async with work.connection.engine.begin() as connection:
            await close(replace(work, connection=connection))
        if some(rows[0]["event_id"], 3):
            raise ConnectionResetError("broken off between the rows and their commit")

    committing.close = closed


def break_entering() -> None:
    """Between positions, bookkeeping and what is known of an event."""
    from sqlalchemy import text

    from chassis.inbound import inbox
    from chassis.inbound.inbox import Entry

    enter, store = inbox.enter, inbox.store

    async def entered(work: Any, group: str, step: Any, incoming: Any) -> Any:
        if off("positions_outside"):
            step = await moved(work, group, step)
        entry = await enter(work, group, step, incoming)
        if entry is Entry.GAP and off("gaps_unchecked"):
            await learnt(work, group, incoming)
        if entry is Entry.APPLY and off("inbox_not_recorded"):
            about = {"group": group, "topic": incoming.topic, "id": incoming.aggregate_id}
            await work.execute(text(FORGET), about)
        return changed(entry)

    async def stored(work: Any, group: str, memory: Any) -> None:
        if not off("ignored_not_recorded") or not group.endswith(".reactions"):
            await store(work, group, memory)

    inbox.enter, inbox.store = entered, stored


def break_deciding() -> None:
    """What is known of an event of a batch."""
    from chassis.inbound import inbox

    decide = inbox.Memory.entry

    def decided(*arguments: Any, **named: Any) -> Any:
        return changed(decide(*arguments, **named))

    inbox.Memory.entry = decided  # type: ignore[method-assign]


def changed(entry: Any) -> Any:
    """The inbox's decision as the broken rule has it."""
    from chassis.inbound.inbox import Entry

    if entry is Entry.CONFLICT and off("conflicts_unchecked"):
        return Entry.DUPLICATE
    if entry is Entry.DUPLICATE and off("takes_twice"):
        return Entry.APPLY
    return Entry.APPLY if entry is Entry.GAP and off("gaps_unchecked") else entry


async def moved(work: Any, group: str, step: Any) -> Any:
    """The step that is left when the position was moved in a transaction of its own."""
    from sqlalchemy import text

    async with work.connection.engine.begin() as connection:
        own = replace(work, connection=connection)
        values = {"group": group, **step.place._asdict(), "expected": step.expected, "next": step.next}
        done = await own.execute(text(MOVE), values)
    return step._replace(expected=step.next) if done.rowcount else step


async def learnt(work: Any, group: str, incoming: Any) -> None:
    """Write the event down as applied."""
    from chassis.inbound import inbox

    memory = inbox.Memory()
    memory.learn(incoming)
    await inbox.store(work, group, memory)


def break_handling() -> None:
    """Between the inbox and the handlers."""
    from chassis.inbound import positions, reactions

    handle, park = reactions.Reactions.handle, reactions._Delivery._park

    async def handled(self: Any, work: Any, received: Any) -> None:
        if off("handler_bug") and some(received.id, 3):
            raise RuntimeError("a bug in the handler")
        await handle(self, work, received)
        if off("breaks_off") and some(received.id, 3) and str(received.id) not in broken_off:
            broken_off.add(str(received.id))
            raise ConnectionResetError("broken off after the effect, before its commit")

    async def parked(self: Any, step: Any, error: Exception) -> str:
        if not off("parks_nothing"):
            return await park(self, step, error)

        async def skip(work: Any) -> None:
            await positions.move(work, self.group.name, [step])
            await learnt(work, self.group.name, self.received)

        await self.group.database.run(skip)
        return "skipped"

    reactions.Reactions.handle = handled  # type: ignore[method-assign]
    reactions._Delivery._park = parked  # type: ignore[method-assign]


def break_keys() -> None:
    """What was answered to a key is not kept."""
    from chassis.http import exchange

    answers: Any = exchange
    keep = answers.keep_answer

    def forgetful(*arguments: Any) -> Any:
        return Nothing() if off("keys_forgotten") else keep(*arguments)

    answers.keep_answer = forgetful


class Nothing:
    """May be awaited, and does nothing."""

    def __await__(self) -> Iterator[None]:
        return iter(())


if "SALESWIRE_STATE" in os.environ:
    for break_it in (
        break_sending,
        break_journaling,
        break_leading,
        break_tails,
        break_outbox,
        break_entering,
        break_deciding,
        break_handling,
        break_keys,
    ):
        break_it()
