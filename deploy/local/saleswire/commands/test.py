"""`saleswire test`: PostgreSQL and Kafka of its own under .local-test, then every test of the repository."""

import asyncio
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from saleswire.infrastructure import Infrastructure, Kind, choose
from saleswire.jars import provide_jars
from saleswire.java import find_java
from saleswire.kafka import operator_is_known
from saleswire.places import ROOT, Place, free_ports
from saleswire.postgres import outside_folder
from saleswire.processes import sweep
from saleswire.record import new_record
from saleswire.running import check_space
from saleswire.stack import infrastructure_components
from saleswire.suites import run_suites
from saleswire.supervisor import Supervisor

CONNECTIONS = 400


def test(context: typer.Context) -> None:
    """Run all tests; with further arguments run pytest with them, whose result this is."""
    with own_folder() as place:

        async def work(told: dict[str, str]) -> int:
            if context.args:
                return await run_pytest(place.root, context.args, told)
            return await run_suites(place.root, told)

        try:
            code = asyncio.run(with_servers(place, work))
        except asyncio.CancelledError:
            code = 128 + signal.SIGINT
        raise typer.Exit(code)


@contextmanager
def own_folder() -> Iterator[Place]:
    """A fresh state folder that no other run uses, on free ports."""
    for number in range(1, 100):
        state = ROOT / (".local-test" if number == 1 else f".local-test-{number}")
        state.mkdir(exist_ok=True)
        with (state / "lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            ports = free_ports("postgres", "kafka", "kafka-controller", "gateway")
            yield Place(state=state, ports=ports)
            return


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
    infra = choose(Kind.LOCAL, place)
    components = infrastructure_components(place, infra, CONNECTIONS)
    supervisor = Supervisor(place.state, components, new_record("test", "local"))
    keeping = asyncio.create_task(supervisor.run())
    try:
        for event in supervisor.up.values():
            await asyncio.wait_for(event.wait(), 120)
        told = {"SALESWIRE_TEST_DATABASE_URL": infra.admin_url, "SALESWIRE_TEST_KAFKA": infra.kafka}
        return await work(told | await asyncio.to_thread(let_in, place, infra))
    finally:
        supervisor.stopping.set()
        await keeping
        await sweep(place.state)
        clear(place)


def let_in(place: Place, infra: Infrastructure) -> dict[str, str]:
    """Make the operator known to the broker; what tests are told to be him, as programs elsewhere are.

    The broker takes consumer groups from here on: their first one makes it wait for a topic of its own.
    """
    from saleswire.granting import ensure_users
    from saleswire.topics import ready_for_groups

    operator = infra.credentials.operator
    ensure_users(infra.credentials.settings(infra.kafka), dict([operator]), ours=lambda _: False)
    operator_is_known(place.state)
    known = choose(Kind.LOCAL, place).credentials
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
