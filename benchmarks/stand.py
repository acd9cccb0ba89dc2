"""The stack that is measured: as `saleswire up` runs it, in `.local-bench`, on ports of its own.

Nothing of it is left afterwards, however the run ends; what a killed run left is swept up first.
"""

import asyncio
import contextlib
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from chassis.settings import KafkaSettings
from saleswire.credentials import own_credentials
from saleswire.infrastructure import Infrastructure, Kind, choose
from saleswire.logbook import last_words
from saleswire.missing import Missing
from saleswire.places import HOST, MARK, Place, shifted
from saleswire.reserving import free_offset, reserved
from saleswire.running import forget, stop

FOLDER = ".local-bench"
OUTSIDE = ("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "SALESWIRE_")  # must not reach the measured stack


@dataclass(frozen=True)
class Stand:
    """A running stack, and the seconds that `up` took on empty folders."""

    place: Place
    infra: Infrastructure
    up_s: float

    @property
    def gateway(self) -> int:
        """Port of the gateway."""
        return self.place.ports["gateway"]

    @property
    def kafka(self) -> KafkaSettings:
        """Kafka with all rights; asked anew, for a broker that was started again wants another sign-in."""
        return own_credentials(self.place).settings(self.infra.kafka)

    @property
    def told(self) -> dict[str, str]:
        """The same as environment variables."""
        mine = own_credentials(self.place)
        return mine.told(mine.operator)

    @property
    def origin(self) -> str:
        """Where the gateway listens."""
        return f"http://{HOST}:{self.gateway}"


@contextlib.asynccontextmanager
async def standing() -> AsyncIterator[Stand]:
    """Start everything on empty folders; afterwards end it and forget its data."""
    with reserved(FOLDER) as folder:
        offset = free_offset()
        place = Place(state=folder / "stack", ports=shifted(offset))
        await stop(place)
        await forgotten(place)
        try:
            took = await up(place, offset)
            yield Stand(place, choose(Kind.LOCAL, place), took)
        finally:
            await asyncio.shield(asyncio.ensure_future(cleared(place)))


async def cleared(place: Place) -> None:
    """End every process of the stack and remove its data."""
    await stop(place)
    await forgotten(place)


async def forgotten(place: Place) -> None:
    """Remove the data; the logs of the last run are kept beside it."""
    if place.logs.exists():
        kept = place.state.with_name("logs")
        shutil.rmtree(kept, ignore_errors=True)
        place.logs.rename(kept)
    if place.state.exists():
        await forget(place)


def environment(place: Place, **told: str) -> dict[str, str]:
    """The environment of a process of the run, marked so that it is swept up with the stack."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OUTSIDE)}
    return {**kept, "SALESWIRE_LOCAL": str(place.state), MARK: str(place.state), **told}


async def up(place: Place, offset: int) -> float:
    """`saleswire up` to its end; seconds. Raises Missing with its last words."""
    place.logs.mkdir(parents=True, exist_ok=True)
    log = place.logs / "up.log"
    began = time.monotonic()
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "saleswire", "up", "--infra", "local"),
            cwd=place.root,
            env=environment(place, SALESWIRE_PORT_OFFSET=str(offset)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            code = await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
    if code:
        raise Missing(f"the stack did not start: {last_words(log)}")
    return time.monotonic() - began
