"""Migrations: alembic over asyncpg, one history per service, run under an advisory lock.

A service's ``env.py`` only calls ``run_env``; its first revision only calls ``create_chassis_tables``, and
a revision for each later version of the chassis' tables ``upgrade_chassis_tables``.
"""

import asyncio
import importlib.util
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Connection
from sqlalchemy.pool import NullPool

from chassis.work.months import month_partitions
from chassis.work.postgres import lasting_connection, make_engine
from contracts.event import Event, new_id
from contracts.text import folded

MIGRATION_LOCK = 0x53414C4553_02  # advisory lock key
SCRIPTS = Path(__file__).with_name("sql")
BODY = re.compile(r"(\$\$.*?\$\$)", re.DOTALL)  # of a function


def chassis_statements() -> list[str]:
    """The statements that make the chassis' tables in their newest version."""
    versions = range(2, 1 + len(list(SCRIPTS.glob("v*.sql"))))
    return _first_statements() + [each for version in versions for each in _statements_to(version)]


def _first_statements() -> list[str]:
    """Version 1 with the journal's first partitions (this month, next)."""
    return _statements_to(1) + month_partitions(datetime.now(UTC), ahead=1)


def _statements_to(version: int) -> list[str]:
    return statements_of((SCRIPTS / f"v{version}.sql").read_text())


def statements_of(script: str) -> list[str]:
    """The statements of an SQL script, each ended by a semicolon at the end of a line and outside a body."""
    code = "\n".join(line for line in script.splitlines() if not line.startswith("--"))
    parts = BODY.split(code + "\n")  # every second one is a body
    for body in range(1, len(parts), 2):
        parts[body] = parts[body].replace(";\n", "; \n")
    statements = [statement.strip().rstrip(";") for statement in "".join(parts).split(";\n")]
    return [statement for statement in statements if statement]


def create_chassis_tables(op: Any) -> None:
    """Upgrade step of a service's first revision; ``op`` is ``alembic.op``."""
    _run(op, _first_statements())


def upgrade_chassis_tables(op: Any, version: int) -> None:
    """Upgrade step from the version before; each service has a revision for each version from 2 on."""
    _run(op, _statements_to(version))


def create_foreign_facts(op: Any) -> None:
    """Upgrade step of a service that begins to judge what outsiders say."""
    _run(op, statements_of((SCRIPTS / "foreign_fact.sql").read_text()))


def fold_column(op: Any, table: str, column: str, *within: str, unique: bool = True) -> None:
    """Add ``alike``, the folded text of a column, unique within others.

    Of rows that are alike already the oldest keeps the name; the others have their id behind it, so that
    they stay, and nobody can make one more.
    """
    run = op.get_bind().exec_driver_sql
    run(f"ALTER TABLE {table} ADD COLUMN alike text")
    given = [row[0] for row in run(f"SELECT DISTINCT {column} FROM {table}")]
    run(
        f"UPDATE {table} SET alike = v.alike FROM unnest($1::text[], $2::text[]) AS v(given, alike) "
        f"WHERE {column} = v.given",
        (given, [folded(text) for text in given]),
    )
    names = ", ".join((*within, "alike"))
    if unique:
        run(
            f"UPDATE {table} t SET alike = t.alike || ' ' || t.id FROM ("
            f"SELECT id, row_number() OVER (PARTITION BY {names} ORDER BY id) AS place FROM {table}"
            f") AS r WHERE r.id = t.id AND r.place > 1"
        )
    run(f"ALTER TABLE {table} ALTER COLUMN alike SET NOT NULL")
    run(f"CREATE {'UNIQUE ' if unique else ''}INDEX {table}_alike ON {table} ({names})")


def run_script(op: Any, *scripts: str) -> None:
    """Run SQL scripts in a revision; asyncpg takes one statement at a time."""
    for script in scripts:
        _run(op, statements_of(script + "\n"))


def _run(op: Any, statements: Iterable[str]) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


SAY = """
INSERT INTO outbox (kind, event_id, topic, key, type, aggregate, aggregate_id, sequence, correlation_id,
                    causation_id, via, body)
VALUES ('event', $1, $2, $3, $4, $5, $6, $7, $8, $9, 'migration', $10)
"""


def say(op: Any, event: Event, sequence: int, deal: UUID) -> None:
    """Publish from a revision that changed an aggregate: its row is locked, and has this version now."""
    stream, key = event.stream, event.key
    names = (stream.topic, str(key).encode(), event.type, stream.name)
    values = (new_id(), *names, key, sequence, deal, new_id(), event.written().encode())
    op.get_bind().exec_driver_sql(SAY, values)


def run_env() -> None:
    """What a service's ``env.py`` does: run on the connection of ``migrate``, revision by revision."""
    from alembic import context

    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


class UnknownRevision(Exception):
    """The database is at a revision that the code does not have, so it cannot be upgraded."""


class NewerDatabase(UnknownRevision):
    """That revision is a later one: newer code made it, and the code before runs beside what it added."""


def migrate(package: str, database_url: str) -> None:
    """``migrate_database`` for programs without an event loop."""
    asyncio.run(migrate_database(package, database_url))


async def migrate_database(package: str, database_url: str) -> bool:
    """Bring a service's database to its newest revision; True when there was something to do.

    Waits while another process migrates. Raises ModuleNotFoundError for an unknown package, NewerDatabase for
    a database that newer code has migrated, UnknownRevision for one with another history.
    """
    folder = migrations_of(package)
    lock = await lasting_connection(database_url, f"{package} migrations")
    try:
        there = await _revision(lock)
        if there == newest_revision(folder):
            return False
        if there is not None and there not in revisions(folder):
            newer = there > newest_revision(folder)
            raise (NewerDatabase if newer else UnknownRevision)(
                f"The database of {package} is at revision {there}, which this code does not have. "
                "Run the code that brought it there, or begin with an empty database."
            )
        # Not pg_advisory_lock: a statement that waits would hold up CREATE INDEX CONCURRENTLY for ever.
        while not await lock.fetchval("SELECT pg_try_advisory_lock($1)", MIGRATION_LOCK):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        if await _revision(lock) == newest_revision(folder):
            return False
        await upgrade(folder, database_url)
        return True
    finally:
        await lock.close(timeout=2)


def migrations_of(package: str) -> Path:
    """The folder ``migrations`` beside a service's package."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"There is no service package {package}: install it first.")
    return Path(spec.origin).resolve().parent.parent / "migrations"


def newest_revision(folder: Path) -> str:
    """The revision id in the last file of ``versions``, whose names are numbered."""
    return revisions(folder)[-1]


def revisions(folder: Path) -> list[str]:
    """The revision ids in the files of ``versions``, oldest first."""
    return [_revision_of(file) for file in sorted((folder / "versions").glob("[0-9]*.py"))]


def _revision_of(file: Path) -> str:
    found = re.search(r"""^revision\b.*=\s*["'](.+)["']""", file.read_text(), re.MULTILINE)
    if found is None:
        raise ValueError(f"{file} names no revision")
    return found[1]


async def _revision(connection: Any) -> str | None:
    try:
        return str(await connection.fetchval("SELECT version_num FROM alembic_version"))
    except asyncpg.UndefinedTableError:
        return None


async def upgrade(folder: Path, database_url: str, to: str = "head") -> None:
    """Run the migrations of a folder up to a revision; it is ``migrate_database`` that locks out others."""
    engine = make_engine(database_url, "migrations", command_timeout=None, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade, folder, to)
            await connection.commit()
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, folder: Path, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
