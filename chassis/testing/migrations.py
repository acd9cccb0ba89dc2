"""Migrations in tests: tables as the code and as the migrations make them, and tables that hold rows.

For the latter a database as it was, rows as they were then, and the way on.
"""

import pkgutil
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import uuid4

import asyncpg
from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from chassis.testing.servers import drop, migrated_database, named, server_url
from chassis.work import chassis_statements, migrate_database, migrations_of, upgrade

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


COLUMNS = """
SELECT c.relname || '.' || attname AS name, format_type(atttypid, atttypmod)
       || CASE WHEN attnotnull AND to_regclass('public.' || quote_ident(c.relname)) <> ALL(
                   SELECT oid FROM pg_class WHERE relkind = 'v') THEN ' NOT NULL' ELSE '' END
       || CASE WHEN attidentity <> '' THEN ' IDENTITY ' || attidentity::text ELSE '' END
       || CASE WHEN attgenerated <> '' THEN ' GENERATED ' || attgenerated::text
               WHEN atthasdef THEN ' DEFAULT' ELSE '' END
       || coalesce(' ' || pg_get_expr(adbin, adrelid), '') AS kind
  FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE c.relnamespace = $1::text::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
   AND attnum > 0 AND NOT attisdropped AND c.relname <> ALL($2)
"""  # a view never says that a column is required
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


async def table_differences(package: str, *leaving: str) -> list[str]:
    """Where a service's tables in code are not those of its migrated database; empty when all are alike.

    Types, nullability, defaults, identities and generated columns are compared. ``leaving`` are tables that
    only the version before still writes; the next one drops them.
    """
    async with migrated_database(package) as url:
        connection = await asyncpg.connect(url)
        try:
            return await compared(connection, tables_of(package), of_all() | {*leaving})
        finally:
            await connection.close()


def tables_of(package: str) -> list[Table]:
    """The tables that a service's modules declare, without those that every service has."""
    others = of_all()
    found = {table.name: table for module in _modules(package) for table in _tables(module)}
    return [table for name, table in found.items() if name not in others]


def of_all() -> set[str]:
    """Names of the tables that every service has, whoever reads them."""
    made = (re.match(r"CREATE TABLE (\w+)", statement) for statement in chassis_statements())
    return {"alembic_version", *(each[1] for each in made if each)}


def _modules(package: str) -> Iterator[Any]:
    for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
        yield import_module(module.name)


def _tables(module: Any) -> Iterator[Table]:
    for value in vars(module).values():
        if isinstance(value, Table):
            yield value
        elif isinstance(value, MetaData):
            yield from value.tables.values()


async def compared(connection: Any, told: Iterable[Table], others: Iterable[str] = ()) -> list[str]:
    """The same in a database that is there, without ``others``; PostgreSQL describes both in its words."""
    await connection.execute("CREATE SCHEMA code")
    await connection.execute("SET search_path TO code, public")
    for table in told:
        statement = CreateTable(table, include_foreign_key_constraints=[])
        await connection.execute(str(statement.compile(dialect=DIALECT)))
    code, made = [
        dict(await connection.fetch(COLUMNS, schema, list(others))) for schema in ("code", "public")
    ]
    return [
        f"{name}: the code says {code.get(name, 'nothing')}; the database {made.get(name, 'nothing')}"
        for name in sorted(code.keys() | made.keys())
        if code.get(name) != made.get(name)
    ]
