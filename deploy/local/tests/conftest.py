"""A state folder and ports of their own for each test, and a supervisor that runs the tiny service."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from saleswire import processes
from saleswire.launchers import Forks, Interpreters, Launcher
from saleswire.places import HOST, PORTS, Place, free_ports
from saleswire.postgres import outside_folder
from saleswire.probes import http_ok
from saleswire.supervisor import Component, Supervisor
from saleswire.supervisor import supervised as in_this_process
from saleswire.target import Target

TESTS = Path(__file__).parent


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A state folder that nothing survives."""
    found = Place(state=tmp_path / "state", ports={**PORTS, **free_ports(*PORTS)})
    yield found
    for handle in processes.marked(found.state):
        processes.kill_group(handle)
    shutil.rmtree(outside_folder(found), ignore_errors=True)


@pytest.fixture(autouse=True)
def _tiny_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS))


def tiny(place: Place, launcher: Launcher, needs: tuple[str, ...] = ()) -> Component:
    """The tiny service as a component that is replaced after three silent probes."""
    port = place.ports["quotes"]
    log = place.logs / "tiny.log"
    target = Target("tiny", "saleswire.serve:run", log, {"name": "tiny", "port": port})
    return Component(
        "tiny",
        lambda: launcher.launch(target),
        needs=needs,
        ready=http_ok(port, "/readyz"),
        alive=http_ok(port, "/livez"),
        address=f"http://{HOST}:{port}",
        log=log,
    )


def supervised(place: Place, components: list[Component]) -> AbstractAsyncContextManager[Supervisor]:
    """A supervisor in this process, everything ready; ended in order afterwards."""
    return in_this_process(place.state, components, "local")


@asynccontextmanager
async def tiny_stack(place: Place, *, forks: bool = True) -> AsyncIterator[Supervisor]:
    """The tiny service, forked from a preloaded parent or as an interpreter of its own."""
    if forks:
        launcher: Launcher = (parent := Forks(place))
        preloaded = Component("preloaded", parent.start, ready=parent.is_ready, alive=parent.is_alive)
        components = [preloaded, tiny(place, launcher, ("preloaded",))]
    else:
        launcher = Interpreters(place)
        components = [tiny(place, launcher)]
    async with supervised(place, components) as supervisor:
        yield supervisor


async def eventually(condition: Callable[[], object], patience: float = 60) -> None:
    """Return as soon as the condition holds; the test fails when it never does."""
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110  what is waited for happens in other processes
            await asyncio.sleep(0.05)


def kill(pid: int) -> None:
    """kill -9."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 9)
