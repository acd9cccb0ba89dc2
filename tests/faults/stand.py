"""A whole copy of Saleswire with PostgreSQL, Kafka and supervisor of its own, to be killed in parts."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from chassis.settings import KafkaSettings
from saleswire.credentials import own_credentials
from saleswire.infrastructure import Infrastructure, Kind, choose
from saleswire.places import HOST, WITHOUT_DATABASE, Place, shifted
from saleswire.processes import marked
from saleswire.record import Record, read_record
from saleswire.reserving import free_offset, reserved
from saleswire.running import forget, preflight, start_daemon, stop
from saleswire.serve import told_by
from tests.faults.load import until

STATE = ".local-faults"
FAST = {"SALESWIRE_RATE_PER_SECOND": "100000", "SALESWIRE_RATE_BURST": "100000"}  # races are not to be slowed
READY = 240.0  # seconds


@dataclass
class Stand:
    """A running copy."""

    place: Place
    infra: Infrastructure

    @property
    def origin(self) -> str:
        """Where the gateway listens."""
        return f"http://{HOST}:{self.place.ports['gateway']}"

    @property
    def kafka(self) -> KafkaSettings:
        """Kafka with all rights; asked anew, for a broker that was started again wants another sign-in."""
        return own_credentials(self.place).settings(self.infra.kafka)

    @property
    def owners(self) -> list[str]:
        """Services with a database."""
        return [name for name in self.place.services() if name not in WITHOUT_DATABASE]

    def database(self, service: str) -> str:
        """The administrator's URL of a service's database."""
        return urlunsplit(
            urlsplit(self.infra.admin_url)._replace(path=f"/{self.infra.database_name(service)}")
        )

    @property
    def record(self) -> Record | None:
        """What the supervisor wrote down last."""
        return read_record(self.place.state)

    async def whole(self) -> bool:
        """Whether a supervisor runs and everything is ready or done."""
        record = self.record
        if record is None or record.supervisor.handle is None or not record.ready:
            return False
        return all(line.state in ("ready", "done") for line in record.components.values())


@asynccontextmanager
async def standing() -> AsyncIterator[Stand]:
    """Start a copy from nothing; stopped afterwards. Its logs stay in the state folder."""
    with reserved(STATE) as state:
        async with started(state) as stand:
            yield stand


@asynccontextmanager
async def started(state: Path) -> AsyncIterator[Stand]:
    """The copy of a state folder."""
    place = Place(state=state, ports=shifted(offset := free_offset()))
    await stop(place)
    await forget(place)
    infra = choose(Kind.LOCAL, place)
    stand = Stand(place, infra)
    await asyncio.to_thread(preflight, place, infra)
    with told_of(state, offset):
        start_daemon(place, Kind.LOCAL, "forks")
    try:
        await until(stand.whole, "the stack becomes ready", READY)
        yield stand
    finally:
        await stop(place)


@contextmanager
def told_of(state: Path, offset: int) -> Iterator[None]:
    """The environment in which verbs speak of this copy."""
    with told_by({"SALESWIRE_LOCAL": str(state), "SALESWIRE_PORT_OFFSET": str(offset), **FAST}):
        yield


def strays(stand: Stand) -> list[int]:
    """Processes that run for this copy although it was stopped."""
    return [handle.pid for handle in marked(stand.place.state)]
