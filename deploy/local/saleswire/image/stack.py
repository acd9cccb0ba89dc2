"""The system of the compose file in containers of the image, beside PostgreSQL and Kafka of our own.

podman runs each service with what the compose file says of it, and starts again what ends. All share one
network, the one we are in, where every name is this machine.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from saleswire.containers import compose_file, described, told
from saleswire.image.build import TAG
from saleswire.image.podman import podman, podman_later
from saleswire.infrastructure import Infrastructure
from saleswire.passwords import write_private
from saleswire.places import HOST, Place
from saleswire.probes import Probe, http_ok
from saleswire.servers import servers
from saleswire.supervisor import Component, yes

OWN_SERVERS = ("postgres", "kafka")
PATIENCE = 300.0  # seconds until a container is ready: all begin at once

Service = Mapping[str, Any]


def contained(place: Place) -> dict[str, Service]:
    """The services of the compose file that are of our image, by name."""
    found = described(compose_file(place).read_text(), {**told(place), "SALESWIRE_IMAGE": TAG})
    return {name: service for name, service in found.items() if name not in OWN_SERVERS}


def components(place: Place, infra: Infrastructure, services: Mapping[str, Service]) -> list[Component]:
    """Both servers as processes of ours, and every service as a container."""
    hosts = (*OWN_SERVERS, *services)
    return [*servers(place, infra), *(component(place, n, s, hosts) for n, s in services.items())]


def component(place: Place, name: str, service: Service, hosts: tuple[str, ...]) -> Component:
    """A job, which runs to its end, or a service, which podman keeps running."""

    async def start() -> None:
        await podman_later(place.state, *command(place, name, service, hosts))

    needs, port = tuple(service["depends_on"]), place.ports.get(name)
    ready: Probe = http_ok(port, "/readyz") if port else yes
    address = f"{HOST}:{port}" if port else ""
    return Component(name, start, needs, ready, address=address, patience=PATIENCE, log=log(place, name))


def command(place: Place, name: str, service: Service, hosts: tuple[str, ...]) -> list[str]:
    """podman's arguments."""
    lasting = service["restart"] != "no"
    entrypoint, *first = service.get("entrypoint", ["saleswire"])
    return [
        *(
            "run",
            "--replace",
            "--name",
            container(place, name),
            "--network",
            "host",
            "--entrypoint",
            entrypoint,
        ),
        *(["--detach", "--restart", "always"] if lasting else ["--rm"]),
        *("--stop-timeout", service.get("stop_grace_period", "10s").removesuffix("s")),
        *("--log-driver", "k8s-file", "--log-opt", f"path={log(place, name)}"),
        *("--env-file", str(environment_file(place, name, service["environment"]))),
        *(word for host in hosts for word in ("--add-host", f"{host}:{HOST}")),
        *fences(service),
        *writable(place, service),
        service["image"],
        *first,
        *service.get("command", ()),
    ]


def fences(service: Service) -> Iterator[str]:
    """What the compose file takes from a container; podman's own writable /tmp goes with it."""
    if service["read_only"]:
        yield from ("--read-only", "--read-only-tmpfs=false")
    for capability in service["cap_drop"]:
        yield from ("--cap-drop", capability)
    for option in service["security_opt"]:
        yield from ("--security-opt", option.removesuffix(":true"))


def writable(place: Place, service: Service) -> Iterator[str]:
    """Where a container may write."""
    for folder in service["tmpfs"]:
        yield from ("--tmpfs", folder)
    for volume in service.get("volumes", ()):
        yield from ("--volume", f"saleswire-{place.short_hash}-{volume}")


def environment_file(place: Place, name: str, variables: Mapping[str, Any]) -> Path:
    """The variables in a file of our own: a command line is for everyone to read."""
    file = place.state / "environments" / name
    write_private(file, "".join(f"{key}={value}\n" for key, value in variables.items()))
    return file


def container(place: Place, name: str) -> str:
    """What podman calls a service of this copy."""
    return f"saleswire-{place.short_hash}-{name}"


def log(place: Place, name: str) -> Path:
    """Where a service's words go."""
    place.logs.mkdir(parents=True, exist_ok=True)
    return place.logs / f"{name}.log"


def inside(place: Place, name: str, *program: str) -> str:
    """Run a program in a container that runs; raises Missing."""
    return podman(place.state, "exec", container(place, name), *program)


def state_of(place: Place, name: str, what: str) -> str:
    """One field of what podman knows of a container, in Go's spelling: `.State.Pid`."""
    return podman(place.state, "inspect", "--format", "{{" + what + "}}", container(place, name))


def remove_all(place: Place, services: Mapping[str, Service]) -> None:
    """Remove containers and volumes of this copy, running or not."""
    podman(place.state, "rm", "--force", "--ignore", "--time", "0", *(container(place, n) for n in services))
    volumes = [v.partition(":")[0] for s in services.values() for v in s.get("volumes", ())]
    for volume in volumes:
        podman(place.state, "volume", "rm", "--force", f"saleswire-{place.short_hash}-{volume}")
