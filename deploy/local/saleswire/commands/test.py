"""`saleswire test`: PostgreSQL and Kafka of its own under .local-test, then every test of the repository.

SALESWIRE_INFRA=containers takes both servers from a container engine, by testcontainers.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import typer

from saleswire.containers import contained
from saleswire.infrastructure import Infrastructure, Kind, choose
from saleswire.jars import provide_jars
from saleswire.java import find_java
from saleswire.kafka import LOCKED, operator_is_known
from saleswire.missing import Missing
from saleswire.places import Place, free_ports
from saleswire.postgres import outside_folder
from saleswire.processes import sweep
from saleswire.reserving import reserved
from saleswire.running import check_space
from saleswire.servers import servers
from saleswire.suites import run_suites
from saleswire.supervisor import supervised

CONNECTIONS = 400


def test(context: typer.Context) -> None:
    """Run all tests; with further arguments run pytest with them, whose result this is."""
    with reserved(".local-test") as state:
        place = Place(state=state, ports=free_ports("postgres", "kafka", "kafka-controller", "gateway"))

        async def work(told: dict[str, str]) -> int:
            if context.args:
                return await run_pytest(place.root, context.args, told)
            return await run_suites(place.root, told)

        try:
            code = asyncio.run(with_servers(place, work))
        except asyncio.CancelledError:
            code = 128 + signal.SIGINT
        raise typer.Exit(code)


def clear(place: Place) -> None:
    """Remove the servers' data, keep their logs."""
    for data in (place.state / "postgres", place.state / "kafka", outside_folder(place)):
        shutil.rmtree(data, ignore_errors=True)


async def with_servers(place: Place, work: Callable[[dict[str, str]], Awaitable[int]]) -> int:
    """Start both servers, do the work with their addresses in the environment, end everything."""
    end_on_signals()
    await sweep(place.state)
    clear(place)
    check_space(place.state)
    await asyncio.to_thread(lambda: provide_jars(place.root, place.kafka_jars, find_java(place.root)))
    infra = choose(asked_kind(), place)
    try:
        async with servers_of(place, infra):
            told = {"SALESWIRE_TEST_DATABASE_URL": infra.admin_url, "SALESWIRE_TEST_KAFKA": infra.kafka}
            return await work(told | await asyncio.to_thread(let_in, place, infra))
    finally:
        clear(place)


def asked_kind() -> Kind:
    """Where SALESWIRE_INFRA takes the servers from: `local` unless it says `containers`."""
    asked = os.environ.get("SALESWIRE_INFRA", Kind.LOCAL)
    if asked not in (Kind.LOCAL, Kind.CONTAINERS):
        raise Missing(
            f"tests cannot run with SALESWIRE_INFRA={asked}", "SALESWIRE_INFRA=containers make test"
        )
    return Kind(asked)


def servers_of(place: Place, infra: Infrastructure) -> AbstractAsyncContextManager[object]:
    """Both servers, answering until the end of the block."""
    if infra.kind is Kind.CONTAINERS:
        return contained(place, CONNECTIONS)
    local = servers(place, infra, CONNECTIONS, durable=False)  # cleared at the end
    return supervised(place.state, local, infra.kind)


def let_in(place: Place, infra: Infrastructure) -> dict[str, str]:
    """Make the operator known to the broker; what tests are told to be him, as programs elsewhere are.

    The broker takes consumer groups from here on: their first one makes it wait for a topic of its own.
    """
    from saleswire.granting import ensure_users
    from saleswire.topics import ready_for_groups

    operator = infra.credentials.operator
    ensure_users(infra.credentials.settings(infra.kafka), dict([operator]), ours=lambda _: False)
    operator_is_known(place.state)
    known = replace(infra.credentials, operator_mechanism=LOCKED)  # where a container holds the data, too
    asyncio.run(ready_for_groups(known.settings(infra.kafka)))
    return known.told(operator)


def end_on_signals() -> None:
    """A SIGTERM or a closed terminal ends us as Ctrl-C does: through every `finally`."""
    ours = asyncio.current_task()
    assert ours
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, ours.cancel)


async def run_pytest(root: Path, arguments: list[str], told: dict[str, str]) -> int:
    """pytest in a process group of its own; Ctrl-C and SIGTERM are passed on once."""
    command = [sys.executable, "-m", "pytest", *arguments]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=root, env={**os.environ, **told}, process_group=0, stdin=subprocess.DEVNULL
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, lambda: os.killpg(process.pid, signal.SIGINT))
    code = await process.wait()
    return code if code >= 0 else 128 - code


def add(application: typer.Typer) -> None:
    """Add the verb."""
    unknown = {"allow_extra_args": True, "ignore_unknown_options": True}
    application.command("test", context_settings=unknown)(test)
