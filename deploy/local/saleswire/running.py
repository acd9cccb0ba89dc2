"""Starting and stopping whole copies: what `up`, `down`, `reset` and `test` have in common."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from saleswire.containers import compose
from saleswire.infrastructure import Infrastructure, Kind, choose
from saleswire.jars import provide_jars
from saleswire.java import find_java
from saleswire.launchers import environment
from saleswire.missing import Missing
from saleswire.places import Place, check_port
from saleswire.postgres import outside_folder
from saleswire.processes import Handle, end, spawn, sweep
from saleswire.record import new_record, read_record
from saleswire.stack import Stack
from saleswire.supervisor import Supervisor

LEAST_DISK = 1024**3  # bytes
LAST = {"preloaded": signal.SIGTERM, "kafka": signal.SIGTERM, "postgres": signal.SIGINT}
LEAST_MEMORY = 600 * 1024**2


async def supervise(place: Place, kind: Kind, mode: str) -> None:
    """Be the supervisor until SIGTERM or Ctrl-C."""
    infra = choose(kind, place)
    components = Stack(place, infra, mode).components()
    supervisor = Supervisor(place.state, components, new_record(mode, infra.kind.value))
    stop_on_signals(supervisor)
    await supervisor.run()


def stop_on_signals(supervisor: Supervisor) -> None:
    """SIGTERM, Ctrl-C and a closed terminal end everything in order."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, supervisor.stopping.set)


def preflight(place: Place, infra: Infrastructure) -> None:
    """Have what the local servers need and the ports free; raises Missing before anything is started."""
    place.state.mkdir(parents=True, exist_ok=True)
    check_space(place.state)
    ports = dict(place.ports)
    if infra.kind is not Kind.LOCAL:
        for name in ("postgres", "kafka", "kafka-controller"):
            ports.pop(name)
    else:
        provide_jars(place.root, place.kafka_jars, find_java(place.root))
    for name, port in ports.items():
        check_port(name, port)


def check_space(state: Path) -> None:
    """Raise Missing when disk or memory will not do."""
    import psutil

    if (free := shutil.disk_usage(state).free) < LEAST_DISK:
        raise Missing(
            f"only {free // 1024**2} MiB of disk are free at {state}", "free some space, then make up"
        )
    if (left := psutil.virtual_memory().available) < LEAST_MEMORY:
        raise Missing(
            f"only {left // 1024**2} MiB of memory are available",
            "close programs, or saleswire up --single-process",
        )


def start_daemon(place: Place, kind: Kind, mode: str) -> Handle:
    """Start a supervisor that outlives us."""
    command = [sys.executable, "-m", "saleswire", "supervise", "--infra", kind.value, "--mode", mode]
    return spawn(command, place.logs / "supervisor.log", environment(place), cwd=place.root)


async def stop(place: Place) -> int:
    """End the supervisor and all that still runs; answers how many processes had to be swept up."""
    record = read_record(place.state)
    if record and (supervisor := record.supervisor.handle):
        await end(supervisor, deadline=45)
    return await clear(place)


async def clear(place: Place) -> int:
    """End what a lost supervisor left running; answers how many processes had to be swept up."""
    await end_recorded(place)
    swept = await sweep(place.state)
    while more := await sweep(place.state):
        swept += more
    record = read_record(place.state)
    if record and record.infra == Kind.CONTAINERS:
        await compose(place, "stop")
    return swept


async def end_recorded(place: Place) -> None:
    """End the recorded processes but ourselves: services first, so that they can leave their groups."""
    record = read_record(place.state)
    found = {name: h for name, line in record.components.items() if (h := line.handle)} if record else {}
    found = {name: handle for name, handle in found.items() if handle.pid != os.getpid()}
    await asyncio.gather(*(end(handle, deadline=12) for name, handle in found.items() if name not in LAST))
    await asyncio.gather(*(end(found[name], how, 15) for name, how in LAST.items() if name in found))


async def forget(place: Place) -> None:
    """Remove all data of a copy that is stopped; Kafka's jars and the tools stay."""
    record = read_record(place.state)
    if record and record.infra == Kind.CONTAINERS:
        await compose(place, "down", "--volumes")
    keep = {"tools", "cache", "java", "kafka", "lock"}
    for item in place.state.iterdir() if place.state.exists() else ():
        if item.name not in keep:
            remove(item)
    for name in ("data", "data.new", "server.properties", "format.properties"):
        remove(place.state / "kafka" / name)
    remove(outside_folder(place))


def remove(item: Path) -> None:
    """Delete a file or a folder that may not be there."""
    if item.is_dir() and not item.is_symlink():
        shutil.rmtree(item)
    else:
        item.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(state: Path) -> Iterator[None]:
    """Only one `up`, `down` or `reset` at a time; the others wait."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def supervisor_of(place: Place) -> Handle | None:
    """The supervisor that runs now."""
    record = read_record(place.state)
    return record.supervisor.handle if record and record.supervisor.pid != os.getpid() else None
