"""What `deploy/compose.yaml` says, and its PostgreSQL and Kafka where a container engine answers.

A copy that stays is run by the engine's compose. Tests take the same images, settings and ports by
testcontainers, which leaves nothing behind.
"""

import asyncio
import contextlib
import os
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saleswire.infrastructure import engine
from saleswire.kafka import operator_password
from saleswire.missing import Missing
from saleswire.passwords import password
from saleswire.places import HOST, SERVICES, Place
from saleswire.probes import Probe, kafka_ready, postgres_ready
from saleswire.strangers import programs
from saleswire.supervisor import Component

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer

ASKED_FOR = re.compile(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}")  # ${NAME}, ${NAME:-default}, ${NAME:?words}
PATIENCE = 180.0  # seconds, the images may have to be fetched first


def containers(place: Place) -> list[Component]:
    """Two components that hold no process of ours: the engine keeps them."""
    return [container(place, name, ready) for name, ready in probes(place).items()]


def probes(place: Place) -> dict[str, Probe]:
    """How to ask each service of the compose file whether it serves."""
    return {
        "postgres": postgres_ready(place.ports["postgres"]),
        "kafka": kafka_ready(place.ports["kafka"]),
    }


def container(place: Place, name: str, ready: Probe) -> Component:
    """One service of the compose file."""

    async def start() -> None:
        await compose(place, "up", "--detach", name)

    return Component(name, start, ready=ready, address=f"{HOST}:{place.ports[name]}", patience=PATIENCE)


def compose_file(place: Place) -> Path:
    """What both ways are told by."""
    return place.root / "deploy" / "compose.yaml"


def told(place: Place) -> dict[str, str]:
    """What the compose file asks its environment for, so that this machine's programs reach both servers."""
    return {
        "SALESWIRE_POSTGRES_PORT": str(place.ports["postgres"]),
        "SALESWIRE_KAFKA_HOST": HOST,
        "SALESWIRE_KAFKA_PORT": str(place.ports["kafka"]),
        "SALESWIRE_KAFKA_CONTROLLER_PORT": str(place.ports["kafka-controller"]),
        **compose_secrets(place),
    }


def compose_secrets(place: Place) -> dict[str, str]:
    """The secrets among it: those of this copy, one for each program that signs in to the servers."""
    own = {
        "SALESWIRE_POSTGRES_PASSWORD": password(place.state, "postgres"),
        "SALESWIRE_KAFKA_SECRET": operator_password(place.state),
        "SALESWIRE_CURSOR_SECRET": password(place.state, "cursor"),
        "SALESWIRE_GATEWAY_SECRET": password(place.state, "gateway"),
        "SALESWIRE_WEB_SECRET": password(place.state, "web"),
        "SALESWIRE_KEY_SECRET": password(place.state, "keys"),
        "SALESWIRE_ADMINISTRATOR_SECRET": password(place.state, "administrator"),
    }
    signing_in = (*SERVICES, *programs(place))
    return own | {f"SALESWIRE_{name.upper()}_PASSWORD": password(place.state, name) for name in signing_in}


async def compose(place: Place, *arguments: str) -> None:
    """Run the engine's compose for this copy; raises Missing with its words when it fails."""
    process = await asyncio.create_subprocess_exec(
        await asyncio.to_thread(engine),
        *("compose", "-p", f"saleswire-{place.short_hash}", "-f", str(compose_file(place)), *arguments),
        env={**os.environ, **told(place)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    words, _ = await process.communicate()
    if process.returncode:
        raise Missing(f"compose {' '.join(arguments)} failed: {words.decode(errors='replace')[-1500:]}")


@contextlib.asynccontextmanager
async def contained(place: Place, connections: int) -> AsyncIterator[None]:
    """Both servers for one run of the tests, answering; gone afterwards."""
    wanted = {**os.environ, **told(place), "SALESWIRE_POSTGRES_CONNECTIONS": str(connections)}
    services = described(compose_file(place).read_text(), wanted)
    async with contextlib.AsyncExitStack() as exits:
        for name in probes(place):
            running = testcontainer(services[name], place.ports[name])
            await asyncio.to_thread(running.start)
            exits.push_async_callback(asyncio.to_thread, running.stop)
        async with asyncio.timeout(PATIENCE):
            for answers in probes(place).values():
                while not await answers():  # noqa: ASYNC110  # another process
                    await asyncio.sleep(0.1)
        yield


def described(text: str, told: Mapping[str, str]) -> dict[str, Any]:
    """The services of a compose file with all that it asks for; raises KeyError for what must be told."""
    import yaml

    def filled(asked: re.Match[str]) -> str:
        name, default = asked.groups()
        return told[name] if default is None else told.get(name) or default

    return dict(yaml.safe_load(ASKED_FOR.sub(filled, text))["services"])


def testcontainer(service: Mapping[str, Any], port: int) -> "DockerContainer":
    """One service as testcontainers run it, on its port or, where the engine has no bridge, on the host's.

    SALESWIRE_CONTAINER_NETWORK=host asks for the latter.
    """
    from testcontainers.core.container import DockerContainer

    variables = {name: str(value) for name, value in service["environment"].items()}
    made = DockerContainer(service["image"]).with_envs(**variables)
    if command := service.get("command"):
        made.with_command(command)
    if network := os.environ.get("SALESWIRE_CONTAINER_NETWORK"):
        return made.with_kwargs(network_mode=network)
    here: Any = (HOST, port)  # not for the whole network; docker takes what testcontainers do not name
    return made.with_bind_ports(port, here)
