"""The broker's log loses its end, as in a power cut: what was not flushed is as an older copy has it."""

import asyncio
import os
import shutil
import signal
from pathlib import Path

import asyncpg
from aiokafka import TopicPartition

from saleswire.probes import http_json
from saleswire.topics import stream_topics
from tests.faults.killing import process, ready
from tests.faults.lag import log_ends
from tests.faults.load import until
from tests.faults.scene import Figures, Scene, stopwatch
from tests.faults.stand import Stand

AHEAD = 8.0  # seconds of deals that the older copy does not have
NOTICED = 90.0  # seconds until every log has again what was acknowledged
FLUSHED = [topic.name for topic in stream_topics() if "flush.messages" in topic.settings]
MARKS = "SELECT topic, partition, next_offset, resend_from FROM acknowledged"


async def lost_tail(scene: Scene) -> Figures:
    """What Kafka acknowledged is gone; the relays must see it and send it again by themselves."""
    await lose_tail(scene)
    with stopwatch() as since:
        await until(lambda: whole(scene.stand), "the logs are whole again", NOTICED)
    again = sum([await resent(scene.stand, name) for name in scene.stand.owners])
    scene.expect(again > 0, "unnoticed", "no relay says that Kafka lost something")
    return {"events sent again": again, "whole after": f"{since()} s"}


async def lose_tail(scene: Scene) -> None:
    """Copy the folder, let deals go on, put the copy back."""
    stand = scene.stand
    data = stand.place.state / "kafka" / "data"
    older = data.with_name("data.older")
    await copied(stand, data, older)
    await asyncio.sleep(AHEAD)
    await put_back(stand, older, data)
    scene.shorter = True


async def copied(stand: Stand, data: Path, older: Path) -> None:
    """A copy as a power cut would leave it; the supervisor must not replace the broker meanwhile."""
    shutil.rmtree(older, ignore_errors=True)
    silent = [each for name in ("supervisor", "kafka") if (each := process(stand, name))]
    for each in silent:
        os.kill(each.pid, signal.SIGSTOP)
    try:
        # the indexes are large and empty
        copying = await asyncio.create_subprocess_exec("cp", "-a", "--sparse=always", str(data), str(older))
        assert await copying.wait() == 0
    finally:
        for each in silent[::-1]:
            os.kill(each.pid, signal.SIGCONT)


async def put_back(stand: Stand, older: Path, data: Path) -> None:
    """Kill the broker, and change its folder before the supervisor can start another one."""
    broker, supervisor = process(stand, "kafka"), process(stand, "supervisor")
    assert broker is not None
    assert supervisor is not None
    os.kill(supervisor.pid, signal.SIGSTOP)
    try:
        os.kill(broker.pid, signal.SIGKILL)
        await asyncio.sleep(0.5)
        change(data, older)
    finally:
        os.kill(supervisor.pid, signal.SIGCONT)

    async def back() -> bool:
        return process(stand, "kafka") not in (None, broker) and ready(stand, "kafka")

    await until(back, "a broker with the older log serves", NOTICED)


def change(data: Path, older: Path) -> None:
    """The older copy takes the folder's place; what the broker had flushed is not lost with it."""
    lost = data.with_name("data.lost")
    shutil.rmtree(lost, ignore_errors=True)
    data.rename(lost)
    older.rename(data)
    for topic in FLUSHED:
        for log in lost.glob(f"{topic}-*"):
            shutil.rmtree(data / log.name)
            log.rename(data / log.name)


async def whole(stand: Stand) -> bool:
    """Whether every log is as long as its publisher knows, and nothing is still to be sent again."""
    marks: dict[TopicPartition, int] = {}
    for service in stand.owners:
        connection = await asyncpg.connect(stand.database(service))
        try:
            for topic, partition, offset, missing in await connection.fetch(MARKS):
                if missing is not None:
                    return False
                marks[TopicPartition(topic, partition)] = offset
        finally:
            await connection.close()
    ends = await log_ends(stand, set(marks))
    return all(ends[place] >= offset for place, offset in marks.items())


async def resent(stand: Stand, service: str) -> int:
    """Events that a service's relay says it has sent again."""
    status = await http_json(stand.place.ports[service], "/internal/status")
    return int(status.get("outbox", {}).get("resent", 0))
