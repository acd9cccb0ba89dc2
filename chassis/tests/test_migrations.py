"""Migrations: the tables in code are the tables in the database, and several starters migrate once."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Boolean, Column, Computed, Date, MetaData, Numeric, Table, Uuid

from chassis.testing.migrations import compared
from chassis.testing.servers import server_url
from chassis.work import tables
from chassis.work.migrations import NewerDatabase, UnknownRevision, migrate_database
from kernel.access import tables as access

TABLES = {**tables.metadata.tables, **access.metadata.tables}
FIRST = """
from alembic import op
from chassis.work import create_chassis_tables

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
from chassis.work import upgrade_chassis_tables

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
    (tmp_path / "migrations" / "env.py").write_text("from chassis.work import run_env\n\nrun_env()\n")
    (versions / "0001_chassis.py").write_text(FIRST)
    (versions / "0002_first_tables.py").write_text(SECOND)
    monkeypatch.syspath_prepend(str(tmp_path))
    return name


async def test_the_tables_in_code_are_those_that_the_sql_makes(connection: Any) -> None:
    assert await compared(connection, TABLES.values()) == []


async def test_a_table_that_differs_from_its_database_is_named_with_what_differs(connection: Any) -> None:
    await connection.execute(
        "CREATE TABLE parcel (id uuid PRIMARY KEY, weight numeric(9, 3) NOT NULL, at date DEFAULT now(), "
        "heavy boolean GENERATED ALWAYS AS (weight > 50) STORED, extra text)"
    )
    parcel = Table(
        "parcel",
        MetaData(),
        Column("id", Uuid, primary_key=True),
        Column("weight", Numeric(9, 2)),
        Column("at", Date),
        Column("heavy", Boolean, Computed("weight > 60", persisted=True)),
    )
    found = await compared(connection, [parcel], TABLES)
    assert [each.partition(":")[0] for each in found] == [
        "parcel.at", "parcel.extra", "parcel.heavy", "parcel.weight",
    ]  # fmt: skip
    assert found[1] == "parcel.extra: the code says nothing; the database text"


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


async def test_a_database_of_newer_code_is_refused_by_name(package: str, empty_database: str) -> None:
    await migrate_database(package, empty_database)
    server = await asyncpg.connect(empty_database)
    await server.execute("UPDATE alembic_version SET version_num = '0016'")
    with pytest.raises(NewerDatabase, match=f"{package} is at revision 0016, which this code does not have"):
        await migrate_database(package, empty_database)
    assert await server.fetchval("SELECT version_num FROM alembic_version") == "0016"
    await server.close()


async def test_a_database_with_another_history_is_refused_and_is_not_called_newer(
    package: str, empty_database: str
) -> None:
    await migrate_database(package, empty_database)
    server = await asyncpg.connect(empty_database)
    await server.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(UnknownRevision, match=f"{package} is at revision 0000") as refusal:
        await migrate_database(package, empty_database)
    assert not isinstance(refusal.value, NewerDatabase)
    await server.close()
