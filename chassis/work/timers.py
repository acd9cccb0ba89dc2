"""What happens at a time rather than after an event: durable timers, fired once, by the database's clock.

The handler runs first and the timer is taken away last, if it is still the one that was due: so handlers
lock in the same order as commands do, and a date that was moved meanwhile undoes the handler's effects.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import text

from chassis.work.database import Database
from chassis.work.work import Work

Handler = Callable[[Work, UUID], Awaitable[None]]
H = TypeVar("H", bound=Handler)

LONGEST_SLEEP = 1.0  # seconds
LONGEST_BACK_OFF = 300.0  # seconds

SET = text("""
INSERT INTO timer (name, subject_id, due_at) VALUES (:name, :subject_id, :due_at)
ON CONFLICT (name, subject_id) DO UPDATE
SET due_at = excluded.due_at, generation = timer.generation + 1, attempts = 0, error = NULL
WHERE timer.due_at <> excluded.due_at
""")
CANCEL = text("DELETE FROM timer WHERE name = :name AND subject_id = :subject_id")
# Another runner's timers are skipped by their advisory locks. A row lock would be taken before the
# aggregate's and so deadlock with a command that holds the aggregate and moves the timer.
CLAIM = text("""
WITH due AS MATERIALIZED (
    SELECT name, subject_id, generation FROM timer
    WHERE due_at <= clock_timestamp() AND name = ANY(:names) ORDER BY due_at LIMIT 20
)
SELECT name, subject_id, generation FROM due
WHERE pg_try_advisory_xact_lock(hashtextextended(name || subject_id, 0)) LIMIT 1
""")
DONE = text(f"{CANCEL.text} AND generation = :generation")
FAILED = text("""
UPDATE timer SET attempts = attempts + 1, error = :error,
    due_at = clock_timestamp() + least(power(2, attempts), :longest) * interval '1 second'
WHERE name = :name AND subject_id = :subject_id AND generation = :generation
""")
NEXT = text("SELECT extract(epoch FROM min(due_at) - clock_timestamp()) FROM timer WHERE name = ANY(:names)")
COUNTS = text("""
SELECT count(*) AS waiting, count(*) FILTER (WHERE due_at < clock_timestamp()) AS overdue,
    count(*) FILTER (WHERE attempts > 0) AS failing FROM timer
""")
REARM = text("""
UPDATE timer SET due_at = :due_at, generation = generation + 1, attempts = 0, error = NULL
WHERE name = :name AND subject_id = :subject_id AND generation = :generation
""")
log = logging.getLogger(__name__)


class Due(NamedTuple):
    """A timer whose time has come, as it was set."""

    name: str
    subject_id: UUID
    generation: int


@dataclass
class Firing:
    """The timer whose handler runs, and when it wants to be called again."""

    due: Due
    again_at: datetime | None = None


class NoLongerDue(Exception):
    """It was moved, cancelled or fired by somebody else while the handler ran."""


firing: ContextVar[Firing | None] = ContextVar("firing", default=None)


class Timers:
    """The timers that a service knows, by name; declared beside their handlers."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}

    def on(self, name: str) -> Callable[[H], H]:
        """``@timers.on("expire-quote")`` above ``async def expire(work, subject_id)``.

        The handler runs in a transaction of its own; what it finds already done it leaves alone.
        """

        def register(handler: H) -> H:
            if name in self.handlers:
                raise ValueError(f"timer {name} has a handler already")
            self.handlers[name] = handler
            return handler

        return register


async def arm(work: Work, name: str, subject_id: UUID, due_at: datetime) -> None:
    """Fire the named timer of this subject then, instead of any other time; the same time changes nothing."""
    own = _own_firing(name, subject_id)
    if own is not None:
        own.again_at = due_at
        return
    await work.execute(SET, {"name": name, "subject_id": subject_id, "due_at": due_at})


async def disarm(work: Work, name: str, subject_id: UUID) -> None:
    """Do not fire; nothing happens when it is not set."""
    own = _own_firing(name, subject_id)
    if own is not None:
        own.again_at = None
        return
    await work.execute(CANCEL, {"name": name, "subject_id": subject_id})


def _own_firing(name: str, subject_id: UUID) -> Firing | None:
    """The firing that this code runs in, if it is of that very timer: the runner settles it at the end."""
    current = firing.get()
    same = current is not None and current.due[:2] == (name, subject_id)
    return current if same else None


class TimerRunner:
    """Fires a service's timers; any number may run on one database."""

    def __init__(self, timers: Timers, database: Database) -> None:
        self.timers = timers
        self.database = database
        self.last_error: str | None = None
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin in the background, unless this process only serves requests or there is nothing to fire."""
        if self.timers.handlers and self.database.settings.role != "api":
            self._stopping.clear()
            self._task = asyncio.create_task(self._run(), name="timers")

    async def stop(self) -> None:
        """Finish the handler that runs, at most five seconds."""
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=5)
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=5)

    async def status(self) -> Mapping[str, int | str | None]:
        """``waiting``, ``overdue`` and ``failing`` timers of the database, and the last error here."""
        return await self.database.run(_counts) | {"last_error": self.last_error}

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if not await self.fire_next():
                    await self._rest(await self.database.run(_seconds_to_next, list(self.timers.handlers)))
            except Exception as error:
                self.last_error = f"{type(error).__name__}: {error}"
                log.warning("timers wait for the database: %s", self.last_error)
                await self._rest(LONGEST_SLEEP)

    async def fire_next(self) -> bool:
        """Fire one timer that is due, with its effects in one transaction; False when there is none."""
        claimed: list[Due] = []
        try:
            return await self.database.transact(lambda work: self._fire(work, claimed))
        except NoLongerDue:
            return True
        except Exception as error:
            if not claimed:
                raise
            await self._failed(claimed[-1], error)
            return True

    async def _fire(self, work: Work, claimed: list[Due]) -> bool:
        row = (await work.execute(CLAIM, {"names": list(self.timers.handlers)})).one_or_none()
        if row is None:
            return False
        current = Firing(Due._make(row))
        claimed.append(current.due)
        work.via = f"timer:{current.due.name}"
        token = firing.set(current)
        try:
            await self.timers.handlers[current.due.name](work, current.due.subject_id)
        finally:
            firing.reset(token)
        await _settle(work, current)
        return True

    async def _failed(self, due: Due, error: Exception) -> None:
        self.last_error = f"timer {due.name} of {due.subject_id}: {type(error).__name__}: {error}"
        log.exception("timer %s of %s failed and is tried again later", due.name, due.subject_id)
        await self.database.run(_record_failure, due, self.last_error)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(min(max(seconds, 0.001), LONGEST_SLEEP)):
                await self._stopping.wait()


async def _settle(work: Work, current: Firing) -> None:
    if current.again_at is None:
        settled = await work.execute(DONE, current.due._asdict())
    else:
        settled = await work.execute(REARM, current.due._asdict() | {"due_at": current.again_at})
    if settled.rowcount == 0:
        raise NoLongerDue(current.due.name)


async def _record_failure(work: Work, due: Due, error: str) -> None:
    await work.execute(FAILED, due._asdict() | {"error": error[:2000], "longest": LONGEST_BACK_OFF})


async def _seconds_to_next(work: Work, names: list[str]) -> float:
    seconds = (await work.execute(NEXT, {"names": names})).scalar_one()
    return LONGEST_SLEEP if seconds is None else float(seconds)


async def _counts(work: Work) -> dict[str, int | str | None]:
    return dict((await work.execute(COUNTS)).mappings().one())
