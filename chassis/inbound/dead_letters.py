"""What was parked, and how it comes back: in order, one transaction each, the key freed in the last one's.

Used by the running service for keys that heal by themselves, and by ``saleswire dlq`` for the rest.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from chassis.inbound import inbox, parking, stuck
from chassis.inbound.groups import Group
from chassis.inbound.inbox import Entry
from chassis.inbound.parking import Fault
from chassis.inbound.received import Incoming, Received, Unreadable
from chassis.work import Work, passing

log = logging.getLogger("saleswire.deadletters")

LIST = text("""
SELECT k.group_name, k.topic, k.key, k.reason, k.error, k.attempts, k.parked_at, k.retry_at,
       (SELECT count(*) FROM parked_event e
         WHERE (e.group_name, e.topic, e.key) = (k.group_name, k.topic, k.key)) AS events
  FROM parked_key k WHERE CAST(:group AS text) IS NULL OR group_name = :group ORDER BY parked_at, topic, key
""")
SHOW = text("""
SELECT topic, partition, "offset", key, event_id, sequence, headers, body, parked_at
  FROM parked_event WHERE group_name = :group AND topic = :topic AND key = :key ORDER BY sequence, id
""")
DUE = text("""
SELECT topic, key FROM parked_key WHERE group_name = :group AND retry_at <= clock_timestamp()
 ORDER BY retry_at LIMIT 100
""")
OUTLOOK = text(f"""
SELECT count(*), count(*) FILTER (WHERE reason = 'conflict'),
       min(parked_at) FILTER (WHERE reason = 'gap'),
       count(*) FILTER (WHERE {stuck.STUCK}),
       extract(epoch FROM min(retry_at) - clock_timestamp())::float8
  FROM parked_key WHERE group_name = :group
""")
LOCK = text(
    "SELECT attempts FROM parked_key WHERE group_name = :group AND topic = :topic AND key = :key FOR UPDATE"
)
NEXT = text("""
SELECT id, topic, partition, "offset", key, headers::text, body, parked_at FROM parked_event
 WHERE group_name = :group AND topic = :topic AND key = :key ORDER BY sequence, id LIMIT 1
""")
DELETE_EVENT = text("DELETE FROM parked_event WHERE id = :id")
MORE = text(
    "SELECT EXISTS (SELECT FROM parked_event WHERE group_name = :group AND topic = :topic AND key = :key)"
)
FREE = text("DELETE FROM parked_key WHERE group_name = :group AND topic = :topic AND key = :key")
KEEP = text("""
UPDATE parked_key SET attempts = attempts + 1, reason = :reason, error = :error,
       retry_at = clock_timestamp() + CAST(:retry_in AS float8) * interval '1 second'
 WHERE group_name = :group AND topic = :topic AND key = :key
