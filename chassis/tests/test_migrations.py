"""Migrations: the tables in code are the tables in the database, and several starters migrate once."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from chassis import tables
from chassis.migrations import migrate_database
from chassis.testing_servers import server_url

COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
FIRST = """
from alembic import op
from chassis.migrations import create_chassis_tables

revision = "0001"
down_revision = None


def upgrade():
    create_chassis_tables(op)
"""
SECOND = """
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("CREATE TABLE quote (id uuid PRIMARY KEY)")
"""
THIRD = """
from alembic import op
from chassis.migrations import upgrade_chassis_tables

revision = "0003"
down_revision = "0002"


def upgrade():
    upgrade_chassis_tables(op, 2)
"""


@pytest.fixture
async def empty_database() -> AsyncIterator[str]:
    name = f"empty_{secrets.token_hex(4)}"
    server = await asyncpg.connect(server_url())
    await server.execute(f"CREATE DATABASE {name}")
    yield server_url().rsplit("/", 1)[0] + "/" + name
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await server.close()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An importable service package with two migrations beside it."""
    name = f"service_{secrets.token_hex(4)}"
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    (tmp_path / "migrations" / "env.py").write_text("from chassis.migrations import run_env\n\nrun_env()\n")
    (versions / "0001_chassis.py").write_text(FIRST)
    (versions / "0002_first_tables.py").write_text(SECOND)
    monkeypatch.syspath_prepend(str(tmp_path))
    return name


async def test_the_tables_in_code_are_those_that_the_sql_makes(connection: Any) -> None:
    dialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    for table in tables.metadata.tables.values():
        made = [tuple(row) for row in await connection.fetch(COLUMNS, table.name)]
        told = [(c.name, c.type.compile(dialect).lower(), not c.nullable) for c in table.columns]
        assert told == [(name, kind, required) for name, kind, required in made], table.name


async def test_no_table_is_made_that_the_code_does_not_know(connection: Any) -> None:
    made = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p') AND NOT relispartition"
    )
    assert {row[0] for row in made} == set(tables.metadata.tables)


async def test_a_service_is_migrated_once_although_three_start_together(
    empty_database: str, package: str
) -> None:
    done = await asyncio.gather(*(migrate_database(package, empty_database) for _ in range(3)))
    connection = await asyncpg.connect(empty_database)
    assert sorted(done) == [False, False, True]
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == "0002"
    assert await connection.fetchval("SELECT count(*) FROM quote") == 0
    await connection.close()


async def test_the_journal_has_partitions_for_this_month_and_the_next(
    empty_database: str, package: str
) -> None:
    await migrate_database(package, empty_database)
    connection = await asyncpg.connect(empty_database)
    made = await connection.fetch(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'journal'::regclass"
    )
    wanted = await connection.fetchrow(
        "SELECT to_char(now() AT TIME ZONE 'UTC', '\"journal_\"YYYY_MM'), "
        "to_char(now() AT TIME ZONE 'UTC' + interval '1 month', '\"journal_\"YYYY_MM')"
    )
    assert {row[0] for row in made} == {*wanted, "journal_default"}
    await connection.close()


async def test_a_migrated_database_is_left_alone_without_loading_alembic(
    empty_database: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await migrate_database(package, empty_database)
    monkeypatch.setitem(sys.modules, "alembic.command", None)
    assert not await migrate_database(package, empty_database)


async def test_a_later_version_of_the_chassis_tables_keeps_what_is_in_them(
    empty_database: str, package: str, tmp_path: Path
) -> None:
    await migrate_database(package, empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute("INSERT INTO last_sequence VALUES ('g', 't', gen_random_uuid(), 7)")
    (tmp_path / "migrations" / "versions" / "0003_chassis_v2.py").write_text(THIRD)
    assert await migrate_database(package, empty_database)
    kept = await connection.fetchrow("SELECT sequence, event_id FROM last_sequence")
    assert tuple(kept) == (7, None)
    await connection.close()
