"""Yardsticks run in processes of their own, on the stack's PostgreSQL and Kafka."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
from aiokafka.admin import NewTopic

from benchmarks.stand import Stand, environment
from chassis.kafka import make_admin
from chassis.testing import named
from saleswire.infrastructure import ON_ONE_BROKER

PARTITIONS = ON_ONE_BROKER  # as all topics of the stack have


class Failed(Exception):
    """A yardstick ended with an error."""


@contextlib.asynccontextmanager
async def child(stand: Stand, module: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of ours, ended afterwards; its errors go to the log folder."""
    with (stand.place.logs / f"{module}.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"benchmarks.{module}", *arguments),
            cwd=stand.place.root,
            env=environment(stand.place, **stand.told),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def line_of(process: asyncio.subprocess.Process, seconds: float) -> str:
    """The next line that it prints. Raises Failed, TimeoutError."""
    assert process.stdout
    async with asyncio.timeout(seconds):
        line = await process.stdout.readline()
    if not line:
        raise Failed("a yardstick ended without a word: see .local-bench/logs")
    return line.decode().strip()


async def told_by(stand: Stand, module: str, *arguments: str, seconds: float = 120) -> dict[str, Any]:
    """The JSON object that a process of ours prints."""
    async with child(stand, module, *arguments) as process:
        answer: dict[str, Any] = json.loads(await line_of(process, seconds))
        return answer


async def database(stand: Stand, name: str, statements: str = "SELECT 1") -> str:
    """URL of a new database."""
    server = await asyncpg.connect(stand.infra.admin_url)
    try:
        await server.execute(f'CREATE DATABASE "{name}"')
    finally:
        await server.close()
    url = named(stand.infra.admin_url, name)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()
    return url


async def topic(stand: Stand, name: str) -> None:
    """A new topic."""
    admin = make_admin(stand.kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, PARTITIONS, 1)])
    finally:
        await admin.close()
