"""Fixed SQL straight to the driver, parameters ``$1`` …: bookkeeping lies on every event's way.

It runs in the work's transaction, past SQLAlchemy's compiler, with prepared statements.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chassis.work import Work


async def fetch(work: "Work", sql: str, *parameters: Any) -> Sequence[Any]:
    """The rows, each a tuple."""
    return (await work.connection.exec_driver_sql(sql, parameters)).all()


async def change(work: "Work", sql: str, *parameters: Any) -> int:
    """Run it; the number of rows that it touched."""
    return (await work.connection.exec_driver_sql(sql, parameters)).rowcount


async def change_each(work: "Work", sql: str, rows: list[tuple[Any, ...]]) -> None:
    """Run it once per row of parameters."""
    if rows:
        await work.connection.exec_driver_sql(sql, rows)
