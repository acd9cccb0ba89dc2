"""Migrations of tables that hold rows: a database as it was, rows as they were then, and the way on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg

from chassis.migrations import migrate_database, migrations_of, upgrade
from chassis.testing_servers import drop, named, server_url

REQUIRED = """
SELECT attname AS name, format_type(atttypid, NULL) AS kind FROM pg_attribute
 WHERE attrelid = $1::regclass AND attnum > 0 AND attnotnull AND NOT atthasdef AND NOT attisdropped
"""
PLAIN = {
    "uuid": "gen_random_uuid()",
    "jsonb": "'{}'",
    "boolean": "false",
    "date": "'2026-03-02'",
    "timestamp with time zone": "now()",
    "text": "''",
    "bytea": "''",
    "character": "'EUR'",
    "text[]": "'{}'",
}


@dataclass
class Before:
    """A service's database at an earlier revision."""

    package: str
    url: str
    connection: asyncpg.Connection

    async def add(self, table: str, **values: Any) -> None:
        """Write a row; a required column that is not named gets something plain of its type."""
        rest = {
            row["name"]: PLAIN.get(row["kind"], "0") for row in await self.connection.fetch(REQUIRED, table)
        }
        given = {name: f"${place}" for place, name in enumerate(values, 1)}
        columns = rest | given
        await self.connection.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(columns.values())})",
            *values.values(),
        )

    async def go_on(self) -> None:
        """Bring the database to the newest revision."""
        await migrate_database(self.package, self.url)
        await self.connection.reload_schema_state()

    async def column(self, query: str) -> list[Any]:
        """The first column of what a query finds."""
        return [row[0] for row in await self.connection.fetch(query)]


@asynccontextmanager
async def before(package: str, revision: str) -> AsyncIterator[Before]:
    """The service's database as it was when ``revision`` was its newest; dropped at the end."""
    name = f"t_{uuid4().hex[:12]}"
    server = await asyncpg.connect(server_url())
    try:
        await server.execute(f'CREATE DATABASE "{name}"')
        url = named(server_url(), name)
        await upgrade(migrations_of(package), url, revision)
        connection = await asyncpg.connect(url)
        await connection.execute("SET session_replication_role = replica")  # rows without what they refer to
        try:
            yield Before(package, url, connection)
        finally:
            await connection.close()
    finally:
        await drop(name)
        await server.close()
