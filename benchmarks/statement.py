"""What one statement costs its process in CPU, by the ways to run it: a row of twelve columns by its id.

``python -m benchmarks.statement URL ROUNDS``; all in turns, on one connection and in one transaction.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import uvloop
from pydantic import SecretStr
from sqlalchemy import Column, Date, MetaData, Numeric, Select, Table, Text, Uuid, bindparam, select

from benchmarks.figures import median_of
from chassis.settings import Settings
from chassis.work import Database, Work

TIMES = 2000
COLUMNS = {"id": Uuid, "owner_id": Uuid, "client_id": Uuid, "number": Text, "status": Text, "terms": Text}
COLUMNS |= {"project": Text, "description": Text, "net": Numeric, "gross": Numeric, "made": Date, "due": Date}
TABLE = Table("bench_document", MetaData(), *(Column(name, type_) for name, type_ in COLUMNS.items()))
MADE = """
CREATE TABLE bench_document (id uuid PRIMARY KEY, owner_id uuid, client_id uuid, number text, status text,
    terms text, project text, description text, net numeric, gross numeric, made date, due date);
INSERT INTO bench_document SELECT '00000000-0000-0000-0000-000000000001', gen_random_uuid(),
    gen_random_uuid(), 'Q-1', 'draft', '30 days', 'north', 'pumps', 600.00, 750.00, '2026-01-02', '2026-02-02'
"""
ONE = UUID(int=1)
KEPT = select(TABLE).where(TABLE.c.id == bindparam("wanted"))
SQL = f"SELECT {', '.join(COLUMNS)} FROM bench_document WHERE id = $1"


def on_the_spot() -> Select[Any]:
    """The statement made again, as a query does whose conditions vary."""
    return select(TABLE).where(TABLE.c.id == ONE)


async def measured(url: str, rounds: int) -> dict[str, float]:
    """CPU microseconds of each way; medians of the rounds."""
    database = Database(Settings(database_url=SecretStr(url), kafka_bootstrap=""))
    try:
        return median_of([await database.run(_round) for _ in range(rounds)])
    finally:
        await database.stop()


async def _round(work: Work) -> dict[str, float]:
    raw: Any = await work.connection.get_raw_connection()
    driver = raw.driver_connection
    row: Any = driver.fetchrow
    ways: dict[str, Callable[[], Awaitable[Any]]] = {
        "ours_kept": lambda: _ours(work, KEPT, {"wanted": ONE}),
        "ours_on_the_spot": lambda: _ours(work, on_the_spot()),
        "sqlalchemy_kept": lambda: _sqlalchemys(work, KEPT, {"wanted": ONE}),
        "sqlalchemy_on_the_spot": lambda: _sqlalchemys(work, on_the_spot()),
        "driver": lambda: row(SQL, ONE),
    }
    return {name: await _microseconds(way) for name, way in ways.items()}


async def _ours(work: Work, statement: Select[Any], values: dict[str, Any] | None = None) -> Any:
    return (await work.execute(statement, values)).mappings().one()


async def _sqlalchemys(work: Work, statement: Select[Any], values: dict[str, Any] | None = None) -> Any:
    return (await work.connection.execute(statement, values)).mappings().one()


async def _microseconds(way: Callable[[], Awaitable[Any]]) -> float:
    for _ in range(TIMES // 10):
        await way()
    began = time.process_time()
    for _ in range(TIMES):
        await way()
    return (time.process_time() - began) / TIMES * 1e6


def main(url: str, rounds: str) -> None:
    """Print one JSON object."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(measured(url, int(rounds)))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
