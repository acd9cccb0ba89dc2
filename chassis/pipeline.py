"""A leader's pipeline: read, send, and journal what was acknowledged, with a few batches on their way.

Rows are read in id order without those in flight, never by a cursor, which would lose rows that commit
late. Batches end in the order they began. Any failure ends the pipeline; the relay begins a new one.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer

from chassis import journal
from chassis.envelope import COLUMNS, Entry, headers_given, headers_of, source
from chassis.producer import Acks, Outbound, acknowledged, answered_by, forget, hand_over, soon
from chassis.settings import Settings

FLIGHTS = 4  # batches on their way at once
LARGEST_FLIGHT = 1024 * 1024  # bytes of bodies in a batch, not counting its last row
EAGER, IDLE = 0.02, 0.25  # seconds between looks at the outbox
LIVELY = 1.0  # seconds after the last row during which we look eagerly

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


class Pipeline:
    """One connection, one producer, one journal head; ``landed`` is called after each journaled batch."""

    def __init__(
        self,
        service: str,
        settings: Settings,
        connection: Any,
        producer: AIOKafkaProducer,
        awake: asyncio.Event,
    ) -> None:
        self.settings = settings
        self.connection = connection
        self.producer = producer
        self.awake = awake
        self.landed: Callable[[], None] = lambda: None
        self.stopping = False
        self._source = source(service)
        self._one_query = asyncio.Lock()
        self._flights: deque[Flight] = deque()
        self._slots = asyncio.Semaphore(FLIGHTS)
        self._departed: asyncio.Queue[Flight | None] = asyncio.Queue()
        self._lively_until = 0.0

    def finish(self) -> None:
        """Send nothing more; ``run`` returns when all has landed."""
        self.stopping = True
        self.awake.set()

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
        while not self.stopping:
            await self._slots.acquire()
            if not await self._take_off():
                self._slots.release()
                await self._rest()
        self._departed.put_nowait(None)

    async def _take_off(self) -> bool:
        rows = await self._read()
        if not rows:
            return False
        deadline = soon()
        async with answered_by(deadline):
            acks = await hand_over(self.producer, self._messages(rows))
        flight = Flight(rows, acks, deadline)
        self._flights.append(flight)
        self._departed.put_nowait(flight)
        return True

    async def _read(self) -> list[Row]:
        async with self._one_query:
            in_flight = [row.id for flight in self._flights for row in flight.rows]
            records = await self.connection.fetch(NEXT, in_flight, self.settings.batch_size, LARGEST_FLIGHT)
        return [Row(record[0], record[1], record[2], Entry._make(record[3:])) for record in records]

    def _messages(self, rows: list[Row]) -> Iterator[Outbound]:
        prefix = self.settings.topic_prefix
        for _, _, given, entry in rows:
            headers = headers_of(entry, self._source) if given is None else headers_given(given)
            yield prefix + entry.topic, entry.key, entry.body, headers

    async def _journal_all(self) -> None:
        head = await self._head()
        while flight := await self._departed.get():
            async with answered_by(flight.deadline):
                await acknowledged(flight.acks)
            async with self._one_query:
                head = await journal.move(self.connection, head, flight.rows)
                self._flights.popleft()
            self._slots.release()
            self._lively_until = time.monotonic() + LIVELY
            self.landed()

    async def _head(self) -> journal.Head:
        async with self._one_query:
            return await journal.read_head(self.connection)

    async def _rest(self) -> None:
        worker = self.settings.role == "worker"
        eager = worker or self._flights or time.monotonic() < self._lively_until
        with suppress(TimeoutError):
            async with asyncio.timeout(EAGER if eager else IDLE):
                await self.awake.wait()
        self.awake.clear()
