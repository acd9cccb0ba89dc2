"""PostgreSQL and Kafka as components: our own processes, or containers that an engine keeps."""

import asyncio
import signal

from saleswire.containers import containers
from saleswire.infrastructure import Infrastructure, Kind
from saleswire.kafka import prepare_kafka
from saleswire.launchers import environment
from saleswire.places import HOST, Place
from saleswire.postgres import postgres_environment, prepare_postgres, running
from saleswire.probes import kafka_ready, postgres_alive, postgres_ready
from saleswire.processes import Handle, end, spawn
from saleswire.supervisor import Component


def servers(
    place: Place, infra: Infrastructure, connections: int = 200, *, durable: bool = True
) -> list[Component]:
    """PostgreSQL and Kafka as this kind of infrastructure provides them; none when they are external."""
    if infra.kind is Kind.EXTERNAL:
        return []
    if infra.kind is Kind.CONTAINERS:
        return containers(place)
    return [postgres(place, connections, durable=durable), kafka(place)]


def postgres(place: Place, connections: int = 200, *, durable: bool = True) -> Component:
    """Our own PostgreSQL; a postmaster that nobody watches any more is ended first."""
    log, port = place.logs / "postgres.log", place.ports["postgres"]

    async def start() -> Handle:
        command, cluster = await asyncio.to_thread(prepare_postgres, place, connections, durable=durable)
        if stray := running(cluster):
            await end(stray, signal.SIGINT, 15)
        told = postgres_environment(place)
        return spawn(command, log, told, cluster.uid, cluster.gid, cluster.data)

    return Component(
        "postgres",
        start,
        ready=postgres_ready(port),
        alive=postgres_alive(port),
        address=f"{HOST}:{port}",
        failures=6,
        patience=120,
        stop=signal.SIGINT,
        deadline=20,
        log=log,
    )


def kafka(place: Place) -> Component:
    """Our own Kafka broker."""
    log, port = place.logs / "kafka.log", place.ports["kafka"]

    async def start() -> Handle:
        command = await asyncio.to_thread(prepare_kafka, place)
        return spawn(command, log, environment(place), cwd=place.state / "kafka")

    return Component(
        "kafka",
        start,
        ready=kafka_ready(port),
        alive=kafka_ready(port),
        address=f"{HOST}:{port}",
        failures=6,
        patience=120,
        deadline=20,
        log=log,
    )
