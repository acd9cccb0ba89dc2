"""Fixed SQL straight to the driver, parameters ``$1`` …: bookkeeping lies on every event's way.

It runs in the work's transaction with prepared statements, on SQLAlchemy's connection but past its
executor, whose share is three times that of the statement itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection

if TYPE_CHECKING:
    from chassis.work import Work

T = TypeVar("T")


async def fetch(work: "Work", sql: str, *parameters: Any) -> Sequence[Any]:
    """The rows, each a sequence of its values and a mapping of its columns."""
    rows: Sequence[Any] = await _run(work, sql, lambda driver: driver.fetch(sql, *parameters))
    return rows


async def change(work: "Work", sql: str, *parameters: Any) -> int:
    """Run it; the number of rows that it touched, 0 when it is not about rows."""
    status: str = await _run(work, sql, lambda driver: driver.execute(sql, *parameters))
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0


async def change_each(work: "Work", sql: str, rows: list[tuple[Any, ...]]) -> None:
    """Run it once per row of parameters."""
    if rows:
        await _run(work, sql, lambda driver: driver.executemany(sql, rows))


async def _run(work: "Work", sql: str, run: Callable[[Any], Awaitable[T]]) -> T:
    """What the driver says. Raises what SQLAlchemy would have raised, which judges the connection, too."""
    connection = work.connection.sync_connection
    assert connection is not None
    if not connection.in_transaction():
        connection.begin()  # SQLAlchemy's own note of it, so that its commit and rollback do something
    try:
        adapted: Any = connection.connection.dbapi_connection
        if adapted._transaction is None:
            await adapted._start_transaction()  # BEGIN; nothing where each statement stands for itself
        return await run(adapted.driver_connection)
    except BaseException as error:
        await work.connection.run_sync(_judge, error, sql)
        raise


def _judge(connection: Connection, error: BaseException, sql: str) -> None:
    """Raise the error as SQLAlchemy does; a connection that is lost or in doubt is thrown away."""
    try:
        if isinstance(error, Exception):
            adapted: Any = connection.connection.dbapi_connection
            adapted._handle_exception(error)
        raise error
    except connection.dialect.loaded_dbapi.Error as known:
        connection._handle_dbapi_exception(known, sql, None, None, None)
    except BaseException as other:
        connection._handle_dbapi_exception(other, None, None, None, None)
