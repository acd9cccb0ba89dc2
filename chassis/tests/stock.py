"""Databases for tests, each as if it were new: making and dropping one takes longer than most tests.

One that comes back is emptied, and gets another name, so that nothing a test left running finds it again.
Only one whose tables are no longer the chassis' is dropped.
"""

import asyncio
from collections import deque
from typing import Any
from uuid import uuid4

import asyncpg

from chassis.testing.servers import copied, drop, named, server_url
from chassis.work.migrations import chassis_statements

FIRST = 16384  # the oid from which on objects are ours
# Whatever changes an object writes its row anew, which xmin tells.
SHAPE = f"""
SELECT md5(string_agg(concat_ws('/', kind, id, number, version), ' ' ORDER BY kind, id, number)) FROM (
    SELECT 'class', oid, 0, xmin FROM pg_class
    UNION ALL SELECT 'attribute', attrelid, attnum, xmin FROM pg_attribute
    UNION ALL SELECT 'constraint', oid, 0, xmin FROM pg_constraint
    UNION ALL SELECT 'default', oid, 0, xmin FROM pg_attrdef
    UNION ALL SELECT 'trigger', oid, 0, xmin FROM pg_trigger
    UNION ALL SELECT 'routine', oid, 0, xmin FROM pg_proc
    UNION ALL SELECT 'type', oid, 0, xmin FROM pg_type
    UNION ALL SELECT 'schema', oid, 0, xmin FROM pg_namespace
) AS objects (kind, id, number, version) WHERE id >= {FIRST}
"""
FOREIGN = f"""
SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass::text
  FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'S') AND oid >= {FIRST} AND oid <> ALL($1::oid[])
   AND relnamespace = 'public'::regnamespace ORDER BY relkind = 'S'
"""
KNOWN = f"SELECT array_agg(oid) FROM pg_class WHERE oid >= {FIRST}"
TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND oid = ANY($1::oid[]) ORDER BY 1"
RESTART = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND oid = ANY($1::oid[])"
LEAVE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1"


async def build(url: str) -> None:
    """Make the chassis' tables."""
    connection = await asyncpg.connect(url)
    for statement in chassis_statements():
        await connection.execute(statement)
    await connection.close()


class Fresh:
    """What a database is like that nobody has used: shape, objects, and the rows that it begins with."""

    def __init__(self) -> None:
        self.shape = ""
        self.known: list[int] = []
        self.rows: dict[str, str] = {}

    async def learn(self, url: str) -> None:
        """Look at one."""
        connection = await asyncpg.connect(url)
        self.shape = await connection.fetchval(SHAPE)
        self.known = await connection.fetchval(KNOWN)
        for (table,) in await connection.fetch(TABLES, self.known):
            self.rows[table] = await connection.fetchval(f"SELECT json_agg(t) FROM {table} t")
        await connection.close()

    async def restored(self, url: str) -> bool:
        """Make a used one like that; False when it can only be thrown away."""
        connection = await asyncpg.connect(url)
        try:
            for kind, name in await connection.fetch(FOREIGN, self.known):
                await connection.execute(f"DROP {kind} IF EXISTS {name} CASCADE")
            if await connection.fetchval(SHAPE) != self.shape:
                return False
            await self._empty(connection)
            return True
        finally:
            await connection.close()

    async def _empty(self, connection: Any) -> None:
        # deleted, for TRUNCATE makes new files; past the triggers, for the journal only grows
        deletions = "; ".join(f"DELETE FROM {table}" for table in self.rows)
        await connection.execute(f"SET session_replication_role = replica; {deletions}")
        for table, rows in self.rows.items():
            if rows is not None:
                again = f"SELECT * FROM json_populate_recordset(NULL::{table}, $1)"
                await connection.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE {again}", rows)
        await connection.fetch(RESTART, self.known)


class Stock:
    """Hands out databases; what comes back is made ready while tests run."""

    def __init__(self, ahead: int = 2) -> None:
        self._fresh = Fresh()
        self._ready = deque(asyncio.create_task(self._made()) for _ in range(ahead))

    async def take(self) -> str:
        """The next one's name."""
        return await (self._ready.popleft() if self._ready else self._made())

    def give_back(self, name: str) -> None:
        """Have it made ready when there is time."""
        self._ready.append(asyncio.create_task(self._again(name)))

    async def close(self) -> None:
        """Drop them all."""
        await asyncio.gather(*[drop(name) for name in await asyncio.gather(*self._ready)])

    async def _made(self) -> str:
        name = await copied("chassis", chassis_statements(), build)
        if not self._fresh.shape:
            await self._fresh.learn(named(server_url(), name))
        return name

    async def _again(self, name: str) -> str:
        other = f"t_{uuid4().hex[:12]}"
        server = await asyncpg.connect(server_url())
        try:
            await server.fetch(LEAVE, name)
            await server.execute(f'ALTER DATABASE "{name}" RENAME TO "{other}"')
        finally:
            await server.close()
        if await self._fresh.restored(named(server_url(), other)):
            return other
        await drop(other)
        return await self._made()
