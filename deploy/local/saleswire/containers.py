"""PostgreSQL and Kafka from `deploy/compose.yaml`, for machines on which a container engine answers."""

import asyncio
import os

from saleswire.infrastructure import engine
from saleswire.kafka import operator_password
from saleswire.missing import Missing
from saleswire.passwords import password
from saleswire.places import HOST, Place
from saleswire.probes import kafka_ready, postgres_ready
from saleswire.supervisor import Component


def containers(place: Place) -> list[Component]:
    """Two components that hold no process of ours: the engine keeps them."""
    postgres, kafka = place.ports["postgres"], place.ports["kafka"]
    return [
        container(place, "postgres", postgres_ready(postgres), f"{HOST}:{postgres}"),
        container(place, "kafka", kafka_ready(kafka), f"{HOST}:{kafka}"),
    ]


def container(place: Place, name: str, ready: object, address: str) -> Component:
    """One service of the compose file."""

    async def start() -> None:
        await compose(place, "up", "--detach", name)

    assert callable(ready)
    return Component(name, start, ready=ready, address=address, patience=180)


async def compose(place: Place, *arguments: str) -> None:
    """Run the engine's compose for this copy; raises Missing with its words when it fails."""
    told = {
        "SALESWIRE_POSTGRES_PORT": str(place.ports["postgres"]),
        "SALESWIRE_KAFKA_PORT": str(place.ports["kafka"]),
        "SALESWIRE_POSTGRES_PASSWORD": password(place.state, "postgres"),
        "SALESWIRE_KAFKA_SECRET": operator_password(place.state),
    }
    file = str(place.root / "deploy" / "compose.yaml")
    process = await asyncio.create_subprocess_exec(
        await asyncio.to_thread(engine),
        *("compose", "-p", f"saleswire-{place.short_hash}", "-f", file, *arguments),
        env={**os.environ, **told},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    words, _ = await process.communicate()
    if process.returncode:
        raise Missing(f"compose {' '.join(arguments)} failed: {words.decode(errors='replace')[-1500:]}")
