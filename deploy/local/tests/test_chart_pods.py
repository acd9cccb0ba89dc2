"""What the chart tells its jobs and pods is enough: they run here with the very arguments and variables."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chassis.kafka import make_admin
from chassis.testing import broker, named, server_url, until
from chassis.work import connect
from saleswire.chart.rendering import Manifest, render
from saleswire.chart.rules.reading import environment, pods
from saleswire.chart.tools import CHART
from saleswire.places import HOST, free_ports
from saleswire.probes import http_ok

SERVICE = "tickets"
SLOWEST = 180  # seconds until a pod is ready; the machine may be busy


class Land:
    """An installation on the tests' servers, behind a prefix of its own."""

    def __init__(self, state: Path) -> None:
        self.state, self.name = state, f"c{secrets.token_hex(4)}"
        self.passwords: dict[str, str] = {}
        kafka = broker()
        external = {
            "bootstrap": kafka.kafka_bootstrap,
            "securityProtocol": kafka.kafka_security_protocol,
            "saslMechanism": kafka.kafka_sasl_mechanism,
            "operator": kafka.kafka_username,
            "topics.partitions": "1",
            "topics.replicas": "1",
            "topics.users": "true",
        }
        options = [f"--set=kafka.external.{name}={value}" for name, value in external.items()]
        options.append(f"--set=kafka.topicPrefix={self.name}.")
        self.manifests: list[Manifest] = render(CHART / "values-small.yaml", options=options)

    def command(self, pod: str) -> tuple[list[str], dict[str, str]]:
        """The arguments and variables of a pod's container."""
        found = next(each for each in pods(self.manifests) if each.name == f"saleswire-{pod}")
        told = {name: self.revealed(value) for name, value in environment(found, self.manifests).items()}
        kept = {name: v for name, v in os.environ.items() if not name.startswith(("SALES", "DATAB", "KAFKA"))}
        arguments = found.spec["containers"][0]["args"]
        return [sys.executable, "-m", "saleswire", *arguments], {
            **kept,
            **told,
            "SALESWIRE_LOCAL": str(self.state),
        }

    def revealed(self, value: str) -> str:
        """What a Secret holds."""
        kind, _, key = value.removeprefix("secret:saleswire-").partition("/")
        if not value.startswith("secret:"):
            return value
        if kind == "postgres":
            return named(server_url(), self.name)
        if key == broker().kafka_username:
            return broker().kafka_password.get_secret_value()
        return self.passwords.setdefault(f"{kind}/{key}", secrets.token_hex(24))

    def run(self, job: str) -> str:
        """What a job says, which ends well."""
        command, told = self.command(job)
        done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def served(self, half: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
        """A pod of the service, and where it answers."""
        port = free_ports("pod")["pod"]
        command, told = self.command(f"{SERVICE}-{half}")
        command[-1:] = [f"--port={port}", f"--host={HOST}"]
        with subprocess.Popen(command, env=told) as process:
            try:
                yield process, port
            finally:
                process.kill()


@pytest.fixture
async def land(tmp_path: Path) -> AsyncIterator[Land]:
    """An installation whose database and topics go afterwards."""
    made = Land(tmp_path)
    server = await connect(server_url(), "test")
    await server.execute(f'CREATE DATABASE "{made.name}"')
    yield made
    await server.execute(f'DROP DATABASE "{made.name}" WITH (FORCE)')
    await server.close()
    admin = make_admin(broker())
    await admin.start()
    await admin.delete_topics([name for name in await admin.list_topics() if name.startswith(made.name)])
    await admin.close()


async def ready(land: Land, half: str) -> None:
    """Serve a half of the service until it is ready, then end it."""
    with land.served(half) as (process, port):
        await until(http_ok(port, "/readyz"), SLOWEST)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM)


async def test_a_database_is_migrated_and_an_api_served_as_the_chart_tells_them(land: Land) -> None:
    assert f"{SERVICE}: database is up to date" in land.run(f"{SERVICE}-migrations")
    await ready(land, "api")


async def test_a_version_is_taken_back_on_a_database_that_the_later_one_has_migrated(land: Land) -> None:
    land.run(f"{SERVICE}-migrations")
    database = await connect(named(server_url(), land.name), "test")
    await database.execute("UPDATE alembic_version SET version_num = '9999'")
    await database.close()
    said = land.run(f"{SERVICE}-migrations")
    assert f"{SERVICE}: the database is of a later version and stays as it is" in said
    await ready(land, "api")


async def test_topics_are_made_and_a_worker_is_served_as_the_chart_tells_them(land: Land) -> None:
    assert "corrected 0" in land.run("topics")
    land.run(f"{SERVICE}-migrations")
    await ready(land, "worker")
