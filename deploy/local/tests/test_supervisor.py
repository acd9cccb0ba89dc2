"""The supervisor keeps a service up whatever is killed, and leaves nothing behind."""

import asyncio
import json
import os
import socket
import sys

import pytest

from saleswire.launchers import environment
from saleswire.missing import Missing
from saleswire.places import Place, check_port
from saleswire.probes import http_json
from saleswire.processes import Handle, birth, handle_of, marked, spawn, sweep
from saleswire.record import read_record
from saleswire.running import stop
from saleswire.supervisor import Component, Supervisor, layers, yes

from .conftest import eventually, kill, supervised, tiny_stack


def replaced(supervisor: Supervisor, name: str, former: int) -> bool:
    """Whether the component is ready again as another process."""
    line = supervisor.record.components[name]
    return line.state == "ready" and line.pid not in (0, former)


async def test_a_killed_service_is_started_again(place: Place) -> None:
    async with tiny_stack(place) as supervisor:
        former = supervisor.record.components["tiny"].pid
        kill(former)
        await eventually(lambda: replaced(supervisor, "tiny", former))
        answer = await http_json(place.ports["quotes"], "/")
        assert answer["pid"] == supervisor.record.components["tiny"].pid
        assert supervisor.record.components["tiny"].restarts == 1
    assert marked(place.state) == []


async def test_a_service_that_hangs_is_replaced(place: Place) -> None:
    async with tiny_stack(place, forks=False) as supervisor:
        former = supervisor.record.components["tiny"].pid
        await http_json(place.ports["quotes"], "/hang")
        await eventually(lambda: replaced(supervisor, "tiny", former))
        assert birth(former) == ""
        assert "did not answer" in supervisor.record.components["tiny"].last_error


async def test_services_outlive_their_preloaded_parent_and_can_be_forked_from_the_next(place: Place) -> None:
    async with tiny_stack(place) as supervisor:
        parent, service = (supervisor.record.components[name].pid for name in ("preloaded", "tiny"))
        kill(parent)
        await eventually(lambda: replaced(supervisor, "preloaded", parent))
        assert (await http_json(place.ports["quotes"], "/"))["pid"] == service
        kill(service)
        await eventually(lambda: replaced(supervisor, "tiny", service))
    assert marked(place.state) == []


async def test_with_a_killed_supervisor_everything_ends_in_order_and_keeps_its_data(place: Place) -> None:
    command = [sys.executable, "-m", "tiny.keeper", str(place.state), json.dumps(place.ports)]
    keeper = spawn(command, place.logs / "supervisor.log", environment(place))
    await eventually(lambda: (known := read_record(place.state)) is not None and known.ready, 120)
    record = read_record(place.state)
    assert record is not None
    kept = [handle for line in record.components.values() if (handle := line.handle)]
    assert len(kept) == len(record.components) == 4
    kill(keeper.pid)
    await eventually(lambda: not any(handle.alive() for handle in kept))
    assert marked(place.state) == []
    assert "the supervisor is gone" in (place.logs / "preloaded.log").read_text()
    assert "database system is shut down" in (place.logs / "postgres.log").read_text()
    assert (place.state / "kafka" / "data" / ".kafka_cleanshutdown").exists()
    assert "tiny has left" in (place.logs / "tiny.log").read_text()


async def test_what_lost_its_supervisor_and_its_parent_is_ended_by_the_next_verb(place: Place) -> None:
    command = [sys.executable, "-m", "tiny.keeper", str(place.state), json.dumps(place.ports), "bare"]
    keeper = spawn(command, place.logs / "supervisor.log", environment(place))
    await eventually(lambda: (known := read_record(place.state)) is not None and known.ready)
    record = read_record(place.state)
    assert record is not None
    kill(record.components["preloaded"].pid)
    kill(keeper.pid)
    assert record.components["tiny"].handle
    assert await stop(place) == 0
    assert marked(place.state) == []


async def test_what_a_lost_supervisor_left_running_is_found_and_ended(place: Place) -> None:
    sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
    stray = spawn(sleeper, place.logs / "stray.log", environment(place))
    await eventually(lambda: handle_of(stray.pid) in marked(place.state))
    assert await sweep(place.state) == 1
    assert not stray.alive()


async def test_a_process_that_ignores_the_signal_is_killed_with_its_group(place: Place) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"

    async def start() -> Handle:
        return spawn([sys.executable, "-c", stubborn], place.logs / "stubborn.log", environment(place))

    component = Component("stubborn", start, ready=yes, deadline=0.5)
    async with supervised(place, [component]) as supervisor:
        await asyncio.sleep(0)
        pid = supervisor.record.components["stubborn"].pid
        assert os.getpgid(pid) == pid
    assert birth(pid) == ""


def test_a_pid_in_other_hands_is_never_taken_for_ours() -> None:
    assert not Handle(os.getpid(), "another boot:1").alive()
    assert handle_of(os.getpid()).alive()


def test_components_stop_in_the_reverse_order_of_their_needs() -> None:
    async def start() -> None:
        return None

    chain = [Component("c", start, ("b",)), Component("a", start), Component("b", start, ("a", "elsewhere"))]
    assert [[component.name for component in layer] for layer in layers(chain)] == [["a"], ["b"], ["c"]]
    with pytest.raises(ValueError, match="need each other"):
        layers([Component("a", start, ("b",)), Component("b", start, ("a",))])


def test_a_taken_port_is_named_with_what_helps(place: Place) -> None:
    port = place.ports["quotes"]
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(Missing, match=r"taken.*SALESWIRE_PORT_OFFSET"),
    ):
        check_port("quotes", port)
