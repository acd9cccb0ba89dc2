"""What tests take from their PostgreSQL and Kafka: databases copied from templates, and topics.

The servers are told by SALESWIRE_TEST_DATABASE_URL and SALESWIRE_TEST_KAFKA; ``make test`` sets them.
A template is made once for each state of the migrations and serves parallel and later runs, too.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.kafka import make_admin
from chassis.settings import KafkaSettings
from chassis.work import chassis_statements, migrate_database, migrations_of

PATIENCE = 60.0  # seconds until a test gives up waiting for something that must happen
PARTITIONS = 3
TEMPLATES_LOCK = 0x53414C4553_03  # advisory lock key: shared while copying, exclusive while making

Build = Callable[[str], Awaitable[Any]]


def server_url() -> str:
    """The test server's superuser URL; says how to get one when there is none."""
    return _told("SALESWIRE_TEST_DATABASE_URL")


def bootstrap() -> str:
    """The test broker."""
    return _told("SALESWIRE_TEST_KAFKA")


def broker() -> KafkaSettings:
    """The test broker with credentials that may do everything there; SALESWIRE_KAFKA_… tell them."""
    return KafkaSettings(kafka_bootstrap=bootstrap())


def _told(name: str) -> str:
    if name not in os.environ:
        raise RuntimeError(
            f"{name} is not set: run `make test`, which starts PostgreSQL and Kafka for the tests"
        )
    return os.environ[name]


def named(url: str, database: str) -> str:
    """The URL of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


async def until(holds: Callable[[], Awaitable[Any]], seconds: float = PATIENCE) -> Any:
    """Ask again until the answer is true, and return it; raises TimeoutError after ``seconds``."""
    async with asyncio.timeout(seconds):
        while not (answer := await holds()):  # noqa: ASYNC110  # other processes change what we ask for
            await asyncio.sleep(0.02)
    return answer


@asynccontextmanager
async def migrated_database(package: str) -> AsyncIterator[str]:
    """URL of a new database with the package's migrations, dropped at the end."""
    scripts = sorted(migrations_of(package).rglob("*.py"))
    content = [*chassis_statements(), *(script.read_text() for script in scripts)]

    async def migrate(url: str) -> None:
        await migrate_database(package, url)

    name = await copied(package, content, migrate)
    try:
        yield named(server_url(), name)
    finally:
        await drop(name)


async def copied(kind: str, content: Iterable[str], build: Build) -> str:
    """Name of a new database like the one that ``build(url)`` makes; ``content`` decides what that is."""
    digest = sha256("\n".join(content).encode()).hexdigest()[:12]
    template, name = f"template_{kind}_{digest}", f"t_{uuid4().hex[:12]}"
    server = await asyncpg.connect(server_url())
    try:
        while not await _copy(server, template, name):
            await _make(server, kind, template, build)
    finally:
        await server.close()
    return name


async def drop(name: str) -> None:
    """Drop a database, whoever is still connected."""
    server = await asyncpg.connect(server_url())
    try:
        await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await server.close()


async def _copy(server: Any, template: str, name: str) -> bool:
    await server.execute(f"SELECT pg_advisory_lock_shared({TEMPLATES_LOCK})")
    try:
        if template not in await _databases_like(server, template):
            return False
        await server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return True
    finally:
        await server.execute(f"SELECT pg_advisory_unlock_shared({TEMPLATES_LOCK})")


async def _make(server: Any, kind: str, template: str, build: Build) -> None:
    await server.execute(f"SELECT pg_advisory_lock({TEMPLATES_LOCK})")
    try:
        present = await _databases_like(server, f"template_{kind}_[0-9a-f]{{12}}(_unfinished)?")
        if template in present:
            return
        for old in present:
            with suppress(asyncpg.ObjectInUseError):
                await server.execute(f'DROP DATABASE "{old}"')
        unfinished = f"{template}_unfinished"
        await server.execute(f'CREATE DATABASE "{unfinished}"')
        await build(named(server_url(), unfinished))
        await server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')
    finally:
        await server.execute(f"SELECT pg_advisory_unlock({TEMPLATES_LOCK})")


async def _databases_like(server: Any, pattern: str) -> list[str]:
    rows = await server.fetch("SELECT datname FROM pg_database WHERE datname ~ $1", f"^{pattern}$")
    return [row[0] for row in rows]


@asynccontextmanager
async def topics(names: Iterable[str]) -> AsyncIterator[None]:
    """Topics of three partitions each, deleted at the end."""
    wanted = sorted(set(names))
    admin = make_admin(broker())
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, PARTITIONS, 1) for name in wanted])
        await until(lambda: _led(admin, wanted))
        yield
        await admin.delete_topics(wanted)
    finally:
        await admin.close()


async def _led(admin: AIOKafkaAdminClient, names: list[str]) -> bool:
    found = await admin.describe_topics(names)
    partitions = [partition for topic in found for partition in topic["partitions"]]
    return len(partitions) == len(names) * PARTITIONS and all(p["leader"] >= 0 for p in partitions)
