"""A leader's pipeline: read, send, and journal what was acknowledged, with a few batches on their way.

Rows are read in id order without those in flight, never by a cursor, which would lose rows that commit
late. Batches end in the order they began, several in one statement when they end close together. Any
failure ends the pipeline; the relay begins a new one.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice, takewhile
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer

from chassis.outbound import journal
from chassis.outbound.envelope import COLUMNS, Entry, headers_given, headers_of, source
from chassis.outbound.producer import (
    Acks,
    Outbound,
    Place,
    acknowledged,
    answered_by,
    forget,
    hand_over,
    soon,
)
from chassis.outbound.tails import check
from chassis.settings import Settings

FLIGHTS = 8  # batches on their way at once
FEW = 16  # rows that are read at first; when there were fewer, it was all
GATHER = 0.05  # seconds that a small acknowledged batch may wait for others, to be journaled with them
LARGEST_FLIGHT = 1024 * 1024  # bytes of bodies in a batch, not counting its last row
EAGER, IDLE = 0.02, 0.25  # seconds between looks at the outbox
LIVELY = 1.0  # seconds of looking eagerly after a row of which nobody told us

FIRST = f"SELECT id, kind, headers, {COLUMNS} FROM outbox WHERE id <> ALL($1::bigint[]) ORDER BY id LIMIT $2"
NEXT = f"""
SELECT id, kind, headers, {COLUMNS} FROM (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
           AS before
      FROM (SELECT * FROM outbox WHERE id <> ALL($1::bigint[]) ORDER BY id LIMIT $2) AS rows
) AS counted WHERE before IS NULL OR before < $3 ORDER BY id
"""


class Row(NamedTuple):
    """A row of the outbox; ``headers`` is the JSON of a dead letter's."""

    id: int
    kind: str
    headers: str | None
    entry: Entry


class Flight(NamedTuple):
    """A batch that was handed to the producer; the deadline is in the loop's time."""

    rows: list[Row]
    acks: Acks
    deadline: float

    def acknowledged(self) -> bool:
        """Whether all of it was, without waiting."""
        return all(ack.done() and not ack.cancelled() and ack.exception() is None for ack, _ in self.acks)


def weight(rows: list[Row]) -> int:
    """Bytes of their bodies."""
    return sum(len(row.entry.body or b"") for row in rows)


class Pipeline:
    """One connection, one producer, one journal head; ``landed`` is called after each journaled batch.

    ``ends`` is where each log ends at least; a record that is put before it tells of a lost tail.
    """

    def __init__(
        self,
        service: str,
        settings: Settings,
        connection: Any,
        producer: AIOKafkaProducer,
        awake: asyncio.Event,
        ends: dict[Place, int] | None = None,
    ) -> None:
        self.settings = settings
        self.connection = connection
        self.producer = producer
        self.awake = awake
        self.ends = {} if ends is None else ends
        self.landed: Callable[[], None] = lambda: None
        self.stopping = False
        self._source = source(service)
        self._one_query = asyncio.Lock()
        self._flights: deque[Flight] = deque()
        self._slots = asyncio.Semaphore(FLIGHTS)
        self._departed = asyncio.Event()
        self._hurry = asyncio.Event()
        self._ended = False
        self._few = min(FEW, settings.batch_size)
        self._backlog = False
        self._lively_until = 0.0

    def finish(self) -> None:
        """Send nothing more; ``run`` returns when all has landed."""
        self.stopping = True
        self.awake.set()
        self._hurry.set()

    async def run(self) -> None:
        """Until ``finish`` is called. Raises what went wrong first."""
        tasks = [asyncio.create_task(self._send_all()), asyncio.create_task(self._journal_all())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            for flight in self._flights:
                forget(flight.acks)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _send_all(self) -> None:
        told = False
        while not self.stopping:
            if self._slots.locked():
                self._hurry.set()
            await self._slots.acquire()
            count = await self._take_off()
            if not count:
                self._slots.release()
            elif not told:
                self._lively_until = time.monotonic() + LIVELY
            told = self._backlog or await self._rest()
        self._ended = True
        self._departed.set()

    async def _take_off(self) -> int:
        rows = await self._read()
        self._backlog = len(rows) >= self._few or weight(rows) >= LARGEST_FLIGHT
        if rows:
            deadline = soon()
            async with answered_by(deadline):
                acks = await hand_over(self.producer, self._messages(rows))
            self._flights.append(Flight(rows, acks, deadline))
            self._departed.set()
        return len(rows)

    async def _read(self) -> list[Row]:
        async with self._one_query:
            in_flight = [row.id for flight in self._flights for row in flight.rows]
            if self._backlog:
                size = self.settings.batch_size
                records = await self.connection.fetch(NEXT, in_flight, size, LARGEST_FLIGHT)
            else:
                records = await self.connection.fetch(FIRST, in_flight, self._few)
        return [Row(record[0], record[1], record[2], Entry._make(record[3:])) for record in records]

    def _messages(self, rows: list[Row]) -> Iterator[Outbound]:
        prefix = self.settings.topic_prefix
        for _, _, given, entry in rows:
            headers = headers_of(entry, self._source) if given is None else headers_given(given)
            yield prefix + entry.topic, entry.key, entry.body, headers

    async def _journal_all(self) -> None:
        head = await self._head()
        while await self._any_departed():
            first = self._flights[0]
            async with answered_by(first.deadline):
                await acknowledged(first.acks)
            await self._gather(first)
            landed = [first, *takewhile(Flight.acknowledged, islice(self._flights, 1, None))]
            written = [where for each in landed for where in await acknowledged(each.acks)]
            async with self._one_query:
                await check(self.connection, self.ends, written)
                ends = {place: self.ends[place] for place, _, _ in written}
                rows = [row for each in landed for row in each.rows]
                head = await journal.move(self.connection, head, rows, ends)
                for _ in landed:
                    self._flights.popleft()
                    self._slots.release()
            self.landed()

    async def _any_departed(self) -> bool:
        """Wait for a flight; False when there will be none any more."""
        while not self._flights and not self._ended:
            self._departed.clear()
            await self._departed.wait()
        return bool(self._flights)

    async def _gather(self, flight: Flight) -> None:
        """Let others land, unless somebody waits for us."""
        self._hurry.clear()
        if len(flight.rows) < self._few and not self._slots.locked() and not self.stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER):
                    await self._hurry.wait()

    async def _head(self) -> journal.Head:
        async with self._one_query:
            return await journal.read_head(self.connection)

    async def _rest(self) -> bool:
        """Wait to be told of rows, or until it is time to look; whether we were told."""
        worker = self.settings.role == "worker"
        eager = worker or time.monotonic() < self._lively_until
        with suppress(TimeoutError):
            async with asyncio.timeout(EAGER if eager else IDLE):
                await self.awake.wait()
        told = self.awake.is_set()
        self.awake.clear()
        return told