""")
IDLE = 5.0  # seconds between looks when nothing is due
SOONEST = 0.05


@dataclass(frozen=True)
class Parked:
    """A key that waits; ``retry_at`` is None when it waits for a person."""

    group: str
    topic: str
    key: bytes
    reason: str
    error: str
    attempts: int
    parked_at: datetime
    retry_at: datetime | None
    events: int


@dataclass
class Outcome:
    """What a re-drive did to a key; ``error`` says why it is still parked."""

    applied: int = 0
    duplicates: int = 0
    dropped: int = 0
    error: str | None = None


async def list_parked(work: Work, group: str | None = None) -> list[Parked]:
    """The keys that wait, oldest first; of one group or of all."""
    return [Parked(*row) for row in await work.execute(LIST, {"group": group})]


async def show(work: Work, group: str, topic: str, key: bytes) -> list[Mapping[str, Any]]:
    """The events of a parked key in the order in which they will be applied; header values are base64."""
    found = await work.execute(SHOW, {"group": group, "topic": topic, "key": key})
    return [dict(row) for row in found.mappings()]


async def redrive(group: Group, topic: str | None = None, key: bytes | None = None) -> list[Outcome]:
    """Apply a parked key, or all of the group, in order; each key that goes through is free again.

    A handler that fails again leaves its key parked with one attempt more.
    """
    parked = await group.database.run(list_parked, group.name)
    chosen = [p for p in parked if topic in (None, p.topic) and key in (None, p.key)]
    return [await redrive_key(group, p.topic, p.key) for p in chosen]


async def redrive_key(group: Group, topic: str, key: bytes, outcome: Outcome | None = None) -> Outcome:
    """Apply the events of one key until it is free or one of them fails."""
    outcome = outcome or Outcome()
    while await _Redrive(group, topic, key, outcome).once():
        pass
    return outcome


async def drop(group: Group, topic: str, key: bytes) -> Outcome:
    """Give up the first event of a parked key, which counts as seen, and apply those behind it.

    Nothing is deleted but its place in the queue: the log, its publisher's journal and the dead-letter
    topic still have it. ``dropped`` is 0 when nothing is parked there.
    """
    outcome = Outcome()
    if await _Drop(group, topic, key, outcome).once():
        await redrive_key(group, topic, key, outcome)
    log.warning("%s: %s %s: given up: %d events", group.name, topic, key, outcome.dropped)
    return outcome


class _Redrive:
    """One event of a parked key on its way through one transaction."""

    def __init__(self, group: Group, topic: str, key: bytes, outcome: Outcome) -> None:
        self.group = group
        self.name = {"group": group.name, "topic": topic, "key": key}
        self.outcome = outcome
        self.handling = False
        self.attempts = 1
        self.duplicate = False
        self.raised: Mapping[Any, int] = {}

    async def once(self) -> bool:
        """Apply the next event; False when there is none, or it cannot be applied."""
        try:
            done, more = await self.group.database.transact(self._apply)
        except Exception as error:
            if not self.handling or passing(error):
                raise
            await self._keep(parking.fault_of(error, self.attempts + 1))
            return False
        self.group.database.applied.tell(self.group.name, self.raised.items())
        self.outcome.applied += done and not self.duplicate
        self.outcome.duplicates += done and self.duplicate
        return more

    async def _apply(self, work: Work) -> tuple[bool, bool]:
        """(was an event dealt with, are there more)"""
        self.handling = self.duplicate = False
        self.raised = {}
        attempts = (await work.execute(LOCK, self.name)).scalar()
        head = None if attempts is None else (await work.execute(NEXT, self.name)).one_or_none()
        if attempts is None or head is None:
            return False, False
        self.attempts = attempts
        if not await self._settle(work, parking.read_parked(self.group.reader, head)):
            return False, False
        await work.execute(DELETE_EVENT, {"id": head.id})
        more = bool((await work.execute(MORE, self.name)).scalar_one())
        if not more:
            await work.execute(FREE, self.name)
        return True, more

    async def _settle(self, work: Work, incoming: Incoming) -> bool:
        """Apply the event or drop a duplicate; False after writing down why neither is possible."""
        memory = await inbox.recall(work, self.group.name, [incoming])
        entry = memory.entry(incoming, parked=False)
        if entry is Entry.DUPLICATE:
            if isinstance(incoming, Received):
                await self.group.handlers.pass_over(work, incoming)
            self.duplicate = True
            return True
        fault = parking.gap(incoming) if entry is Entry.GAP else None
        if isinstance(incoming, Unreadable):
            fault = parking.unreadable(incoming)
        if entry is Entry.CONFLICT:
            fault = parking.conflict(incoming)
        if fault is not None:
            await self._write_down(work, fault)
            return False
        if isinstance(incoming, Received):
            await self._handle(work, incoming)
        memory.learn(incoming)
        self.raised = memory.raised
        await inbox.store(work, self.group.name, memory)
        return True

    async def _handle(self, work: Work, received: Received[Any]) -> None:
        for name, value in self.group.who(received).items():
            setattr(work, name, value)
        self.handling = True
        await self.group.handlers.handle(work, received)

    async def _keep(self, fault: Fault) -> None:
        async def keep(work: Work) -> None:
            await self._write_down(work, fault)

        await self.group.database.run(keep)

    async def _write_down(self, work: Work, fault: Fault) -> None:
        self.outcome.error = fault.error
        about = {"reason": fault.reason, "error": fault.error, "retry_in": fault.retry_in}
        await work.execute(KEEP, self.name | about)


class _Drop(_Redrive):
    """The first event is passed over, whatever was wrong with it; a gap before it is closed."""

    async def _settle(self, work: Work, incoming: Incoming) -> bool:
        memory = await inbox.recall(work, self.group.name, [incoming])
        if incoming.ordered or isinstance(incoming, Received):
            memory.learn(incoming)
        if isinstance(incoming, Received):
            await self.group.handlers.pass_over(work, incoming, given_up=True)
        self.raised = memory.raised
        await inbox.store(work, self.group.name, memory)
        return True

    async def once(self) -> bool:
        """Give up the event; whether others wait behind it."""
        done, more = await self.group.database.transact(self._apply)
        self.group.database.applied.tell(self.group.name, self.raised.items())
        self.outcome.dropped += done
        return more


class Redriver:
    """Re-drives the keys of a group that heal by themselves: missing copies, and gaps that were filled."""

    def __init__(self, group: Group) -> None:
        self.group = group

    async def run(self) -> None:
        """For ever: re-drive what is due, then wait for the next or for news."""
        while True:
            self.group.parked.clear()
            try:
                wait = await self.once()
            except Exception as error:  # the database is away, or a key is locked: the next look will do
                log.warning("%s: re-drive: %s", self.group.name, error)
                wait = 1.0
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self.group.parked.wait()

    async def once(self) -> float:
        """Re-drive the keys that are due, and tell people which are stuck; seconds until the next is due."""
        for topic, key in await self.group.database.run(self._due):
            await redrive_key(self.group, topic, bytes(key))
        due_in = await self.group.database.run(self._outlook)
        await stuck.tell(self.group)
        return IDLE if due_in is None else min(IDLE, max(SOONEST, due_in))

    async def _due(self, work: Work) -> list[tuple[str, bytes]]:
        return [(topic, key) for topic, key in await work.execute(DUE, {"group": self.group.name})]

    async def _outlook(self, work: Work) -> float | None:
        figures = self.group.figures
        row = (await work.execute(OUTLOOK, {"group": self.group.name})).one()
        figures.parked_keys, figures.conflicts, figures.gap_since, figures.stuck_keys, due_in = row
        return None if due_in is None else float(due_in)
