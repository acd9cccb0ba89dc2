"""The service's own database: one engine, and ``run``, which makes a command one transaction.

Who holds a connection asks for no other: that is an error at once, or many requests together would wait
for each other until all of them give up.
Serialization failures and deadlocks are tried again, COMMIT included; a connection that turned
read-only (a demoted primary) is thrown away.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from pydantic_core import from_json, to_json
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.settings import Settings
from chassis.work.applied import Applied
from chassis.work.last_statement import close
from chassis.work.postgres import make_engine
from chassis.work.work import Work

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 5
TRY_AGAIN = {"40001", "40P01"}  # serialization failure, deadlock
PLAN_OUTLIVED = {"0A000", "26000"}  # a prepared statement outlived a migration
READ_ONLY = "25006"
SERVER_SETTINGS = {
    "default_transaction_isolation": "read committed",
    "lock_timeout": "2000",
    "statement_timeout": "5000",
    "idle_in_transaction_session_timeout": "30000",
}


@dataclass
class _Holding:
    """One connection's time with who took it; tasks that this one starts see it, and whether it is over."""

    open: bool = True


_holding: ContextVar[_Holding | None] = ContextVar("holding", default=None)


def _to_json(value: Any) -> str:
    return to_json(value).decode()


def sqlstate(error: BaseException) -> str:
    """The PostgreSQL error code behind an exception, or an empty string."""
    origin = getattr(error, "orig", None) or error
    said = getattr(origin, "sqlstate", None)  # SQLAlchemy drops that of a plan which outlived a migration
    return str(said or getattr(origin.__cause__, "sqlstate", None) or "")


class Database:
    """Opens transactions; ``committed`` is called after each commit that published something."""

    def __init__(
        self, settings: Settings, *, pool_size: int | None = None, application: str = "saleswire"
    ) -> None:
        self.settings = settings
        self.url = settings.database_url.get_secret_value()
        self.committed: Callable[[], None] = lambda: None
        self.applied = Applied()
        self.engine = self._engine(pool_size or settings.pool_size, application)
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def _engine(self, pool_size: int, application: str) -> AsyncEngine:
        engine = make_engine(
            self.url,
            application,
            SERVER_SETTINGS,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=3,
            pool_recycle=300,
            hide_parameters=True,  # an error in the log must not repeat what people typed
            json_serializer=_to_json,
            json_deserializer=from_json,
        )
        event.listen(engine.sync_engine, "handle_error", _leave_demoted_primary)
        return engine

    async def run(
        self, command: Callable[Concatenate[Work, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``command(work, …)`` as one transaction on nobody's behalf."""
        return await self.transact(lambda work: command(work, *args, **kwargs))

    async def transact(self, body: Callable[[Work], Awaitable[T]], **who: Any) -> T:
        """Run ``body(work)`` as one transaction; ``who`` are the fields of Work that say who and why."""
        return await _again(lambda: self._once(body, who))

    async def read(
        self, query: Callable[Concatenate[Work, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``query(work, …)``, each statement for itself: nobody waits for a BEGIN and a COMMIT."""
        return await self.look(lambda work: query(work, *args, **kwargs))

    async def look(self, body: Callable[[Work], Awaitable[T]], **who: Any) -> T:
        """Run ``body(work)``, which only reads, each statement for itself; ``who`` as in ``transact``."""
        return await _again(lambda: self._look_once(body, who))

    async def _look_once(self, body: Callable[[Work], Awaitable[T]], who: dict[str, Any]) -> T:
        async with _held(self._reading) as connection:
            try:
                return await body(Work(connection=connection, settings=self.settings, **who))
            finally:
                await to_its_end(connection.close())

    async def _once(self, body: Callable[[Work], Awaitable[T]], who: dict[str, Any]) -> T:
        async with _held(self.engine) as connection:
            try:
                work = Work(connection=connection, settings=self.settings, **who)
                result = await body(work)
                await close(work)
            except BaseException:
                await to_its_end(connection.close())  # rolls back
                raise
            await to_its_end(self._commit(work))
        return result

    async def _commit(self, work: Work) -> None:
        try:
            await work.connection.commit()
        finally:
            await work.connection.close()
            _given_back()
        for tell in work.afterwards:
            tell()
        if work.outgoing.rows:
            self.committed()

    async def stop(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


def must_hold_none() -> None:
    """Raise RuntimeError when this task holds a connection, before what takes long or needs another one."""
    around = _holding.get()
    if around is not None and around.open:
        raise RuntimeError("this work holds a connection already: do it before, after, or with the same one")


@asynccontextmanager
async def _held(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection, whose user closes it; raises RuntimeError when this task holds one already."""
    must_hold_none()
    mark = _holding.set(_Holding())
    try:
        yield await engine.connect()
    finally:
        _given_back()
        _holding.reset(mark)


def _given_back() -> None:
    holding = _holding.get()
    assert holding is not None
    holding.open = False


async def _again(attempt: Callable[[], Awaitable[T]]) -> T:
    for number in range(1, ATTEMPTS + 1):
        try:
            return await attempt()
        except DBAPIError as error:
            if number == ATTEMPTS or sqlstate(error) not in TRY_AGAIN | PLAN_OUTLIVED:
                raise
            await asyncio.sleep(random.uniform(0, 0.01 * 2**number))  # noqa: S311  # jitter, no secret
    raise AssertionError("unreachable")


async def to_its_end(operation: Coroutine[Any, Any, None]) -> None:
    """Do it all, even when this task is cancelled meanwhile; the cancellation goes on afterwards.

    A COMMIT that nobody waits for leaves its outcome open, and a connection that nobody gives back is lost.
    """
    task = asyncio.ensure_future(operation)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled from (None if task.cancelled() else task.exception())
    task.result()


def _leave_demoted_primary(context: ExceptionContext) -> None:
    if context.original_exception is not None and sqlstate(context.original_exception) == READ_ONLY:
        context.is_disconnect = True
